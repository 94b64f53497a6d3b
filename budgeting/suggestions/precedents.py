"""The second evidence: how lines like this one were cited in approved budgets.

Of other units only published years are looked at; of its own, a unit's approved
proposals of earlier years. A line of the year being formulated is never evidence.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from budgeting.suggestions.asked import Asked
from budgeting.suggestions.catalogue import telling_words
from programme.search.words import stem

COMMON = 0.15  # a word that more of the lines have is not looked up
NEAREST = 60  # lines that are looked at closely
OWN = 1.5  # what a unit's own choice counts beside another's
SAME_CODE = 0.2  # added for the line that had this code in the same unit
TELLING = 5  # citations of a function or partida from which on they tell anything
LEAST = 0.3  # likeness from which on two lines are alike


class PastLine(NamedTuple):
    """A line of an approved proposal, and the keys of what it cited."""

    year: int
    unit: int
    code: str
    description: str
    object_code: str
    function: str
    published: bool
    actions: tuple[int, ...]
    rights: tuple[str, ...]  # their chapters: "PROGRAMME right"


@dataclass(frozen=True)
class Precedent:
    """The past line nearest to the one asked for that cited an action."""

    line: PastLine
    likeness: float  # 0 to 1
    score: float
    units: int  # how many other units cited the action for such a line


class Precedents:
    """The approved lines of some years, ready to be compared with."""

    def __init__(self, lines: Iterable[PastLine]) -> None:
        self.lines: Sequence[PastLine] = list(lines)
        self.places: dict[str, array] = defaultdict(lambda: array("I"))
        stems = [_stems(line.description) for line in self.lines]
        for place, own in enumerate(stems):
            for one in own:
                self.places[one].append(place)
        self.tells = {one: self._tells(len(p)) for one, p in self.places.items()}
        self.lengths = array(
            "d", (math.sqrt(sum(self.tells[s] ** 2 for s in own)) for own in stems)
        )
        self.leanings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for line in self.lines:
            if line.published:
                self.leanings["function", line.function].update(line.rights)
                self.leanings["object_code", line.object_code].update(line.rights)

    def _tells(self, having: int) -> float:
        return math.log(1 + len(self.lines) / having)

    def like(self, asked: Asked) -> list[tuple[float, PastLine]]:
        """The lines most like this one, with their likeness, the most alike first."""
        stems = _stems(asked.description)
        unknown = self._tells(1) if self.lines else 1
        tells = {one: self.tells.get(one, unknown) for one in stems}
        length = math.sqrt(sum(tell**2 for tell in tells.values())) or 1
        shared: dict[int, float] = defaultdict(float)
        for one in sorted(stems & self.tells.keys()):
            if len(self.places[one]) > COMMON * len(self.lines) + 10:
                continue
            for place in self.places[one]:
                shared[place] += tells[one] ** 2
        alike = [
            (min(1.0, both / (length * self.lengths[place]) + bonus), place)
            for place, both in shared.items()
            if (bonus := self._bonus(place, asked)) is not None
        ]
        alike.sort(key=lambda one: (-one[0], -self.lines[one[1]].year, one[1]))
        return [(near, self.lines[p]) for near, p in alike[:NEAREST] if near >= LEAST]

    def _bonus(self, place: int, asked: Asked) -> float | None:
        """What else makes the line alike; None where it is no evidence for the unit."""
        line = self.lines[place]
        if line.unit == asked.unit:
            return SAME_CODE if asked.code and line.code == asked.code else 0.0
        return 0.0 if line.published else None

    def by_action(self, asked: Asked) -> dict[int, Precedent]:
        """For each action that lines like this one cited, the nearest of them."""
        units: dict[int, set[int]] = defaultdict(set)
        best: dict[int, Precedent] = {}
        for likeness, line in self.like(asked):
            own = line.unit == asked.unit
            score = likeness**2 * (OWN if own else 1) / math.sqrt(len(line.actions))
            for action in line.actions:
                if not own:
                    units[action].add(line.unit)
                if action not in best or score > best[action].score:
                    best[action] = Precedent(line, likeness, score, 0)
        return {
            action: Precedent(one.line, one.likeness, one.score, len(units[action]))
            for action, one in best.items()
        }

    def share(self, what: str, value: str, right: str) -> float:
        """The part of the citations of such lines that went to this right; 0 where
        there are too few to tell."""
        counts = self.leanings.get((what, value)) if value else None
        enough = counts is not None and counts.total() >= TELLING
        return counts[right] / counts.total() if counts and enough else 0.0

    def without(self, texts: Collection[str]) -> "Precedents":
        """These precedents without the lines that say exactly one of these texts."""
        said = {tuple(telling_words(text)) for text in texts}
        kept = (
            x for x in self.lines if tuple(telling_words(x.description)) not in said
        )
        return Precedents(kept)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in telling_words(text)}

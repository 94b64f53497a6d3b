"""Whether approved lines of earlier years cited an action for a line like this one."""

import math
from collections import defaultdict

from budgeting.suggestions.catalogue import telling_words
from budgeting.suggestions.past import precedents_before
from budgeting.suggestions.precedents import LEAST, PastLine, Precedents
from programme.search.words import stem


class Past:
    """The precedents of suggestions, asked by action."""

    def __init__(self, precedents: Precedents) -> None:
        self.precedents = precedents
        self.tells = precedents.tells
        self.lines: dict[int, list[PastLine]] = defaultdict(list)
        for line in precedents.lines:
            for action in line.actions:
                self.lines[action].append(line)
        self.unknown = math.log(1 + len(precedents.lines))
        self.stems: dict[str, frozenset[str]] = {}  # of the past lines asked for so far

    def cited_so(self, description: str, action: int, unit: int) -> bool:
        """Whether a line as like this one as suggestions ask cited the action: of this
        unit in any approved year, of another in a published one."""
        said = self._stems(description)
        length = self._length(said) or 1.0
        return any(
            self._likeness(said, length, line) >= LEAST
            for line in self.lines.get(action, ())
            if line.published or line.unit == unit
        )

    def _likeness(self, said: frozenset[str], length: float, line: PastLine) -> float:
        stems = self._stems(line.description)
        shared = sum(self.tells.get(one, self.unknown) ** 2 for one in said & stems)
        return shared / (length * (self._length(stems) or 1.0))

    def _length(self, stems: frozenset[str]) -> float:
        return math.sqrt(sum(self.tells.get(s, self.unknown) ** 2 for s in stems))

    def _stems(self, text: str) -> frozenset[str]:
        if text not in self.stems:
            self.stems[text] = frozenset(stem(word) for word in telling_words(text))
        return self.stems[text]


_kept: dict[int, Past] = {}


def past_before(year: int, version: tuple | None = None) -> Past:
    """The approved lines before this year; one query, and as many more as suggestions
    need where something approved has changed."""
    precedents = precedents_before(year, version)
    kept = _kept.get(year)
    if kept is None or kept.precedents is not precedents:
        kept = _kept[year] = Past(precedents)
    return kept

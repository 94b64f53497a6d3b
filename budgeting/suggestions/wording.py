"""The first evidence: words that the line shares with an action of the catalogue."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import normalize

from budgeting.suggestions.asked import Asked
from budgeting.suggestions.catalogue import Catalogue, telling_words
from programme.search.words import WORD, plain, stem

MENDED, BEGUN = 0.8, 0.4  # what a word counts that was corrected, that was completed
COMPLETED = 6  # words of the catalogue that an abbreviation may stand for
ABBREVIATED = 3  # letters that it must have
READ = 60  # different words of one text that are looked at
TOLD = 8  # words: in a longer text each of them tells less
LENGTH = 0.4  # how much a long action yields to a short one that says the same
ACTIVITY, POPULATION, PURPOSE = 0.3, 0.15, 0.1  # beside a word of the description, 1
Weights = dict[str, float]


@dataclass
class Wording:
    """How well an action's words say what the line says, and by which words."""

    score: float = 0.0
    own: set[str] = field(default_factory=set)  # stems of the line's own words
    around: set[str] = field(default_factory=set)  # of its framework's


def compare(asked: Asked, catalogue: Catalogue) -> dict[int, Wording]:
    """By its place in the catalogue, every action that shares a word with the line.

    1 would be an action that has every word of the description.
    """
    own = stems_of(asked.description, catalogue)
    around = _around(asked, catalogue)
    telling = _telling(catalogue, {*own, *around})
    whole = sum(x * telling.get(s, 0) for s, x in (own or around).items()) or 1
    found: dict[int, Wording] = defaultdict(Wording)
    for stems, side in ((own, "own"), (around, "around")):
        for one, weight in stems.items():
            for place, held in catalogue.places.get(one, {}).items():
                wording = found[place]
                wording.score += weight * held * telling[one] / whole
                getattr(wording, side).add(one)
    for place, wording in found.items():
        wording.score /= 1 - LENGTH + LENGTH * catalogue.lengths[place]
    return found


def stems_of(text: str, catalogue: Catalogue) -> Weights:
    """The stems that a text's words stand for, and how surely: its own words, those
    that they were meant to be, or those that they abbreviate."""
    stems: Weights = {}
    for word in telling_words(text):
        for one, weight in _stems_for(word, catalogue):
            stems[one] = max(stems.get(one, 0), weight)
        if len(stems) >= READ:
            break
    return stems


def _stems_for(word: str, catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    own = stem(word)
    if own in catalogue.places:
        yield own, 1.0
    elif near := catalogue.vocabulary.nearest(word)[:3]:
        yield from ((stem(one), MENDED) for one in near)
    elif len(word) >= ABBREVIATED:
        longer = list(catalogue.vocabulary.starting_with(word))[:COMPLETED]
        yield from ((stem(one), BEGUN) for one in longer)


def _around(asked: Asked, catalogue: Catalogue) -> Weights:
    """The stems of the framework's texts, each text by what it tells of its lines."""
    stems: Weights = defaultdict(float)
    for text, weight in (
        (asked.activity, ACTIVITY),
        (asked.population, POPULATION),
        (asked.purpose, PURPOSE),
    ):
        found = stems_of(text, catalogue)
        for one, sure in found.items():
            stems[one] += weight * sure * min(1, TOLD / len(found))
    return stems


def _telling(catalogue: Catalogue, stems: set[str]) -> Weights:
    """How telling each stem is: the fewer actions have it, the more."""
    return {
        one: math.log(1 + len(catalogue.lengths) / len(places))
        for one in stems
        if (places := catalogue.places.get(one))
    }


def matching_words(text: str, stems: set[str], catalogue: Catalogue) -> list[str]:
    """The words of a text, as they are written, that stand for one of these stems."""
    written: dict[str, str] = {}
    for word in WORD.findall(normalize("NFC", text)):
        written.setdefault(plain(word), word)
    return [
        written[word]
        for word in telling_words(text)
        if any(one in stems for one, _sure in _stems_for(word, catalogue))
    ]

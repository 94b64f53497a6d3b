"""What a query stands for: each of its words and phrases, with all that means it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from programme.search.related import Phrase, thesaurus
from programme.search.words import STOP_WORDS, Vocabulary, root, stem

BEGUN, MENDED = 0.7, 0.9  # what a word counts that was completed, that was corrected
KEPT = 1024  # words and phrases whose places are remembered
DOUBTED = 1  # slips more than are mended without asking
KIN = 0.6  # what a word of the same root counts
MEANT = 0.6  # what a synonym counts
ALIKE = 0.7  # what a word counts that sounds like one that was written
PART = 0.7  # what the words of a phrase count where they do not stand together
PHRASE = 0.7  # how telling a phrase is beside its words one by one
BEGINS = 3  # letters that must be there before a word is completed
Places = dict[int, float]  # how well a place says a word: 1 in its own text
Saying = tuple[frozenset[str], ...]  # for each word of a phrase the stems that do


@dataclass(frozen=True)
class Term:
    """A word or phrase of a query: the sayings that it stands for, the places that have
    them and how well, and how telling it is (as inverse document frequency)."""

    says: frozenset[Saying]
    places: Places
    tells: float


class Reader:
    """Reads queries against the words of one catalogue."""

    def __init__(self, words: Iterable[str], places: Mapping[str, Places], size: int):
        """`places` gives for each stem where it stands; `size` counts the actions."""
        self.places = places
        self.size = size
        self.synonyms = thesaurus()
        self.known = set(places)
        self.vocabulary = Vocabulary({*words, *self.synonyms.words})
        self.said = self.known | {stem(word) for word in self.synonyms.words}
        self.kin: dict[str, set[str]] = {}
        for one in places:
            self.kin.setdefault(root(one), set()).add(one)
        self.of_phrase = lru_cache(maxsize=KEPT)(self._of_phrase)
        self.of_word = lru_cache(maxsize=KEPT)(self._of_word)

    def terms(self, words: list[str]) -> list[Term]:
        """What the words stand for; a word unlike any that is known is left out."""
        telling = [word for word in words if word not in STOP_WORDS] or words
        once = list({stem(word): word for word in telling}.values())
        stood = [self.stems_for(w, unfinished=w == words[-1]) for w in once]
        read = [stems for stems in stood if stems]
        terms, at = [], 0
        while at < len(read):
            taken = self._phrase_at(read, at) or 1
            alone = [self._alone(stems) for stems in read[at : at + taken]]
            terms.append(self._joined(read[at : at + taken], alone))
            at += taken
        return [term for term in terms if term.places]

    def _alone(self, stems: dict[str, float]) -> Term:
        """What one word stands for."""
        return self._term({(one,): factor for one, factor in stems.items()})

    def _joined(self, read: list[dict[str, float]], alone: list[Term]) -> Term:
        """What a phrase stands for: as a whole, or in part by each of its words."""
        if len(alone) == 1:
            return alone[0]
        phrase = self._term({_first(read): 1.0})
        total = sum(term.tells for term in alone) or 1
        part: Places = {}
        for term in alone:
            for place, weight in term.places.items():
                part[place] = part.get(place, 0) + PART * weight * term.tells / total
        places = {
            place: max(phrase.places.get(place, 0), part.get(place, 0))
            for place in {*phrase.places, *part}
        }
        says = phrase.says.union(*(term.says for term in alone))
        return Term(says, places, max(phrase.tells, total * PHRASE))

    def meant(self, words: list[str]) -> list[str]:
        """The words with each unknown one changed into a near one; none where nothing
        is near."""
        mended = []
        for word in words:
            known = word in STOP_WORDS or self.stems_for(word, unfinished=False)
            near = [] if known else self.vocabulary.nearest(word, slips=DOUBTED)
            if not (known or near):
                return []
            mended.append(word if known else near[0])
        return mended

    def _phrase_at(self, read: list[dict[str, float]], at: int) -> int:
        """How many words from here on are a phrase with synonyms; 0 where none is."""
        for length in range(min(self.synonyms.longest, len(read) - at), 1, -1):
            if _first(read[at : at + length]) in self.synonyms.related:
                return length
        return 0

    def stems_for(self, word: str, *, unfinished: bool) -> dict[str, float]:
        """The known stems a word stands for, and how well: its own, those it begins
        (the last word may still be typed), or else the nearest."""
        own = stem(word)
        stems = {own: 1.0} if own in self.said else {}
        if stems and word not in self.vocabulary:
            for alike in self.vocabulary.sounding_like(word):
                stems.setdefault(stem(alike), ALIKE)
        if len(word) >= BEGINS and (unfinished or not stems):
            for longer in self.vocabulary.starting_with(word):
                stems.setdefault(stem(longer), BEGUN)
        if not stems and (own_kin := self.kin.get(root(own))):
            stems = dict.fromkeys(sorted(own_kin), KIN)
        if not stems:
            stems = {stem(near): MENDED for near in self.vocabulary.nearest(word)}
        return stems

    def _term(self, phrases: dict[Phrase, float]) -> Term:
        places: Places = {}
        says: set[Saying] = set()
        for phrase, factor in phrases.items():
            found, sayings = self.of_phrase(phrase)
            says |= sayings
            _better(places, found, factor)
        tells = math.log(1 + self.size / max(sum(places.values()), 1))
        return Term(frozenset(says), places, tells)

    def _of_phrase(self, phrase: Phrase) -> tuple[Places, set[Saying]]:
        """Where a phrase or anything that means it stands, and by which sayings."""
        best = self._together(phrase)
        says = {self._saying(phrase)}
        for other in self.synonyms.related.get(phrase, ()):
            says.add(self._saying(other))
            _better(best, self._together(other), MEANT)
        return best, says

    def _saying(self, phrase: Phrase) -> Saying:
        return tuple(frozenset({one, *self.kin.get(root(one), ())}) for one in phrase)

    def _together(self, phrase: Phrase) -> Places:
        """Where all the words of a phrase stand, each or one of its root."""
        found = dict(self.of_word(phrase[0])) if phrase else {}
        for one in phrase[1:]:
            here = self.of_word(one)
            found = {p: min(w, here[p]) for p, w in found.items() if p in here}
        return found

    def _of_word(self, one: str) -> Places:
        """Where a stem or another of its root stands."""
        best = dict(self.places.get(one, {}))
        for other in self.kin.get(root(one), ()):
            if other != one:
                _better(best, self.places[other], KIN)
        return best


def _first(read: list[dict[str, float]]) -> Phrase:
    """The stems that some words stand for first of all."""
    return tuple(next(iter(stems)) for stems in read)


def _better(best: Places, others: Places, factor: float) -> None:
    """Let each place say it as well as it does here, where that is better."""
    for place, weight in others.items():
        here = weight * factor
        if here > best.get(place, 0):
            best[place] = here

"""The index of one programme: its actions by their words and by their codes."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from programme.search.words import STOP_WORDS, Vocabulary, stem, words_of

CODE = re.compile(r"\d+(?:\.\d+)*\.?")
CHAPTER = 0.3  # what a word of its chapter's name counts beside one of its own, 1
BEGUN, MENDED = 0.7, 0.9  # what a word counts that was completed, that was corrected
BEGINS = 3  # letters that must be there before a word is completed
ENOUGH = 0.5  # the part of the query's weight that an action must hold to be offered
LONG = 400  # words: a text this long scores half of a short one that says the same


@dataclass(frozen=True)
class Found:
    """A found action, and the stems of the words that the query asked for."""

    action_id: int
    code: str
    serial: int
    text_es: str
    text_en: str
    term: str
    right_code: str
    retired_from: int | None = None
    stems: frozenset[str] = frozenset()

    @property
    def own_words(self) -> set[str]:
        """The plain words of its texts, both languages."""
        return set(words_of(f"{self.text_es} {self.text_en}"))

    @property
    def words(self) -> frozenset[str]:
        """Those of its words that the query asked for, plain, to be marked."""
        return frozenset(word for word in self.own_words if stem(word) in self.stems)

    def is_in_force(self, year: int) -> bool:
        """Whether it is not retired on the first day of this year."""
        return self.retired_from is None or self.retired_from > year


@dataclass(frozen=True)
class Hit:
    """A place in the index, and the stems that the query stood for."""

    place: int
    stems: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Term:
    """A word of a query: the stems it stands for, the places that have them and how
    well each says it, and how telling the word is (its inverse document frequency)."""

    stems: frozenset[str]
    places: dict[int, float]
    tells: float


class Index:
    """The actions of a programme, in order of code, ready to be searched."""

    def __init__(self, actions: Sequence[Found], chapters: dict[str, str]) -> None:
        """`chapters` gives for each code of a right its names."""
        self.actions = actions
        self.codes = [unpadded(action.code) for action in actions]
        self.places: dict[str, dict[int, float]] = defaultdict(dict)
        self.lengths: list[int] = []
        known: set[str] = set()
        for place, action in enumerate(actions):
            own, chapter = action.own_words, words_of(chapters[action.right_code])
            known.update(own, chapter)
            self.lengths.append(len(own))
            for word in chapter:
                self.places[stem(word)][place] = CHAPTER
            for word in own:
                self.places[stem(word)][place] = 1.0
        self.vocabulary = Vocabulary(known)

    def everything(self) -> list[Hit]:
        """Every action, in order of code."""
        return [Hit(place) for place in range(len(self.actions))]

    def found(self, hit: Hit) -> Found:
        """What the caller gets for a hit."""
        return replace(self.actions[hit.place], stems=hit.stems)

    def find(self, query: str) -> list[Hit]:
        """Actions for a query of words, of codes, or of words within a code."""
        tokens = query.split()
        codes = [token for token in tokens if CODE.fullmatch(token)]
        if len(codes) == len(tokens) and (hits := self._by_codes(codes)):
            return hits
        within = [unpadded(code) for code in codes if "." in code.rstrip(".")]
        rest = [token for token in tokens if token not in codes or "." not in token]
        hits = self._by_words(words_of(" ".join(rest)))
        return [hit for hit in hits if self._is_under(hit.place, within)]

    def meant(self, query: str) -> str:
        """The query with each unknown word changed into the nearest known one; empty
        where nothing near is known."""
        return ""

    def _is_under(self, place: int, codes: list[str]) -> bool:
        return all(self.codes[place].startswith(code) for code in codes)

    def _by_codes(self, tokens: list[str]) -> list[Hit]:
        ranked: dict[int, int] = {}
        for token in tokens:
            asked = unpadded(token)
            for place, action in enumerate(self.actions):
                rank = nearness(action, self.codes[place], token, asked)
                if rank < ranked.get(place, FAR):
                    ranked[place] = rank
        return [Hit(place) for place in sorted(ranked, key=lambda p: (ranked[p], p))]

    def _by_words(self, words: list[str]) -> list[Hit]:
        terms = self._terms([w for w in words if w not in STOP_WORDS] or words)
        score: dict[int, float] = defaultdict(float)
        held: dict[int, float] = defaultdict(float)
        for term in terms:
            for place, weight in term.places.items():
                score[place] += term.tells * weight
                held[place] += term.tells
        enough = ENOUGH * sum(term.tells for term in terms)
        stems = frozenset().union(*(term.stems for term in terms))
        ranked = sorted(
            (-score[place] / (1 + self.lengths[place] / LONG), place)
            for place in score
            if held[place] >= enough
        )
        return [Hit(place, stems) for _, place in ranked]

    def _terms(self, words: list[str]) -> list[Term]:
        """What the words stand for; a word unlike any that is known is left out."""
        once = list({stem(word): word for word in words}.values())
        terms = []
        for word in once:
            stems = self._stems_for(word, unfinished=word == words[-1])
            if places := self._places_of(stems):
                tells = math.log(1 + len(self.actions) / len(places))
                terms.append(Term(frozenset(stems), places, tells))
        return terms

    def _stems_for(self, word: str, *, unfinished: bool) -> dict[str, float]:
        """The known stems a word stands for, and how well: its own, those it begins
        (the last word may still be typed), or else the nearest."""
        own = stem(word)
        stems = {own: 1.0} if own in self.places else {}
        if len(word) >= BEGINS and (unfinished or not stems):
            for longer in self.vocabulary.starting_with(word):
                stems.setdefault(stem(longer), BEGUN)
        if not stems:
            stems = {stem(near): MENDED for near in self.vocabulary.nearest(word)}
        return stems

    def _places_of(self, stems: dict[str, float]) -> dict[int, float]:
        """Where these stems stand, each place with the best of them."""
        best: dict[int, float] = {}
        for one, factor in stems.items():
            for place, weight in self.places[one].items():
                best[place] = max(best.get(place, 0), weight * factor)
        return best


FAR = 4


def unpadded(code: str) -> str:
    """A code without the zeros before its numbers, closed by a dot: 01.02 → 1.2."""
    parts = code.rstrip(".").split(".")
    return ".".join(part.lstrip("0") or "0" for part in parts) + "."


def nearness(action: Found, code: str, token: str, asked: str) -> int:
    """0: the action's code is asked for; 1: its serial; 2: a code it stands under;
    3: one its code begins like; else FAR."""
    if code == asked:
        return 0
    if str(action.serial) == token:
        return 1
    if code.startswith(asked):
        return 2
    return 3 if action.code.startswith(token) else FAR

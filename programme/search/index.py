"""The index of one programme: its actions by their words and by their codes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from programme.search.reading import Places, Reader, Saying
from programme.search.words import stem, words_of

CODE = re.compile(r"\d+(?:\.\d+)*\.?")
AGAIN = 0.3  # what a word counts once more that another text has already said
CHAPTER = 0.3  # what a word of its chapter's name counts beside one of its own, 1
# the part of the query's weight that an action must hold to be offered, where one does
ENOUGH = 0.4
LONG = 400  # words: a text this long scores half of a short one that says the same


@dataclass(frozen=True)
class Found:
    """A found action, and the sayings that the query asked for."""

    action_id: int
    code: str
    serial: int
    text_es: str
    text_en: str
    term: str
    right_code: str
    retired_from: int | None = None
    says: frozenset[Saying] = frozenset()

    @property
    def own_words(self) -> set[str]:
        """The plain words of its texts, both languages."""
        return set(words_of(f"{self.text_es} {self.text_en}"))

    @property
    def words(self) -> frozenset[str]:
        """Those of its words that the query asked for, plain, to be marked."""
        own = self.own_words
        stems = {stem(word) for word in own}
        asked = {
            one
            for saying in self.says
            if all(not stems.isdisjoint(alike) for alike in saying)
            for one in frozenset().union(*saying)
        }
        return frozenset(word for word in own if stem(word) in asked)

    def is_in_force(self, year: int) -> bool:
        """Whether it is not retired on the first day of this year."""
        return self.retired_from is None or self.retired_from > year


class Hits(NamedTuple):
    """Places in the index, the best first, and the sayings that the query stood for."""

    places: list[int]
    says: frozenset[Saying] = frozenset()


class Beside(NamedTuple):
    """A text that says something of an action, and what its words count beside one of
    the action's own, 1."""

    text: str
    weight: float


class Index:
    """The actions of a programme, in order of code, ready to be searched."""

    def __init__(
        self,
        actions: Sequence[Found],
        chapters: Mapping[str, str],
        beside: Mapping[str, Sequence[Beside]] | None = None,
    ) -> None:
        """`chapters` gives for each code of a right its names; `beside`, for the code
        of an action, what else is said of it."""
        self.actions = actions
        self.codes = [unpadded(action.code) for action in actions]
        self.places: dict[str, Places] = defaultdict(dict)
        self.lengths: list[int] = []
        known: set[str] = set()
        for place, action in enumerate(actions):
            texts = [Beside(chapters[action.right_code], CHAPTER)]
            texts += (beside or {}).get(action.code, ())
            own = action.own_words
            self.lengths.append(len(own))
            known.update(own)
            self._add(place, own, 1.0)
            for text, weight in texts:
                words = words_of(text)
                known.update(words)
                self._add(place, words, weight)
        self.reader = Reader(known, self.places, len(actions))

    def _add(self, place: int, words: Iterable[str], weight: float) -> None:
        """Let the place have a text's words, beside what it has of others."""
        for one in {stem(word) for word in words}:
            here = self.places[one]
            before = here.get(place, 0)
            here[place] = max(before, weight) + AGAIN * min(before, weight)

    def everything(self) -> Hits:
        """Every action, in order of code."""
        return Hits(list(range(len(self.actions))))

    def found(self, place: int, hits: Hits) -> Found:
        """What the caller gets for one of the hits."""
        return replace(self.actions[place], says=hits.says)

    def find(self, query: str) -> Hits:
        """Actions for a query of words, of codes, or of words within a code."""
        tokens = query.split()
        codes = [token for token in tokens if CODE.fullmatch(token)]
        if len(codes) == len(tokens) and (places := self._by_codes(codes)):
            return Hits(places)
        within = [unpadded(code) for code in codes if "." in code.rstrip(".")]
        rest = [token for token in tokens if token not in codes or "." not in token]
        hits = self._by_words(words_of(" ".join(rest)))
        under = [place for place in hits.places if self._is_under(place, within)]
        return Hits(under, hits.says)

    def meant(self, query: str) -> str:
        """The query with each unknown word changed into the nearest known one; empty
        where nothing near is known."""
        words = words_of(query)
        mended = self.reader.meant(words)
        return "" if mended == words else " ".join(mended)

    def _is_under(self, place: int, codes: list[str]) -> bool:
        return all(self.codes[place].startswith(code) for code in codes)

    def _by_codes(self, tokens: list[str]) -> list[int]:
        ranked: dict[int, int] = {}
        for token in tokens:
            asked = unpadded(token)
            for place, action in enumerate(self.actions):
                rank = nearness(action, self.codes[place], token, asked)
                if rank < ranked.get(place, FAR):
                    ranked[place] = rank
        return sorted(ranked, key=lambda place: (ranked[place], place))

    def _by_words(self, words: list[str]) -> Hits:
        terms = self.reader.terms(words) if words else []
        score: dict[int, float] = defaultdict(float)
        held: dict[int, float] = defaultdict(float)
        for term in terms:
            for place, weight in term.places.items():
                score[place] += term.tells * weight
                held[place] += term.tells
        asked = sum(term.tells for term in terms)
        enough = min(ENOUGH * asked, max(held.values(), default=0))
        says = frozenset().union(*(term.says for term in terms))
        ranked = sorted(
            (-score[place] / (1 + self.lengths[place] / LONG), place)
            for place in score
            if held[place] >= enough
        )
        return Hits([place for _, place in ranked], says)


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

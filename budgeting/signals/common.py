"""What a text and an action have in common: words, their roots, their synonyms.

The search's reading of words, asked the other way round: not which actions a text
finds, but how much one given action says of what the text says.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from programme.models import ActionBody, Programme, Right
from programme.search.index import Index
from programme.search.reading import KIN, MEANT
from programme.search.store import index_of
from programme.search.words import STOP_WORDS, root, stem, words_of

READ = 80  # different words of one text that are looked at
KEPT = 50_000  # words whose meaning is remembered
Phrase = tuple[str, ...]


class Told(NamedTuple):
    """A word or phrase: how telling it is, the stems that stand for it and the phrases
    that do, each with how well it does."""

    tells: float
    stems: Mapping[str, float]
    phrases: Mapping[Phrase, float]

    def best(self, said: Mapping[str, float]) -> float:
        """How well the best of what stands for it is said by these stems."""
        found = [self.stems[one] * said[one] for one in self.stems.keys() & said.keys()]
        found += [
            sure * min(said[one] for one in phrase)
            for phrase, sure in self.phrases.items()
            if all(one in said for one in phrase)
        ]
        return max(found, default=0.0)


class Common:
    """The actions of one programme, each by the stems that it says and how well."""

    def __init__(
        self,
        index: Index,
        rights: Mapping[int, Right] | None = None,
        named: Mapping[int, set[int]] | None = None,
    ) -> None:
        """`rights` are the programme's, by key; `named` gives for an action the keys
        of the units that it names as responsible."""
        self.index = index
        self.rights, self.named = rights or {}, named or {}
        self.reader, self.size = index.reader, len(index.actions)
        said: list[dict[str, float]] = [{} for _ in index.actions]
        for one, places in index.places.items():
            for place, weight in places.items():
                said[place][one] = weight
        self.said = {
            action.action_id: stems
            for action, stems in zip(index.actions, said, strict=True)
        }
        self.of_word = lru_cache(maxsize=KEPT)(self._of_word)
        self.of_phrase = lru_cache(maxsize=KEPT)(self._of_phrase)

    def told(self, text: str) -> list[Told]:
        """What a text says, word by word and phrase by phrase, each once."""
        words = [word for word in words_of(text) if word not in STOP_WORDS]
        once = list(dict.fromkeys(words))[:READ]
        told = [self.of_word(word) for word in once if len(word) > 1]
        told += [self.of_phrase(one) for one in self._phrases(words)]
        return [one for one in told if one.stems or one.phrases]

    def between(self, told: Iterable[Told], action: int) -> float:
        """How much of what is told this action says: the sum, over the words that they
        share, of how telling each is; 0 where they share none."""
        said = self.said.get(action, {})
        return sum(one.tells * one.best(said) for one in told)

    def _phrases(self, words: list[str]) -> set[Phrase]:
        """The phrases of two words or more that have synonyms."""
        stems = [stem(word) for word in words]
        known = self.reader.synonyms
        return {
            phrase
            for length in range(2, known.longest + 1)
            for at in range(len(stems) - length + 1)
            if (phrase := tuple(stems[at : at + length])) in known.related
        }

    def _of_word(self, word: str) -> Told:
        found: dict[Phrase, float] = defaultdict(float)
        for one, sure in self.reader.stems_for(word, unfinished=False).items():
            _better(found, (one,), sure)
            for other in self.reader.kin.get(root(one), ()):
                _better(found, (other,), sure * KIN)
            for phrase in self.reader.synonyms.related.get((one,), ()):
                _better(found, phrase, sure * MEANT)
        return self._told(found)

    def _of_phrase(self, phrase: Phrase) -> Told:
        related = self.reader.synonyms.related.get(phrase, ())
        return self._told(dict.fromkeys(related, MEANT))

    def _told(self, found: Mapping[Phrase, float]) -> Told:
        """The sayings that some action has, and how telling they are together."""
        places = self.reader.places
        known = {p: sure for p, sure in found.items() if all(s in places for s in p)}
        having = sum(
            sure * min(len(places[one]) for one in phrase)
            for phrase, sure in known.items()
        )
        return Told(
            math.log(1 + self.size / max(having, 1)),
            {phrase[0]: sure for phrase, sure in known.items() if len(phrase) == 1},
            {phrase: sure for phrase, sure in known.items() if len(phrase) > 1},
        )


def _better(found: dict[Phrase, float], phrase: Phrase, sure: float) -> None:
    found[phrase] = max(found[phrase], sure)


_kept: dict[int, Common] = {}


def common_of(programme: Programme, version: tuple | None = None) -> Common:
    """The programme's actions by what they say; read anew when the search's index is.

    One query, where its `version` was not asked for already, and seven more to read
    the index anew.
    """
    index = index_of(programme, version)
    kept = _kept.get(programme.pk)
    if kept is None or kept.index is not index:
        kept = _kept[programme.pk] = _read(programme, index)
    return kept


def _read(programme: Programme, index: Index) -> Common:
    named: dict[int, set[int]] = defaultdict(set)
    bodies = ActionBody.objects.filter(action__programme=programme, unit__isnull=False)
    for action, unit in bodies.values_list("action", "unit"):
        named[action].add(unit)
    rights = {one.pk: one for one in Right.objects.filter(programme=programme)}
    return Common(index, rights, dict(named))

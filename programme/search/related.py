"""Words and phrases that mean the same to who asks: synonyms.txt, read once."""

from collections import defaultdict
from functools import cache
from pathlib import Path

from programme.search.words import STOP_WORDS, stem, words_of

FILE = Path(__file__).with_name("synonyms.txt")
Phrase = tuple[str, ...]  # the stems of its words, small words left out


class Thesaurus:
    """Which phrases stand for which, and all the words that they are made of."""

    def __init__(self, text: str) -> None:
        self.words: set[str] = set()
        self.related: dict[Phrase, set[Phrase]] = defaultdict(set)
        for line in ideas_in(text):
            asked, _arrow, found = line.partition(">")
            keys = self._phrases(asked)
            values = self._phrases(found) if found else keys
            for key in keys:
                self.related[key].update(one for one in values if one != key)
        self.longest = max(map(len, self.related), default=0)

    def _phrases(self, text: str) -> list[Phrase]:
        phrases = []
        for written in text.split(","):
            words = words_of(written)
            self.words.update(words)
            phrases.append(phrase_of(words))
        return phrases


def ideas_in(text: str) -> list[str]:
    """The lines that relate words."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def phrase_of(words: list[str]) -> Phrase:
    """The stems of plain words in order, without the small ones."""
    return tuple(stem(word) for word in words if word not in STOP_WORDS)


@cache
def thesaurus() -> Thesaurus:
    """The project's own."""
    return Thesaurus(FILE.read_text(encoding="utf-8"))

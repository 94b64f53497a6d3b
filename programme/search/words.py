"""Words as a search compares them, and the nearest words that a catalogue knows."""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

WORD = re.compile(r"\w+")
ENDING = re.compile(r"(?:[aeo]s?|(?<![aeious])s)$")  # of number and gender
SPANISH = """
a al ante con contra como cual cuando de del desde donde e el ella en entre es esta este
ha hacia hasta la las le les lo los mas mi ni no o para pero por que quien se sea ser si
sin sobre son su sus tal u un una uno y ya
"""
ENGLISH = """
an and are as at be by for from has in into is it its of on or such that the their them
these this those to was which who with
"""
STOP_WORDS = frozenset(f"{SPANISH} {ENGLISH}".split())
SHORTEST_CORRECTED = 4  # letters: a shorter word is as near to too many others
TWO_SLIPS_FROM = 8  # letters: from here on two slips are forgiven, before it one
TRIED = 16  # words compared letter by letter, those that share the most pairs


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """The word without case and accents; ñ counts as n."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """The words of a text in order, plain."""
    return [plain(word) for word in WORD.findall(unicodedata.normalize("NFC", text))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What a plain word has in common with its plural and its other gender.

    Light, and the same for Spanish and English: niñas, niño → nin; leyes, ley → ley;
    luces, luz → luc; policies, policy → polici.
    """
    if len(word) > 3 and not word.isdigit():
        word = ENDING.sub("", word)
        if word.endswith("y") and word[-2:-1] not in "aeiou":
            return word[:-1] + "i"
    return word[:-1] + "c" if word.endswith("z") else word


class Vocabulary:
    """The words that a catalogue uses, to complete and to correct what is typed."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self.by_pair: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self.words:
            for pair in pairs_of(word):
                self.by_pair[pair, len(word)].append(word)

    def starting_with(self, start: str) -> Iterator[str]:
        """Words that begin like this."""
        place = bisect_left(self.words, start)
        while place < len(self.words) and self.words[place].startswith(start):
            yield self.words[place]
            place += 1

    def nearest(self, word: str) -> list[str]:
        """The words with the fewest slips between them and this one; often none."""
        if len(word) < SHORTEST_CORRECTED:
            return []
        allowed = 2 if len(word) >= TWO_SLIPS_FROM else 1
        shared: Counter[str] = Counter()
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for pair in pairs_of(word):
                shared.update(self.by_pair.get((pair, length), ()))
        alike = [other for other, _ in shared.most_common(TRIED)]
        slips = {other: slips_between(word, other) for other in alike}
        fewest = min(slips.values(), default=allowed + 1)
        if fewest > allowed:
            return []
        return [other for other, count in slips.items() if count == fewest]


def pairs_of(word: str) -> set[str]:
    """The pairs of neighbouring letters of a word, its ends included."""
    framed = f"^{word}$"
    return {framed[i : i + 2] for i in range(len(framed) - 1)}


def slips_between(one: str, other: str) -> int:
    """Letters missing, added, changed or swapped with a neighbour, at the fewest."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above_before, before, row = before, row, [i]
        for j, sign in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, above_before[j - 2] + 1)
            row.append(cost)
    return row[-1]

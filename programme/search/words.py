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
# Of verbs, nouns and adjectives made from one another; a stem has lost its last vowel
# and its plural already.
SPANISH_ENDINGS = """
amient imient acion icion ucion cion sion ador idor edor ant ent ient abl ibl ativ itiv
iv ad id ud and iend ar er ir an en ari ori al ic ist ism anci enci os
"""
ENGLISH_ENDINGS = "ation ition ion ment ing ed er or ity ness ous"
ROOT_ENDINGS = sorted(
    f"{SPANISH_ENDINGS} {ENGLISH_ENDINGS}".split(), key=len, reverse=True
)
SHORTEST_ROOT = 4  # letters
SOUNDS = [
    ("h", ""),
    ("v|w", "b"),
    ("qu(?=[ei])|k|q", "k"),
    ("c(?=[ei])|z|sc(?=[ei])", "s"),
    ("c", "k"),
    ("g(?=[ei])|x", "j"),
    ("gu(?=[ei])", "g"),
    ("ll", "y"),
    ("m(?=[bp])", "n"),
    (r"(.)\1", r"\1"),
]
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


@lru_cache(maxsize=50_000)
def root(stemmed: str) -> str:
    """What a stem has in common with its verb, its noun and its adjective.

    capacitar, capacitacion, capacitad → capacit; training, trained → train. Bolder than
    `stem`: what shares only this is taken for a relative, not for the same word.
    """
    for ending in ROOT_ENDINGS:
        if stemmed.endswith(ending) and len(stemmed) - len(ending) >= SHORTEST_ROOT:
            return stemmed[: -len(ending)]
    return stemmed


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """A plain word as a Mexican ear hears it: b and v, s, c and z, ll and y are one."""
    heard = word
    for written, said in SOUNDS:
        heard = re.sub(written, said, heard)
    return heard


class Vocabulary:
    """The words that a catalogue uses, to complete and to correct what is typed."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self.by_sound: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            self.by_sound[sound(word)].append(word)
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

    def __contains__(self, word: str) -> bool:
        place = bisect_left(self.words, word)
        return place < len(self.words) and self.words[place] == word

    def sounding_like(self, word: str) -> list[str]:
        """The words that a Mexican ear takes for this one."""
        return self.by_sound.get(sound(word), [])

    def nearest(self, word: str, slips: int = 0) -> list[str]:
        """The words that sound the same, or else those with the fewest slips between
        them and this one; often none. `slips` are forgiven beyond the usual."""
        if len(word) < SHORTEST_CORRECTED:
            return []
        if alike := self.sounding_like(word):
            return alike
        allowed = slips + (2 if len(word) >= TWO_SLIPS_FROM else 1)
        counts = {near: slips_between(word, near) for near in self._like(word, allowed)}
        fewest = min(counts.values(), default=allowed + 1)
        return [n for n, count in counts.items() if count == fewest <= allowed]

    def _like(self, word: str, longer: int) -> list[str]:
        """The words that share the most pairs of letters, of about this length."""
        shared: Counter[str] = Counter()
        for length in range(len(word) - longer, len(word) + longer + 1):
            for pair in pairs_of(word):
                shared.update(self.by_pair.get((pair, length), ()))
        return [other for other, _ in shared.most_common(TRIED)]


def pairs_of(word: str) -> list[str]:
    """The pairs of neighbouring letters of a word, its ends included, each once."""
    framed = f"^{word}$"
    return list(dict.fromkeys(framed[i : i + 2] for i in range(len(framed) - 1)))


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

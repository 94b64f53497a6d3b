"""Which pieces of a found action's text are the words that were asked for."""

import re
from unicodedata import normalize

from programme.search.index import Found
from programme.search.words import WORD, plain

SPLIT = re.compile(f"({WORD.pattern})")


def pieces_of(found: Found, text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word that was asked for."""
    asked = found.words
    pieces = SPLIT.split(normalize("NFC", text))
    return [(piece, plain(piece) in asked) for piece in pieces if piece]


def places_of(found: Found, text: str) -> list[tuple[int, int]]:
    """Where in the text the words that were asked for begin and end, counted as a
    browser counts: in UTF-16 units of the text in its composed form (NFC)."""
    places, at = [], 0
    for piece, is_asked in pieces_of(found, text):
        length = len(piece.encode("utf-16-le")) // 2
        if is_asked:
            places.append((at, at + length))
        at += length
    return places

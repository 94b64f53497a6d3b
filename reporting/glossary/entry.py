"""What an entry of the glossary is."""

from typing import Any, NamedTuple


class Entry(NamedTuple):
    """A word, its official name in Spanish, and what it means; `key` is its anchor."""

    key: str
    official: str
    word: Any
    meaning: Any

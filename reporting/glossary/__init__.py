"""The words of the budget, of the programme and of the numbers, each said once
(method.md, 1 and 5)."""

from programme.search.words import plain
from reporting.glossary.budget import BUDGET
from reporting.glossary.catalogue import CATALOGUE
from reporting.glossary.entry import Entry
from reporting.glossary.published import PUBLISHED

__all__ = ["ENTRIES", "Entry", "entries", "entry"]

ENTRIES = [*BUDGET, *CATALOGUE, *PUBLISHED]
BY_KEY = {one.key: one for one in ENTRIES}


def entries() -> list[Entry]:
    """Every entry, in the alphabetical order of the reader's language."""
    return sorted(ENTRIES, key=lambda one: plain(str(one.word)))


def entry(key: str) -> Entry:
    """The entry with this anchor; raises KeyError for a word that is not explained."""
    return BY_KEY[key]

"""Finding actions, rights, groups and units as a publication words them.

Two indexes for each publication asked for, in memory: of its actions, and of names.
"""

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from programme.search.index import Beside, Found, Index
from programme.search.store import STRATEGY
from reporting.kept import Edition
from reporting.models import (
    PublishedAction,
    PublishedRight,
    PublishedStrategy,
    PublishedUnit,
)
from reporting.paging import Cursor, Page, page_of_codes

MOST = 50  # actions that the page of a search shows
NAMES = 8  # rights, and units, whose names the page of a search shows
LONGEST = 200  # letters of a query
INDEXES = 3  # of the publications asked for last
FIELDS = [
    "pk",
    "code",
    "serial",
    "text_es",
    "text_en",
    "term",
    "right_code",
    "retired_from",
]


class Results(NamedTuple):
    """What a publication has for some words, the best first."""

    rights: list[PublishedRight]  # by their names; the chapters of groups among them
    units: list[PublishedUnit]  # by their names
    actions: list[PublishedAction]  # the first of them
    count: int  # of all the actions
    chapters: list[tuple[PublishedRight, int]]  # where those stand, and how many


def found(edition: Edition, words: str) -> Results:
    """Rights, units and actions of the publication for these words."""
    codes = _found_codes(edition, words)
    right_of = _rights_of(edition)
    standing = Counter(right_of[code] for code in codes)
    named = _names_of(edition).find(words[:LONGEST])
    rights = {
        right.code: right
        for right in PublishedRight.objects.filter(
            publication=edition.pk, code__in={*standing, *named.rights}
        )
    }
    units = PublishedUnit.objects.filter(publication=edition.pk, code__in=named.units)
    of_code = {unit.code: unit for unit in units}
    return Results(
        [rights[code] for code in named.rights],
        [of_code[code] for code in named.units],
        _actions(edition, codes[:MOST]),
        len(codes),
        [(rights[code], count) for code, count in standing.most_common()],
    )


def found_page(edition: Edition, words: str, cursor: Cursor | None, size: int) -> Page:
    """A page of all the actions for these words, the best first; raises BadQuery."""
    page = page_of_codes(_found_codes(edition, words), cursor, size)
    return replace(page, rows=_actions(edition, page.rows))


def _found_codes(edition: Edition, words: str) -> list[str]:
    index = _index_of(edition)
    return [index.actions[place].code for place in index.find(words[:LONGEST]).places]


def _actions(edition: Edition, codes: list[str]) -> list[PublishedAction]:
    """The actions of these codes, in their order."""
    actions = PublishedAction.objects.filter(publication=edition.pk, code__in=codes)
    by_code = {action.code: action for action in actions}
    return [by_code[code] for code in codes]


class Named(NamedTuple):
    """The codes of the rights and of the units whose names have some words."""

    rights: list[str]
    units: list[str]


class Names:
    """The names of a publication's rights and units, ready to be searched."""

    def __init__(self, rights: list[Found], units: list[Found]) -> None:
        self.rights, self.units = Index(rights, {"": ""}), Index(units, {"": ""})
        self.codes = {unit.code for unit in units}

    def find(self, words: str) -> Named:
        """The first of each for these words, or for the code of a unit."""
        return Named(self._first(self.rights, words), self._units(words))

    def _units(self, words: str) -> list[str]:
        code = words.strip().upper()
        return [code] if code in self.codes else self._first(self.units, words)

    def _first(self, index: Index, words: str) -> list[str]:
        return [index.actions[at].code for at in index.find(words).places[:NAMES]]


@lru_cache(maxsize=INDEXES)
def _names_of(edition: Edition) -> Names:
    rights = PublishedRight.objects.filter(publication=edition.pk)
    units = PublishedUnit.objects.filter(publication=edition.pk)
    return Names(
        [
            _named(right.pk, right.code, right.name_es, right.name_en)
            for right in rights
        ],
        [_named(unit.pk, unit.code, unit.name) for unit in units],
    )


def _named(pk: int, code: str, *names: str) -> Found:
    """A name as the index reads it: a text with a code, in no chapter."""
    return Found(pk, code, 0, " ".join(names), "", "", "")


@lru_cache(maxsize=INDEXES)
def _rights_of(edition: Edition) -> dict[str, str]:
    """The right of each action, by code."""
    return {one.code: one.right_code for one in _index_of(edition).actions}


@lru_cache(maxsize=INDEXES)
def _index_of(edition: Edition) -> Index:
    rights = PublishedRight.objects.filter(publication=edition.pk)
    chapters = {right.code: f"{right.name_es} {right.name_en}" for right in rights}
    strategies = {
        one.code: Beside(f"{one.text_es} {one.text_en}", STRATEGY)
        for one in PublishedStrategy.objects.filter(publication=edition.pk)
    }
    actions = PublishedAction.objects.filter(publication=edition.pk).order_by("code")
    rows = list(actions.values_list(*FIELDS, "strategy_code"))
    beside = {row[1]: [strategies[row[-1]]] for row in rows if row[-1] in strategies}
    return Index([Found(*row[:-1]) for row in rows], chapters, beside)

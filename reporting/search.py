"""Finding actions as a publication words them: one index for each, in memory."""

from dataclasses import replace
from functools import lru_cache

from programme.search.index import Beside, Found, Index
from programme.search.store import STRATEGY
from reporting.kept import Edition
from reporting.models import PublishedAction, PublishedRight, PublishedStrategy
from reporting.paging import Cursor, Page, page_of_codes

MOST = 50  # actions that the page of a search shows
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


def found_actions(edition: Edition, words: str) -> list[PublishedAction]:
    """The first actions of the publication for these words, the best first."""
    return _actions(edition, _found_codes(edition, words)[:MOST])


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

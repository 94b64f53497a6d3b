"""Finding actions as a publication words them: one index for each, in memory."""

from functools import lru_cache

from programme.search.index import Found, Index
from reporting.kept import Edition
from reporting.models import PublishedAction, PublishedRight

MOST = 50  # actions that a search answers with
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
    """The actions of the publication for these words, the best first."""
    index = _index_of(edition)
    codes = [index.found(hit).code for hit in index.find(words[:LONGEST])[:MOST]]
    actions = PublishedAction.objects.filter(publication=edition.pk, code__in=codes)
    by_code = {action.code: action for action in actions}
    return [by_code[code] for code in codes]


@lru_cache(maxsize=INDEXES)
def _index_of(edition: Edition) -> Index:
    rights = PublishedRight.objects.filter(publication=edition.pk)
    chapters = {right.code: f"{right.name_es} {right.name_en}" for right in rights}
    actions = PublishedAction.objects.filter(publication=edition.pk).order_by("code")
    return Index([Found(*row) for row in actions.values_list(*FIELDS)], chapters)

"""Finding actions among thousands, as a person types."""

from programme.models import Programme
from programme.search.filters import Filters
from programme.search.finding import QUERY_LIMIT, Finding, find_actions
from programme.search.index import Found

__all__ = [
    "QUERY_LIMIT",
    "Filters",
    "Finding",
    "Found",
    "find_actions",
    "search_actions",
]


def search_actions(
    programme: Programme,
    query: str,
    *,
    year: int | None = None,
    limit: int | None = 20,
    filters: Filters | None = None,
) -> list[Found]:
    """The first actions that `find_actions` finds; all of them without a limit."""
    return find_actions(programme, query, year=year, limit=limit, filters=filters).first

"""Finding actions among thousands, as a person types."""

from itertools import islice

from programme.models import Programme
from programme.search.filters import Filters
from programme.search.index import Found
from programme.search.store import index_of

__all__ = ["QUERY_LIMIT", "Filters", "Found", "search_actions"]

QUERY_LIMIT = 200  # letters: more would be a text, not a question


def search_actions(
    programme: Programme,
    query: str,
    *,
    year: int | None = None,
    limit: int | None = 20,
    filters: Filters | None = None,
) -> list[Found]:
    """Actions of a programme for these words or this code, the best first.

    An action retired in `year` is never among them. Without a query the filters alone
    decide, in order of code; without either nothing is found. One query of the
    database, one more with filters, two more when the catalogue has changed.
    """
    query = query[:QUERY_LIMIT]
    if not (query.strip() or filters):
        return []
    index = index_of(programme)
    hits = index.find(query) if query.strip() else index.everything()
    found = (index.found(hit) for hit in hits)
    if filters:
        allowed = set(filters.actions(programme).values_list("pk", flat=True))
        found = (one for one in found if one.action_id in allowed)
    if year is not None:
        found = (one for one in found if one.is_in_force(year))
    return list(islice(found, limit))

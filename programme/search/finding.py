"""What a search gives: the first actions, how many in all, and what else to try."""

from collections.abc import Collection
from dataclasses import dataclass, field

from programme.models import Programme
from programme.search.filters import Filters
from programme.search.index import Found, Index
from programme.search.store import index_of

QUERY_LIMIT = 200  # letters: more would be a text, not a question


@dataclass(frozen=True)
class Finding:
    """The first actions found and how many there are in all; where there are none, how
    many there are without the filters, and which words of the catalogue are near."""

    first: list[Found] = field(default_factory=list)
    count: int = 0
    beyond_filters: int = 0
    meant: str = ""


def find_actions(
    programme: Programme,
    query: str,
    *,
    year: int | None = None,
    limit: int | None = 20,
    filters: Filters | None = None,
    without: Collection[int] = (),
) -> Finding:
    """The first actions for these words or this code, and what to try where none is.

    An action retired in `year` is never among them, nor one of `without`. Without a
    query the filters alone decide, in order of code; without either nothing is found.
    One query of the database, one more with filters, six more when the catalogue has
    changed.
    """
    query = query[:QUERY_LIMIT].strip()
    if not (query or filters):
        return Finding()
    index = index_of(programme)
    hits = index.find(query) if query else index.everything()
    offered = [
        place
        for place in hits.places
        if _is_offered(index.actions[place], year, without)
    ]
    kept = _allowed(index, offered, programme, filters)
    if kept:
        first = [index.found(place, hits) for place in kept[:limit]]
        return Finding(first, len(kept))
    beyond = len(offered) if query else 0
    return Finding(beyond_filters=beyond, meant="" if beyond else index.meant(query))


def _is_offered(action: Found, year: int | None, without: Collection[int]) -> bool:
    """Whether it is in force in the year and not left out."""
    in_force = year is None or action.is_in_force(year)
    return in_force and action.action_id not in without


def _allowed(
    index: Index, places: list[int], programme: Programme, filters: Filters | None
) -> list[int]:
    """Those of the places whose actions are all that the filters ask."""
    if not filters:
        return places
    allowed = set(filters.actions(programme).values_list("pk", flat=True))
    return [one for one in places if index.actions[one].action_id in allowed]

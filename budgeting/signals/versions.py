"""Whether the catalogue or the approved past changed since they were read."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from budgeting.suggestions.past import VERSION as PAST
from programme.search.store import VERSIONS as CATALOGUES

BOTH = f"select past.*, one.* from ({PAST}) past left join ({CATALOGUES}) one on true"  # noqa: S608, E501 - of two constants
OF_PAST = 3  # columns


class Versions(NamedTuple):
    """What differs whenever anything that was read has changed, by programme key."""

    past: tuple
    catalogues: dict[int, tuple]


def versions_for(programmes: Collection[int], year: int) -> Versions:
    """Those of these programmes, and of what was approved before; one query."""
    with connection.cursor() as cursor:
        cursor.execute(BOTH, {"programmes": list(programmes), "year": year})
        rows = cursor.fetchall()
    told = [(row[OF_PAST], row[OF_PAST + 1 :]) for row in rows]
    return Versions(rows[0][:OF_PAST], dict(told))

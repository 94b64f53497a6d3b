"""What a database holds, counted and hashed so that a copy can be held against it."""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from hrbudget.backup.programs import server_major
from programme import trail
from reporting.models import Publication

SESSIONS = "django_session"  # of who is signed in: never in a backup


def contents() -> dict[str, Any]:
    """What a manifest says of the database, as the current transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database())")
        size = cursor.fetchone()[0]
        return {
            "postgresql": server_major(),
            "database_bytes": size,
            "migrations": migration_heads(cursor),
            "rows": {**row_counts(cursor), SESSIONS: 0},
            "publications": publication_hashes(),
            "trail": trail.last_head()._asdict(),
        }


def migration_heads(cursor: CursorWrapper) -> dict[str, str]:
    """The migration last applied to each app."""
    cursor.execute(
        "select distinct on (app) app, name from django_migrations"
        " order by app, id desc"
    )
    return dict(cursor.fetchall())


def row_counts(cursor: CursorWrapper) -> dict[str, int]:
    """How many rows each table holds."""
    cursor.execute(
        "select relname from pg_class where relkind = 'r'"
        " and relnamespace = 'public'::regnamespace order by relname"
    )
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f'select count(*) from "{table}"')  # noqa: S608
        counts[table] = cursor.fetchone()[0]
    return counts


def publication_hashes() -> list[dict[str, Any]]:
    """Every sealed publication by year and number, with its hash."""
    rows = Publication.objects.filter(sealed=True).order_by("fiscal_year_id", "number")
    return [
        {"year": year, "number": number, "hash": hash_}
        for year, number, hash_ in rows.values_list("fiscal_year_id", "number", "hash")
    ]

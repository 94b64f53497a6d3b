"""Sums a publication's rows once by unit, for pages that must not sum them again."""

from pathlib import Path

from django.db import connection

from reporting.models import Publication

STATEMENT = Path(__file__).parent / "sql" / "parts.sql"


def keep_parts(publication: Publication) -> None:
    """Keep the parts of each unit's money, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.read_text("utf-8"), {"publication": publication.pk})

"""Rows of a publication streamed as CSV by PostgreSQL's own COPY."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import QuerySet
from psycopg import ClientCursor
from psycopg.sql import SQL, Composed

from reporting.cells import Dataset


def stream_rows(table: Dataset, rows: QuerySet) -> Iterator[bytes]:
    """These rows, in the data set's columns and order, in pieces."""
    with connection.cursor() as cursor:
        statement = table.copy_of(_written_out(rows))
        with cursor.copy(statement) as pieces:
            for piece in pieces:
                yield bytes(piece)


def _written_out(rows: QuerySet) -> Composed:
    """The query with its values in place: COPY takes no parameters.

    It is written even where Django knows that it finds nothing: its header is sent.
    """
    compiler = rows.query.get_compiler(connection=connection, elide_empty=False)
    sql, values = compiler.as_sql()
    text = ClientCursor(connection.connection).mogrify(sql, values)
    return SQL("({}) AS rows").format(SQL(text))

"""Rows of a publication streamed as CSV by PostgreSQL's own COPY."""

from collections.abc import Iterator
from itertools import islice

from django.db import connection
from django.db.models import QuerySet
from psycopg import ClientCursor
from psycopg.sql import SQL, Composed

from reporting.cells import Dataset

TOGETHER = 100  # rows: PostgreSQL sends row by row, a server better in blocks


def stream_rows(table: Dataset, rows: QuerySet) -> Iterator[bytes]:
    """These rows, in the data set's columns and in order of its keys, in blocks."""
    wanted = rows.order_by().values(*(column.name for column in table.columns))
    return copy_out(table.copy_of(written_out(wanted)))


def copy_out(statement: Composed) -> Iterator[bytes]:
    """What a COPY … TO STDOUT sends, in blocks."""
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        rows = iter(copy)
        while block := b"".join(islice(rows, TOGETHER)):
            yield block


def written_out(rows: QuerySet) -> Composed:
    """The query with its values in place: COPY takes no parameters.

    It is written even where Django knows that it finds nothing: its header is sent.
    """
    connection.ensure_connection()  # a thread may have asked the database nothing yet
    compiler = rows.query.get_compiler(connection=connection, elide_empty=False)
    sql, values = compiler.as_sql()
    text = ClientCursor(connection.connection).mogrify(sql, values)
    return SQL("({}) AS rows").format(SQL(text))

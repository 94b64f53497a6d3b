"""PostgreSQL's COPY, fed by column: how thousands of rows are written at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

ROWS_AT_ONCE = 5000
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
NOTHING = "\\N"


def escaped(texts: Sequence[str]) -> Sequence[str]:
    """A column of texts without NUL, as COPY's text format writes them."""
    whole = "\x00".join(texts)
    if not any(character in whole for character, _written in ESCAPES):
        return texts
    for character, written in ESCAPES:
        whole = whole.replace(character, written)
    return whole.split("\x00")


def copy_rows(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[str],
    told: Callable[[int], None] = lambda written: None,
) -> None:
    """Write rows into the model's table: each a line of COPY's text format.

    `told` hears how many went since it last heard; what it raises ends the COPY. Raises
    django.db.IntegrityError where the database refuses a row.
    """
    table = model._meta.db_table
    names = ", ".join(columns)
    statement = f"copy {table} ({names}) from stdin"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for batch in _batches(rows):
            copy.write("\n".join(batch) + "\n")
            told(len(batch))


def _batches(rows: Iterable[str]) -> Iterator[list[str]]:
    left = iter(rows)
    while batch := list(islice(left, ROWS_AT_ONCE)):
        yield batch


def new_keys(model: type[Model], count: int) -> list[int]:
    """So many primary keys that no other row has or will have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_serial_sequence(%s, 'id')", [model._meta.db_table]
        )
        cursor.execute(
            "select array_agg(nextval(%s::regclass)) from generate_series(1, %s)",
            [cursor.fetchone()[0], count],
        )
        return cursor.fetchone()[0] or []


def as_copy(value: Any) -> str:
    """One value of a kind that need not be quick: text, number, list or nothing."""
    if value is None:
        return NOTHING
    if isinstance(value, list):
        members = ("NULL" if one is None else str(one) for one in value)
        return "{" + ",".join(members) + "}"
    return escaped([str(value)])[0] if value else str(value)

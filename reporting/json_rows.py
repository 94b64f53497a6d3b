"""A table of a publication as JSON: PostgreSQL writes each row, in the CSV's order."""

import json
from collections.abc import Iterator
from typing import Any

from psycopg.sql import SQL, Composed, Identifier, Literal

from reporting.cells import Column, Dataset
from reporting.exports import year_values
from reporting.models import Publication
from reporting.streaming import copy_out

KINDS = {  # an amount is a text of two decimals, so that no reader rounds it
    "amount": "{0}::text",
    "date": "to_char({0}, 'YYYY-MM-DD')",
}
ROW = (  # neither character is ever in JSON: nothing is quoted
    "COPY (SELECT CASE WHEN row_number() OVER (ORDER BY {0}) > 1 THEN ',' ELSE '' END"
    " || row_to_json(held)::text FROM (SELECT {1} FROM {2} WHERE publication_id = {3})"
    " AS held ORDER BY {0}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01',"
    " DELIMITER E'\\x02')"
)


def stream_json(dataset: Dataset, publication: Publication) -> Iterator[bytes]:
    """`{"publication": …, "rows": [{…}, …]}`, a row a line, in pieces."""
    yield _head(publication)
    yield from copy_out(_copy(dataset, publication))
    yield b"]}\n"


def year_json(publication: Publication, columns: tuple[Column, ...]) -> bytes:
    """The row of the year in the same form."""
    known = year_values(publication)
    row = {column.name: known.get(column.name) for column in columns}
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return _head(publication) + f"{text}\n]}}\n".encode()


def _head(publication: Publication) -> bytes:
    named: dict[str, Any] = {
        "year": publication.fiscal_year_id,
        "stage": publication.stage,
        "number": publication.number,
        "hash": publication.hash,
    }
    text = json.dumps(named, separators=(",", ":"))
    return f'{{"publication":{text},"rows":[\n'.encode()


def _copy(dataset: Dataset, publication: Publication) -> Composed:
    return SQL(ROW).format(
        SQL(", ").join(Identifier(key) for key in dataset.keys),
        SQL(", ").join(_written(column) for column in dataset.columns),
        Identifier(dataset.table),
        Literal(publication.pk),
    )


def _written(column: Column) -> Composed:
    cell = SQL(KINDS.get(column.kind, "{0}")).format(Identifier(column.name))
    return SQL("{} AS {}").format(cell, Identifier(column.name))

"""How a table of a publication is written as CSV: its cells and its statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from psycopg.sql import SQL, Composed, Identifier, Literal

from programme.cells import GUARD, GUARDED
from reporting.models import Publication


class Column(NamedTuple):
    """A column: its name, its kind (`KINDS`) and what it holds."""

    name: str
    kind: str
    description: str


@dataclass(frozen=True)
class Dataset:
    """One CSV file: the rows of one published table in the order of its keys.

    An `optional` one is left out of a publication that has no row of it: it came later
    than others, and their hashes stay what they were.
    """

    name: str
    description: str
    table: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    optional: bool = False

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"

    def copy(self, publication: Publication) -> Composed:
        """The statement that streams the rows of a publication as CSV.

        They are in the order of their keys as they are written.
        """
        table, held = Identifier(self.table), Literal(publication.pk)
        rows = SQL("{} WHERE publication_id = {}").format(table, held)
        return self._copy(rows, map(Identifier, self.keys))

    def copy_of(self, rows: Composed) -> Composed:
        """The statement that streams some `rows`, a query of that name, as CSV.

        They are in the order of their keys as they are kept: an index has it.
        """
        return self._copy(rows, (Identifier("rows", key) for key in self.keys))

    def _copy(self, rows: Composed, order: Iterable[Identifier]) -> Composed:
        return SQL(
            "COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT WITH (FORMAT csv, HEADER)"
        ).format(
            SQL(", ").join(_written(column) for column in self.columns),
            rows,
            SQL(", ").join(order),
        )


TEXT = (  # by the number of its first letter: no other way costs as little
    "nullif(CASE WHEN ascii({0}) = ANY ({1}) THEN {2} || {0} ELSE {0} END, '')"
)
KINDS = {  # how PostgreSQL writes a cell of each kind; null is an empty cell
    "codes": "nullif({0}, '')",  # digits and dots (`CodeField`): it needs no guard
    "text": TEXT,
    "integer": "{0}",
    "amount": "{0}",
    "boolean": "{0}::text",
    "date": "to_char({0}, 'YYYY-MM-DD')",
    "json": "{0}::text",
    "list": TEXT.replace("{0}", "array_to_string({0}, ';')"),
}


def _written(column: Column) -> Composed:
    """The expression that writes a cell of this column, under the column's name."""
    cell = SQL(KINDS[column.kind]).format(
        Identifier(column.name), Literal([ord(one) for one in GUARDED]), Literal(GUARD)
    )
    return SQL("{} AS {}").format(cell, Identifier(column.name))


def texts(*pairs: str) -> tuple[Column, ...]:
    """Two columns for each pair: in Spanish and in English, one may be empty."""
    return tuple(
        Column(f"{pair}_{code}", "text", f"{_named(pair)}, in {language}")
        for pair in pairs
        for code, language in (("es", "Spanish"), ("en", "English"))
    )


def _named(pair: str) -> str:
    """`legal_basis` as words."""
    return pair.replace("_", " ").capitalize()


def columns(*columns: tuple[str, str, str] | tuple[Column, ...]) -> tuple:
    """Columns in order; a group of columns stands for its members."""
    flat: list[Column] = []
    for column in columns:
        many = isinstance(column[0], Column)
        flat.extend(column if many else [Column(*column)])  # type: ignore[arg-type]
    return tuple(flat)

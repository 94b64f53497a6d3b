"""What differs between two publications of a year, file by file of their data set.

The hash of a publication is taken over these files: what differs in none of them is in
no hash, and whatever changes the hash is listed here.
"""

import json
from typing import Any, NamedTuple

from django.db import connection
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from reporting.cells import Column, Dataset
from reporting.datasets import DATASETS, YEAR
from reporting.models import Publication

LISTED = 100  # rows of a file that are listed; all are counted
ALL = {"units", "rights", "groups"}  # files that do not grow with the lines
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
COUNTED = SQL(
    "SELECT count(*) FILTER (WHERE o.id IS NULL),"
    " count(*) FILTER (WHERE n.id IS NULL),"
    " count(*) FILTER (WHERE o.id IS NOT NULL AND n.id IS NOT NULL) FROM {}"
)
LISTING = SQL("SELECT {}, {} FROM {} ORDER BY {} LIMIT {}")
AS_TEXT = {  # a cell as it is told; the files write the same, null as nothing
    "list": "array_to_string({}, ';')",
    "date": "to_char({}, 'YYYY-MM-DD')",
}


class Compared(NamedTuple):
    """The rows of one file in two publications, as the SQL of both calls them."""

    dataset: Dataset
    before: int
    after: int

    @property
    def differing(self) -> Composed:
        """What follows FROM: old and new rows side by side, where they differ."""
        own = SQL("(SELECT * FROM {} WHERE publication_id = {})")
        table = Identifier(self.dataset.table)
        return SQL(
            "{} o FULL JOIN {} n USING ({}) WHERE ROW({}) IS DISTINCT FROM ROW({})"
        ).format(
            own.format(table, Literal(self.before)),
            own.format(table, Literal(self.after)),
            self.keys,
            _listed(Identifier("o", column.name) for column in self.dataset.columns),
            _listed(Identifier("n", column.name) for column in self.dataset.columns),
        )

    @property
    def keys(self) -> Composed:
        """The keys of the file, as a list."""
        return _listed(Identifier(key) for key in self.dataset.keys)


def differences(before: Publication, after: Publication) -> dict[str, Any]:
    """By the name of each file that differs: how many rows, and the first of them.

    `rows` are in order of their keys; each has `old` and `new`, one of them null where
    a row was added or removed, and the names of the `columns` that changed.
    """
    old, new = digests(before), digests(after)
    found: dict[str, Any] = {}
    for dataset in DATASETS:
        if old.get(dataset.file_name) != new.get(dataset.file_name):
            found[dataset.name] = _file(Compared(dataset, before.pk, after.pk))
    if changed := _year(before, after):
        found["year"] = changed
    return found


def digests(publication: Publication) -> dict[str, str]:
    """The SHA-256 of each file of a publication, by its name."""
    lines = (line.split("  ") for line in publication.manifest.splitlines())
    return {name: digest for digest, name in lines}


def _file(compared: Compared) -> dict[str, Any]:
    """The counts of one file's differences, and its first rows."""
    with connection.cursor() as cursor:
        # as text: who follows a person's writes reads every statement
        cursor.execute(COUNTED.format(compared.differing).as_string())
        counts = dict(zip((ADDED, REMOVED, CHANGED), cursor.fetchone(), strict=True))
        listed = LISTING.format(
            _cells("o", compared.dataset.columns),
            _cells("n", compared.dataset.columns),
            compared.differing,
            compared.keys,
            Literal(None if compared.dataset.name in ALL else LISTED),
        )
        cursor.execute(listed.as_string())
        rows = [_row(_read(old), _read(new)) for old, new in cursor.fetchall()]
    return {**counts, "rows": rows}


def _year(before: Publication, after: Publication) -> dict[str, Any]:
    """The differences of the year's own row: its rule, its stage, every number."""
    row = _row(_told(before), _told(after))
    if not row["columns"]:
        return {}
    return {ADDED: 0, REMOVED: 0, CHANGED: 1, "rows": [row]}


def _told(publication: Publication) -> dict[str, Any]:
    """The year's row, each cell as it is told."""
    values = {**vars(publication), **publication.numbers}
    return {
        column.name: _text(values.get(column.name))
        for column in YEAR
        if column.name != "year"
    }


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return ";".join(str(one) for one in value)
    return None if value is None else str(value)


def _read(row: str | None) -> dict[str, Any] | None:
    return json.loads(row) if row else None


def _row(old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    """A row that differs, with the names of its columns that do."""
    columns = [name for name in old if old[name] != new[name]] if old and new else []
    return {"old": old, "new": new, "columns": columns}


def _cells(side: str, columns: tuple[Column, ...]) -> Composed:
    """The cells of a row by name, as texts; null where the row is absent.

    Texts, so that no amount passes through a float.
    """
    pairs: list[Composable] = []
    for column in columns:
        cell = SQL(AS_TEXT.get(column.kind, "{}::text"))
        pairs += [Literal(column.name), cell.format(Identifier(side, column.name))]
    return SQL("CASE WHEN {} IS NOT NULL THEN jsonb_build_object({}) END").format(
        Identifier(side, "id"), _listed(pairs)
    )


def _listed(parts: Any) -> Composed:
    return SQL(", ").join(parts)

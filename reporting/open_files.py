"""Every file that a publication is offered in, by name, and its bytes made now.

Each table has one file a form: `lines.csv`, `lines.json`, `lines.xlsx`. Beside them
stand the documents of the data package, and the package in one zip.
"""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reporting import exports, packaging
from reporting.cells import Dataset
from reporting.datasets import DATASETS, YEAR, left_out
from reporting.json_rows import stream_json, year_json
from reporting.models import Publication
from reporting.spreadsheets import MEDIA_TYPE, write_workbook

LARGE = 5_000  # rows: a longer table is not made into a workbook for a reader
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": MEDIA_TYPE,
    "zip": "application/zip",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
FORMS = ("csv", "json", "xlsx")
HEAVY = ("xlsx", "zip")  # forms that take work, so that long ones are kept
BY_NAME: dict[str, Dataset | None] = {
    "year": None,  # the one table that is not a table of rows
    **{dataset.name: dataset for dataset in DATASETS},
}


class OpenFile(NamedTuple):
    """A file by its name: the table it holds, if any, and its form."""

    name: str
    table: str
    form: str

    @property
    def media_type(self) -> str:
        """What a browser is told that it is."""
        return MEDIA_TYPES[self.form]

    @property
    def is_heavy(self) -> bool:
        """Whether a long one is made beforehand and kept."""
        return self.form in HEAVY


@cache
def open_files() -> dict[str, OpenFile]:
    """Every file there may be, by its name: first the package and its documents."""
    alone = (packaging.PACKAGE, *packaging.DOCUMENTS)
    found = [OpenFile(name, "", name.rpartition(".")[2]) for name in alone]
    found += [
        OpenFile(f"{table}.{form}", table, form)
        for table in sorted(BY_NAME)
        for form in FORMS
    ]
    return {one.name: one for one in found}


def offered(publication: Publication) -> dict[str, OpenFile]:
    """The files that this publication has, by name."""
    without = left_out(publication)
    return {name: one for name, one in open_files().items() if one.table not in without}


def is_large(publication: Publication) -> bool:
    """Whether one of its tables is too long to be made into a workbook for a reader."""
    longest = (publication.publishedlines, publication.publishedcitations)
    return any(rows.order_by("pk")[LARGE : LARGE + 1].exists() for rows in longest)


def contents(publication: Publication, file: OpenFile) -> Iterator[bytes]:
    """The bytes of a file, in pieces, made from the rows of the publication."""
    if file.name == packaging.PACKAGE:
        return packaging.package(publication)
    if not file.table:
        return iter([packaging.document(publication, file.name)])
    if file.form == "xlsx":
        return _workbook(publication, file.table)
    return _rows(publication, file)


def _rows(publication: Publication, file: OpenFile) -> Iterator[bytes]:
    """A table as CSV or JSON."""
    dataset, is_json = BY_NAME[file.table], file.form == "json"
    if dataset is None:
        year = (
            year_json(publication, YEAR) if is_json else exports.year_csv(publication)
        )
        return iter([year])
    stream = stream_json if is_json else exports.stream_csv
    return stream(dataset, publication)


def _workbook(publication: Publication, table: str) -> Iterator[bytes]:
    """A table as a workbook, by way of a file."""
    dataset = BY_NAME[table]
    columns = dataset.columns if dataset else YEAR
    rows = _rows(publication, OpenFile(f"{table}.csv", table, "csv"))
    with tempfile.TemporaryDirectory(prefix="hrbudget-") as folder:
        path = Path(folder) / "table.xlsx"
        write_workbook(path, table, columns, rows)
        with path.open("rb") as file:
            while piece := file.read(packaging.BLOCK):
                yield piece

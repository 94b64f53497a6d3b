"""The dictionary of the open data set: what every column holds, in both languages.

The Spanish stands in a file beside this and in no catalogue of translations: the data
package is a function of the publication alone, in no one's language.
"""

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reporting.cells import Column
from reporting.datasets import DATASETS, YEAR, left_out
from reporting.models import Publication

DICTIONARY = "dictionary.csv"
HEADER = ("file", "column", "kind", "key", "description_en", "description_es")


class Table(NamedTuple):
    """One CSV file as it is described to a reader."""

    name: str
    description: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]

    @property
    def description_es(self) -> str:
        """What it holds, in Spanish."""
        return in_spanish()[self.description]


def tables(publication: Publication | None = None) -> list[Table]:
    """Every CSV file of the hash of a publication, in the order of the manifest.

    Without a publication, every file that one may have.
    """
    without = left_out(publication) if publication else set()
    known = [
        Table(one.name, one.description, one.columns, one.keys)
        for one in DATASETS
        if one.name not in without
    ]
    year = Table("year", "The year: its rule and every number of it", YEAR, ("year",))
    return sorted([*known, year])


@cache
def in_spanish() -> dict[str, str]:
    """What each description of a column or a table is in Spanish."""
    path = Path(__file__).with_name("dictionary_es.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["english"]: row["spanish"] for row in csv.DictReader(file)}


def dictionary_csv(publication: Publication | None = None) -> bytes:
    """One row a column of each file: its kind, whether of the key, what it holds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_rows(publication))
    return out.getvalue().encode()


def _rows(publication: Publication | None) -> Iterator[tuple[str, ...]]:
    for table in tables(publication):
        for column in table.columns:
            yield (
                f"{table.name}.csv",
                column.name,
                column.kind,
                "true" if column.name in table.keys else "false",
                column.description,
                in_spanish()[column.description],
            )

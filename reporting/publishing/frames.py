"""The data set of a publication as pandas frames: what a reader of its files has."""

import hashlib
import io
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pandas as pd
from django.utils.translation import gettext as _

from programme.cells import GUARD
from reporting.cells import Column
from reporting.datasets import DATASETS, YEAR
from reporting.exports import YEAR_FILE, files
from reporting.models import Publication

BOOLEANS = {"true": True, "false": False, "": None}


class DataSet(NamedTuple):
    """Every file as a frame, by its name without `.csv`, and what each hashes to."""

    frames: dict[str, pd.DataFrame]
    digests: dict[str, str]


def read_dataset(publication: Publication) -> DataSet:
    """Read the publication's files as they would be downloaded now."""
    return read_files((name, b"".join(pieces)) for name, pieces in files(publication))


def read_files(contents: Iterable[tuple[str, bytes]]) -> DataSet:
    """Read CSV files of the data set, by their names; others are left out.

    Amounts are whole cents, lists are tuples, an empty cell that is no text is None.
    """
    columns = {one.file_name: one.columns for one in DATASETS} | {YEAR_FILE: YEAR}
    frames, digests = {}, {}
    for name, content in contents:
        if name not in columns:
            continue
        digests[name] = hashlib.sha256(content).hexdigest()
        frames[name.removesuffix(".csv")] = _frame(content, columns[name])
    return DataSet(frames, digests)


def _frame(content: bytes, columns: tuple[Column, ...]) -> pd.DataFrame:
    """One file with its cells read by their kinds."""
    texts = pd.read_csv(io.BytesIO(content), dtype=object, keep_default_na=False)
    read = {c.name: [READERS[c.kind](cell) for cell in texts[c.name]] for c in columns}
    return pd.DataFrame(read, dtype=object)


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _cents(cell: str) -> int | None:
    if cell and cell[-3:-2] != ".":
        raise ValueError(_("%(cell)s has no two decimals") % {"cell": cell})
    return int(cell.replace(".", "")) if cell else None


def _list(cell: str) -> tuple[str, ...]:
    return tuple(_text(cell).split(";")) if cell else ()


def _text(cell: str) -> str:
    return cell.removeprefix(GUARD)


READERS: dict[str, Callable[[str], Any]] = {
    "text": _text,
    "integer": _whole,
    "amount": _cents,
    "rate": str,
    "boolean": BOOLEANS.__getitem__,
    "date": str,
    "json": str,
    "list": _list,
}

"""Sheets out in the form that the imports read, however many rows: .xlsx or .csv.

No text becomes a formula: in a workbook each is a string, in a CSV it is guarded.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import get_language

from programme.cells import guard
from programme.workbooks import names

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
TYPES = {"xlsx": XLSX, "csv": CSV}
TEXT = "@"
MONEY = "#,##0.00"
WIDTH, WIDE = 18, 60  # of a column, in digits
EXACT = Decimal("999_999_999_999_999")  # in cents: 15 digits, what a number cell holds


@dataclass(frozen=True)
class Sheet:
    """A sheet by the name that the imports know, its columns, and its rows once."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    money: Sequence[str] = ()


def as_file(kind: str, sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an `xlsx`, or the first one as a `csv`.

    Sheets and columns are named in the language in use. Of the rows only those being
    written are in memory, and the file.
    """
    file = io.BytesIO()
    if kind == "csv":
        _write_csv(file, sheets[0])
    else:
        _write_book(file, sheets)
    return file.getvalue()


def called(name: str, table: dict[str, str]) -> str:
    """The name of a sheet or a column in the language in use."""
    return table.get(name, name) if get_language() == "es" else name


def width_of(column: str) -> int:
    """How wide a column opens: as a code or an amount, or as a sentence."""
    return WIDE if column in names.SENTENCES else WIDTH


def _write_csv(file: BinaryIO, sheet: Sheet) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_called(sheet).values())
    for row in sheet.rows:
        writer.writerow(guard(one) if isinstance(one, str) else one for one in row)
    text.detach()


def _write_book(file: BinaryIO, sheets: Sequence[Sheet]) -> None:
    # a process that never writes a workbook does not load the library
    from rustpy_xlsxwriter import Format, write_worksheets

    forms = {"text": Format().set_num_format(TEXT), "m": Format().set_num_format(MONEY)}
    titles = [called(sheet.name, names.SHEETS) for sheet in sheets]
    named = list(zip(titles, sheets, strict=True))
    columns = {title: _called(sheet) for title, sheet in named}
    write_worksheets(
        [(title, _records(sheet, columns[title])) for title, sheet in named],
        file,
        bold_headers=True,
        freeze_panes=dict.fromkeys(titles, {"row": 1, "col": 0}),
        column_widths={
            title: {
                shown: float(width_of(name)) for name, shown in columns[title].items()
            }
            for title in titles
        },
        column_formats={
            title: {
                shown: forms["text" if name in names.KEYS else "m"]
                for name, shown in columns[title].items()
                if name in names.KEYS or name in sheet.money
            }
            for title, sheet in named
        },
    )


def _called(sheet: Sheet) -> dict[str, str]:
    """Each column with its name in the language in use."""
    return {name: called(name, names.COLUMNS) for name in sheet.columns}


def _records(sheet: Sheet, columns: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The rows as the library takes them; an empty one where there is none."""
    shown, nothing = list(columns.values()), True
    for row in sheet.rows:
        nothing = False
        yield dict(zip(shown, map(_cell, row), strict=True))
    if nothing:  # the library writes the header with the first row
        yield dict.fromkeys(shown)


def _cell(value: Any) -> Any:
    """A value as a cell holds it; an empty text is an empty cell."""
    if isinstance(value, Decimal):
        return float(value) if value * 100 <= EXACT else str(value)
    return value or None if isinstance(value, str) else value

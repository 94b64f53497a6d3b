"""Rows out as a sheet that an import reads: .xlsx, or .csv in UTF-8."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TextIO

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from programme.cells import guard
from programme.workbooks import names

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
TYPES = {"xlsx": XLSX, "csv": CSV}
MONEY = "#,##0.00"
WIDTH = 18
Rows = Iterable[Sequence[Any]]


def written(kind: str, sheet: str, columns: Sequence[str], rows: Rows) -> bytes:
    """These rows under these columns, named in the language in use, as `xlsx` or `csv`.

    Texts stay texts, in a .csv guarded so that none begins a formula; amounts keep
    their cents; None is an empty cell.
    """
    header = [called(name, names.COLUMNS) for name in columns]
    if kind == "csv":
        return _as_csv(header, rows)
    return _as_workbook(called(sheet, names.SHEETS), header, rows)


def called(name: str, table: dict[str, str]) -> str:
    """The name of a sheet or a column in the language in use."""
    return table.get(name, name) if get_language() == "es" else name


def _as_csv(header: Sequence[str], rows: Rows) -> bytes:
    out = io.StringIO()
    write_csv(out, header, rows)
    return out.getvalue().encode()


def write_csv(out: TextIO, header: Sequence[str], rows: Rows) -> None:
    """Header and rows as CSV, each text guarded so that none begins a formula."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(guard(one) if isinstance(one, str) else one for one in row)


def _as_workbook(sheet_name: str, header: Sequence[str], rows: Rows) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(sheet_name)
    sheet.append(header)
    for position, cell in enumerate(sheet[1], start=1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(position)].width = WIDTH
    for number, row in enumerate(rows, start=2):
        for position, value in enumerate(row, start=1):
            _write(sheet.cell(number, position), value)
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(cell: Any, value: Any) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"  # never a formula or a number
    elif isinstance(value, Decimal):
        cell.number_format = MONEY

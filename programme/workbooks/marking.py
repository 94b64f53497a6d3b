"""The same workbook back, its errors marked where they are."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from programme.workbooks import container, names, scan
from programme.workbooks.csvfile import read_csv
from programme.workbooks.errors import CellError, in_order
from programme.workbooks.spreadsheet import list_sheets

FILL = PatternFill("solid", fgColor="FFF4B6B6")
AUTHOR = "hrbudget"


def mark_errors(path: Path, errors: Sequence[CellError], out: Path) -> None:
    """Write the file to `out` as .xlsx, offending cells filled and commented.

    Each sheet with errors gets a column `problems`, row by row; errors of the file as a
    whole stand in a sheet of that name. An earlier marking is taken off first. Raises
    ImportRefused where the file cannot be opened at all.
    """
    book = _open(path, errors)
    by_sheet: dict[str, list[CellError]] = defaultdict(list)
    for error in in_order(list(errors)):
        by_sheet[error.sheet if error.sheet in book.sheetnames else ""].append(error)
    for sheet in book.worksheets:
        _clean(sheet)
    for name, found in by_sheet.items():
        if name:
            _mark_sheet(book[name], found)
        else:
            _list_in_sheet(book, found)
    book.save(out)


def _open(path: Path, errors: Sequence[CellError]) -> Workbook:
    if container.starts_with(path).startswith(container.ZIP):
        return _open_spreadsheet(path)
    sheet_name = next((error.sheet for error in errors if error.sheet), "")
    if not sheet_name:  # it was not read as CSV either
        raise container.damaged()
    raw = read_csv(path, sheet_name)
    book = Workbook()
    sheet = book.create_sheet(sheet_name, 0)
    del book[book.sheetnames[1]]
    for number, row in zip(raw.numbers, raw.rows, strict=True):
        for position, value in enumerate(row, start=1):
            cell = sheet.cell(number, position, value)
            cell.data_type = "s"  # never a formula, whatever the text begins with
    return book


def _open_spreadsheet(path: Path) -> Workbook:
    with container.opened(path) as archive:
        glances = {entry.part: scan.Glance() for entry in list_sheets(archive)}
        container.inflate(archive, dict(glances))
        for part, glance in glances.items():
            look = scan.CloseLook()
            if glance.wants_a_closer_look:
                look = scan.look_closer(archive, part)
            if why := scan.why_too_far(look):
                raise container.refuse(why)
    try:
        with path.open("rb") as file:
            book = load_workbook(file)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise container.damaged() from error
    if any(one.max_row * one.max_column > scan.CELLS for one in book.worksheets):
        raise container.refuse(_("Styled cells stand far from the table: delete them."))
    return book


def _clean(sheet: Worksheet) -> None:
    """Take off the fills, comments and texts of an earlier marking."""
    header = _header_row(sheet)
    column = _problems_column(sheet, header)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
        if column <= len(row) and (row[0].row or 0) > header:
            row[column - 1].value = None


def _mark_sheet(sheet: Worksheet, errors: list[CellError]) -> None:
    by_cell, by_row = defaultdict(list), defaultdict(list)
    header = _header_row(sheet)
    column = _problems_column(sheet, header)
    for error in errors:
        label = f"{error.header}: " if error.header else ""
        by_cell[error.cell.partition(":")[0]].append(error.message)
        by_row[error.row].append(f"{label}{error.message}")
    sheet.cell(header, column).value = names.OURS
    by_cell[sheet.cell(header, column).coordinate] = by_cell.pop("", [])
    for place, messages in by_cell.items():
        if messages:
            _mark_cell(sheet, place, "\n".join(messages))
    for row, messages in by_row.items():
        if row > header:
            sheet.cell(row, column).value = "\n".join(messages)


def _mark_cell(sheet: Worksheet, place: str, message: str) -> None:
    cell = sheet[place]
    if not isinstance(cell, MergedCell):
        cell.fill = FILL
        cell.comment = Comment(message, AUTHOR, width=320, height=120)


def _header_row(sheet: Worksheet) -> int:
    """The first row that holds anything."""
    rows = sheet.iter_rows(max_row=min(sheet.max_row, scan.ROWS), values_only=True)
    for number, row in enumerate(rows, start=1):
        if any(value not in (None, "") for value in row):
            return number
    return 1


def _problems_column(sheet: Worksheet, header: int) -> int:
    """The column of our own that is there already, or the first one after the table."""
    ours = names.known_as(names.OURS, names.COLUMNS)
    for position, cell in enumerate(sheet[header], start=1):
        if cell.value in ours:
            return position
    return (sheet.max_column or 0) + 1


def _list_in_sheet(book: Workbook, errors: list[CellError]) -> None:
    if names.OURS in book.sheetnames:
        del book[names.OURS]
    sheet = book.create_sheet(names.OURS)
    for number, error in enumerate(errors, start=1):
        sheet.cell(number, 1).value = str(error)

"""How the workbook looks and helps: widths, frozen headers, lists, locked structure."""

import re
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from budgeting.workbook.help import HELP
from budgeting.workbook.values import LONGEST, NUMBERS
from programme.workbooks import names

LAST = 2_000  # the last row with a list or a help
TEXT, MONEY = "@", "#,##0.00"
HEADER = PatternFill("solid", fgColor="FFE2EFEC")
WIDTHS = {
    "framework": 12, "line": 14, "object_code": 10, "amount": 18, "territory": 18,
    "actions": 34, "strength": 14, "justification": 40, "screened": 12,
    "function": 34, "unit_of_measure": 20, "physical_target": 14, "framework_name": 40,
}  # fmt: skip
WIDE, NARROW = 50, 12
CODED = re.compile(r"_x[0-9A-Fa-f]{4}_")
OPEN = Protection(locked=False)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def prepare(sheet: Worksheet, columns: Sequence[str], headers: Sequence[str]) -> None:
    """The header of a sheet to fill in, its columns, its locked structure."""
    for position, (name, header) in enumerate(
        zip(columns, headers, strict=True), start=1
    ):
        cell = sheet.cell(1, position, header)
        cell.font, cell.fill = Font(bold=True), HEADER
        column = sheet.column_dimensions[get_column_letter(position)]
        column.number_format = MONEY if name in NUMBERS else TEXT
        column.protection, column.alignment = OPEN, WRAPPED
        narrow = name in NUMBERS and name != "amount"
        column.width = WIDTHS.get(name, NARROW if narrow else WIDE)
        column.hidden = name == "mark"
    sheet.freeze_panes = "C2" if columns[0] == "framework" else "B2"
    protection = sheet.protection
    protection.sheet = True
    for allowed in (
        "formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows",
        "sort", "autoFilter",
    ):  # fmt: skip
        setattr(protection, allowed, False)  # False: not locked
    _add_help(sheet, columns)


def put(
    sheet: Worksheet,
    row: int,
    position: int,
    name: str,
    figure: float | None,
    text: str,
) -> None:
    """One cell: a number, or a text that no program takes for a formula."""
    if not text:
        return
    cell = sheet.cell(row, position)
    cell.protection, cell.alignment = OPEN, WRAPPED
    if figure is not None:
        cell.value, cell.number_format = figure, MONEY
        return
    cell.value, cell.data_type = escaped(text)[:LONGEST], "s"
    cell.number_format = TEXT
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True


def escaped(text: str) -> str:
    """The text as the file holds it: `_x0041_` would be read as the letter A."""
    return CODED.sub(r"_x005F\g<0>", text)


def write_texts(sheet: Worksheet, sentences: Sequence[str]) -> None:
    """Sentences below each other, the first as a title."""
    sheet.column_dimensions["A"].width = 100
    for row, sentence in enumerate(sentences, start=1):
        cell = sheet.cell(row, 1)
        cell.value, cell.data_type = sentence, "s"
        cell.alignment = WRAPPED
        cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)
    sheet.protection.sheet = True


def write_columns(
    sheet: Worksheet, columns: Mapping[str, Sequence[str]], widths: Sequence[int]
) -> None:
    """Lists to look things up in, each a column under its header."""
    for position, (header, values) in enumerate(columns.items(), start=1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = widths[position - 1]
        cell = sheet.cell(1, position, header)
        cell.font, cell.fill = Font(bold=True), HEADER
        for row, value in enumerate(values, start=2):
            below = sheet.cell(row, position)
            below.value, below.data_type = escaped(value), "s"
            below.number_format = TEXT
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    sheet.protection.autoFilter = sheet.protection.sort = False
    sheet.auto_filter.ref = sheet.dimensions


def add_lists(book: Workbook, called: Mapping[str, str]) -> None:
    """The lists to choose from, in their cells; and the structure locked."""
    lists = book[called["lists"]]
    functions = f"'{lists.title}'!$A$2:$A${_last(lists, 'A')}"
    strengths = f"'{lists.title}'!$C$2:$C${_last(lists, 'C')}"
    codes = f"'{called['frameworks']}'!$A$2:$A${LAST}"
    for sheet, header, source in (
        (book[called["frameworks"]], "function", functions),
        (book[called["lines"]], "strength", strengths),
        (book[called["lines"]], "framework", codes),
        (book[called["lines"]], "screened", '"none"'),
    ):
        for one in sheet.data_validations.dataValidation:
            if one.promptTitle in names.known_as(header, names.COLUMNS):
                one.type, one.formula1, one.allow_blank = "list", source, True
                one.errorStyle = "warning"
    book.security = WorkbookProtection(lockStructure=True)


def _last(sheet: Worksheet, column: str) -> int:
    return max(cell.row for cell in sheet[column] if cell.value)


def _add_help(sheet: Worksheet, columns: Sequence[str]) -> None:
    """A help for each cell to fill in, shown when the cell is chosen."""
    new = columns[1] != "line"
    for position, name in enumerate(columns, start=1):
        if name not in HELP:
            continue
        said = HELP["line"] if new and name == "framework" else HELP[name]
        letter = get_column_letter(position)
        rule = DataValidation(showInputMessage=True, sqref=f"{letter}2:{letter}{LAST}")
        rule.promptTitle = str(sheet.cell(1, position).value)[:32]
        rule.prompt = str(said)[:255]
        if name in NUMBERS:
            rule.type, rule.operator, rule.formula1 = (
                "decimal",
                "greaterThanOrEqual",
                "0",
            )
            rule.errorStyle, rule.allow_blank = "warning", True
        sheet.add_data_validation(rule)

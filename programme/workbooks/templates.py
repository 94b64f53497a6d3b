"""Empty workbooks for an office to fill in, built from what the importers read."""

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from programme.workbooks import names
from programme.workbooks.tables import SheetForm
from programme.workbooks.writing import WIDTH, called

CODES = {  # a spreadsheet would take 01 for the number 1, and 01.02 for a date
    "code",
    "unit",
    "framework",
    "line",
    "object_code",
    "actions",
    "function",
    "population_groups",
}
TEXT = "@"


def empty_workbook(forms: Iterable[SheetForm]) -> bytes:
    """An .xlsx with a sheet for each form and its headers, in the language in use."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for form in forms:
        sheet = book.create_sheet(called(form.name, names.SHEETS))
        for position, column in enumerate(form.columns, start=1):
            cell = sheet.cell(1, position, called(column.name, names.COLUMNS))
            cell.font = Font(bold=True)
            dimension = sheet.column_dimensions[get_column_letter(position)]
            dimension.width = WIDTH
            if column.name in CODES:
                dimension.number_format = TEXT
        sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()

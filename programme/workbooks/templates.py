"""Empty workbooks for an office to fill in, built from what the importers read."""

import hashlib
import re
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from programme.workbooks import container, names
from programme.workbooks.columns import Column
from programme.workbooks.tables import SheetForm
from programme.workbooks.writing import TEXT, called, width_of

PROPERTIES = "docprops/custom.xml"
STAMPED = re.compile(
    rb"<[^>]*name=[\"']hrbudget_template[\"'][^>]*>\s*<[\w:]*lpwstr[^>]*>([0-9a-f]*)<"
)
STAMP = "hrbudget_template"  # a property of the workbook, which programs keep
LISTED_ROWS = 20_000  # rows whose cells offer the words of a column
LONGEST_LIST = 255  # characters; a longer one is no list to a spreadsheet program


def stamp(forms: Iterable[SheetForm]) -> str:
    """What a template of these forms is stamped with: it changes with its columns."""
    said = [(form.name, *(column.name for column in form.columns)) for form in forms]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def stamp_of(path: Path) -> str:
    """The stamp of the template that a workbook was made from, if it has one."""
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            return ""
    with container.opened(path) as archive:
        if PROPERTIES not in map(container.part_name, archive.namelist()):
            return ""
        found = STAMPED.search(container.small_part(archive, PROPERTIES))
    return found[1].decode(errors="replace") if found else ""


def empty_workbook(forms: Iterable[SheetForm]) -> bytes:
    """An .xlsx with a sheet for each form and its headers, in the language in use."""
    book, forms = Workbook(), list(forms)
    book.remove(book.worksheets[0])
    stamped = StringProperty(name=STAMP, value=stamp(forms))
    book.custom_doc_props.append(stamped)  # type: ignore[attr-defined]
    for form in forms:
        sheet = book.create_sheet(called(form.name, names.SHEETS))
        for position, column in enumerate(form.columns, start=1):
            cell = sheet.cell(1, position, called(column.name, names.COLUMNS))
            cell.font = Font(bold=True)
            dimension = sheet.column_dimensions[get_column_letter(position)]
            dimension.width = width_of(column.name)
            if column.name in names.KEYS:
                dimension.number_format = TEXT
            _offer(sheet, column, get_column_letter(position))
        sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _offer(sheet: Worksheet, column: Column, letters: str) -> None:
    """Offer the words that a column takes, and refuse others while they are typed."""
    words = ",".join(getattr(column.read, "choices", ()))
    if not words or len(words) > LONGEST_LIST:
        return
    offer = DataValidation("list", formula1=f'"{words}"', allow_blank=column.blank)
    offer.add(f"{letters}2:{letters}{LISTED_ROWS}")
    sheet.add_data_validation(offer)

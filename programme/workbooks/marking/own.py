"""The sheet of our own: what is wrong with the file as a whole, in sentences."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from programme.workbooks import names
from programme.workbooks.errors import CellError
from programme.workbooks.marking import xml
from programme.workbooks.marking.notes import MAIN
from programme.workbooks.marking.package import RELATED, Package
from programme.workbooks.marking.places import Sheet
from programme.workbooks.marking.xml import Edits
from programme.workbooks.spreadsheet import SheetEntry
from programme.workbooks.writing import called

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK = "xl/workbook.xml"
LANGUAGES = ("en", "es")


def heading() -> str:
    """The first cell of the sheet, by which it is known to be ours."""
    return _("What is wrong with the file as a whole")


def headings() -> set[str]:
    """The first cell of the sheet in each language."""
    found = set()
    for language in LANGUAGES:
        with override(language):
            found.add(heading())
    return found


def write(
    book: Package,
    entries: list[SheetEntry],
    errors: list[CellError],
    shared: Callable[[int], str],
) -> None:
    """List these errors in a sheet; an earlier one is written over."""
    earlier = next((one for one in entries if _is_ours(book, one, shared)), None)
    if earlier:
        book.write(earlier.part, _sheet(errors))
    elif errors:
        _add(book, {entry.name.lower() for entry in entries}, _sheet(errors))


def _is_ours(book: Package, entry: SheetEntry, shared: Callable[[int], str]) -> bool:
    """Whether a sheet is the one that an earlier marking added."""
    if entry.name.rstrip(" 0123456789") not in names.known_as(
        names.OURS, names.COLUMNS
    ):
        return False
    sheet = Sheet(book.read(entry.part), set(), shared, set())
    first = sheet.rows.get(sheet.header)
    said = {cell.said for cell in first.cells.values()} if first else set()
    return bool(said & headings())


def _sheet(errors: list[CellError]) -> bytes:
    said = [heading(), *(map(str, errors) if errors else [_("Nothing any more.")])]
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t xml:space="preserve">'
        f"{xml.text(text).decode()}</t></is></c></row>"
        for n, text in enumerate(said, start=1)
    )
    width = '<cols><col min="1" max="1" width="120" customWidth="1"/></cols>'
    return (
        f'<worksheet xmlns="{MAIN}">{width}<sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def _add(book: Package, taken: set[str], content: bytes) -> None:
    name = called(names.OURS, names.COLUMNS)
    number = 1
    while name.lower() in taken:
        number += 1
        name = f"{called(names.OURS, names.COLUMNS)} {number}"
    part = book.free_name("xl/worksheets/sheet%s.xml")
    book.write(part, content)
    book.declare(part, KIND)
    key = book.relate(BOOK, "worksheet", part)
    data = book.read(BOOK)
    elements = xml.outline(data)
    sheets = next(xml.named(elements, "sheets"))
    ids = [e.attributes.get("sheetId", "") for e in xml.named(elements, "sheet")]
    highest = max(
        (int(one) for one in ids if re.fullmatch("[0-9]{1,9}", one)), default=0
    )
    edits = Edits(data)
    edits.append_child(
        sheets,
        f"<{sheets.prefix}sheet xmlns:r={xml.attribute(RELATED)} "
        f"name={xml.attribute(name)} "
        f'sheetId="{highest + 1}" r:id={xml.attribute(key)}/>'.encode(),
    )
    book.write(BOOK, edits.done())

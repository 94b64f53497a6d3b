"""A workbook marked: each sheet with errors, and a sheet for those of the file."""

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook

from programme.workbooks import container, names, scan
from programme.workbooks.csvfile import read_csv
from programme.workbooks.errors import CellError, in_order
from programme.workbooks.marking import own, xml
from programme.workbooks.marking.notes import Notes
from programme.workbooks.marking.package import RELATED, Package
from programme.workbooks.marking.places import Sheet
from programme.workbooks.marking.sheet import Marks, Place, SheetWriter
from programme.workbooks.marking.styles import Styles
from programme.workbooks.shared import shared_texts
from programme.workbooks.spreadsheet import SheetEntry, list_sheets

LARGEST_SHEET = 150_000_000  # bytes of XML; one with 200,000 rows has 60 million


def mark_errors(path: Path, errors: Sequence[CellError], out: Path) -> None:
    """Write the file to `out` as .xlsx, offending cells coloured and with a note.

    Each sheet with errors gets a column `problems`, row by row; errors of the file or a
    sheet as a whole stand in a sheet of that name. An earlier marking is taken off
    first; all else stays as it was written. Raises ImportRefused where the file cannot
    be opened at all.
    """
    if container.starts_with(path).startswith(container.ZIP):
        _mark(path, errors, out)
        return
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        _from_csv(path, errors).save(book)
        _mark(book, errors, out)


def _from_csv(path: Path, errors: Sequence[CellError]) -> Workbook:
    sheet_name = next((error.sheet for error in errors if error.sheet), "")
    if not sheet_name:  # it was not read as CSV either
        raise container.damaged()
    raw = read_csv(path, sheet_name)
    book = Workbook()
    sheet = book.create_sheet(sheet_name, 0)
    del book[book.sheetnames[1]]
    for number, row in zip(raw.numbers, raw.rows, strict=True):
        for position, value in enumerate(row, start=1):
            if value:
                cell = sheet.cell(number, position, xml.writable(value))
                cell.data_type = "s"  # never a formula, whatever the text begins with
    return book


def _mark(path: Path, errors: Sequence[CellError], out: Path) -> None:
    with container.opened(path) as archive:
        entries = list_sheets(archive)
        container.inflate(archive, {})
        book = Package(archive)
        by_sheet = _by_sheet(errors, {entry.name for entry in entries})
        writer = _Writer(book)
        for entry in entries:
            writer.mark(entry, by_sheet[entry.name])
        writer.styles.save()
        own.write(book, entries, by_sheet[""], writer.text)
        content = book.whole()
    out.write_bytes(content)


def _by_sheet(errors: Sequence[CellError], there: set[str]) -> dict[str, list]:
    """Errors by sheet in order; under no name those that no cell shows."""
    by_sheet: dict[str, list[CellError]] = defaultdict(list)
    for error in in_order(list(errors)):
        by_sheet[error.sheet if error.sheet in there and error.row else ""].append(
            error
        )
    return by_sheet


class _Writer:
    """Marks sheets of one workbook."""

    def __init__(self, book: Package) -> None:
        self.book = book
        self.styles = Styles(book, book.related("xl/workbook.xml", "styles"))
        self.ours = names.known_as(names.OURS, names.COLUMNS)
        self.shared = cache(self._shared)

    def _shared(self) -> list[str]:
        part = self.book.related("xl/workbook.xml", "sharedStrings")
        return shared_texts(self.book.read(part)) if part else []

    def text(self, number: int) -> str:
        """A text that cells share, by its number."""
        texts = self.shared()
        return texts[number] if number < len(texts) else ""

    def mark(self, entry: SheetEntry, errors: list[CellError]) -> None:
        """Take earlier marks off a sheet and put these on."""
        notes = Notes(self.book, entry.part) if self.book.has(entry.part) else None
        if notes is None or not (errors or notes.ours):
            return
        data = self.book.read(entry.part)
        if len(data) > LARGEST_SHEET:
            message = _("The sheet is too large to be marked: mend what is listed.")
            raise container.refuse(message)
        by_cell, texts = _messages(errors)
        touched = by_cell.keys() | notes.ours.keys()
        wanted = {row for row, _column in touched}
        sheet = Sheet(data, wanted, self.text, self.ours)
        texts.pop(sheet.header, None)  # the header names our column; its notes tell
        marks = Marks(set(by_cell), set(notes.ours) - by_cell.keys(), texts)
        edits = SheetWriter(sheet, marks, self.styles).write()
        said = {place: "\n".join(messages) for place, messages in by_cell.items()}
        drawing = notes.write(said)
        if drawing and sheet.root and not sheet.notes:
            _refer(sheet, edits, drawing)
        self.book.write(entry.part, edits.done())


def _refer(sheet: Sheet, edits: xml.Edits, drawing: str) -> None:
    """Say in the sheet where its notes are drawn."""
    root = sheet.root
    if not root:
        return
    tag = (
        f"<{root.prefix}legacyDrawing xmlns:r={xml.attribute(RELATED)} "
        f"r:id={xml.attribute(drawing)}/>"
    ).encode()
    if sheet.behind_notes:
        edits.insert(sheet.behind_notes, tag)
    else:
        edits.append_child(root, tag)


def _messages(
    errors: list[CellError],
) -> tuple[dict[Place, list[str]], dict[int, str]]:
    """What is said of each cell, and in our column of each row."""
    by_cell: dict[Place, list[str]] = defaultdict(list)
    by_row: dict[int, list[str]] = defaultdict(list)
    for error in errors:
        label = f"{error.header}: " if error.header else f"{error.cell}: "
        by_row[error.row].append(f"{label}{error.message}")
        if found := scan.REFERENCE.fullmatch(error.cell.partition(":")[0]):
            by_cell[int(found[2]), scan.number_of(found[1])].append(error.message)
    return by_cell, {row: "\n".join(said) for row, said in by_row.items()}

"""Where the rows and cells of a sheet stand in its XML: those that marking touches."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from programme.workbooks.marking import xml
from programme.workbooks.marking.xml import Element
from programme.workbooks.scan import COLUMNS, REFERENCE, number_of

BEHIND_NOTES = {  # what stands behind the reference to a sheet's notes
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
}  # fmt: skip

LONG = 9  # digits that no number of a row or of a text has


@dataclass
class Cell:
    """A cell: its element, its column and, near the top, what it says."""

    element: Element
    column: int
    said: str = ""


@dataclass
class Row:
    """A row: its element and those of its cells that were kept."""

    element: Element
    number: int
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass
class Sheet:
    """What there is to know of a sheet to mark it; offsets into `data`.

    `wanted` are the rows whose cells are kept; `shared` gives a text of the workbook by
    its number, for the header; `ours` are the names of our own column.
    """

    data: bytes
    wanted: set[int]
    shared: Callable[[int], str]
    ours: set[str]
    rows: dict[int, Row] = field(default_factory=dict)
    starts: list[tuple[int, int]] = field(default_factory=list)  # number, offset
    used: set[int] = field(default_factory=set)  # columns that hold anything
    widths: list[Element] = field(default_factory=list)
    body: Element | None = None
    root: Element | None = None
    dimension: Element | None = None
    notes: Element | None = None
    behind_notes: int = 0
    header: int = 0
    named: int = 0  # the last column of the header that says anything
    column: int = 0  # our own, where it is there already

    def __post_init__(self) -> None:
        _Reader(self).read()

    @property
    def our_column(self) -> int:
        """Where our column is, or else the first free one behind the header."""
        if self.column:
            return self.column
        for first in (self.named + 1, 1):
            column = first
            while column in self.used:
                column += 1
            if column <= COLUMNS:
                break
        return column


class _Reader:
    """Reads a sheet's XML tag by tag."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.row: Row | None = None
        self.number = self.column = 0
        self.cell: Cell | None = None
        self.kept = False
        self.text: list[str] | None = None

    def read(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        xml.parse(self.parser, self.sheet.data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._start_cell(name, attributes)
        elif local in ("v", "is", "f"):
            self.sheet.used.add(self.column)
            if not self.sheet.header and local != "f":
                self.text = []
        elif local == "row":
            self._start_row(name, attributes)
        else:
            self._start_other(local, name, attributes)

    def _element(self, name: str, attributes: dict[str, str]) -> Element:
        at = self.parser.CurrentByteIndex
        return xml.element_at(self.sheet.data, at, name, attributes)

    def _start_row(self, name: str, attributes: dict[str, str]) -> None:
        said = attributes.get("r", "")
        is_number = said.isascii() and said.isdigit() and len(said) < LONG
        if self.row:
            raise zipfile.BadZipFile("a row within a row")
        self.number = int(said) if is_number else self.number + 1
        self.column = 0
        element = self._element(name, attributes)
        self.sheet.starts.append((self.number, element.start))
        self.row = Row(element, self.number)

    def _start_cell(self, name: str, attributes: dict[str, str]) -> None:
        found = REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = number_of(found[1]) if found else self.column + 1
        if self.cell:
            raise zipfile.BadZipFile("a cell within a cell")
        if found and int(found[2]) != self.number:
            raise zipfile.BadZipFile("a cell that stands in another row")
        sheet = self.sheet
        if (
            not sheet.header
            or self.number in sheet.wanted
            or self.column == sheet.column
        ):
            self.cell = Cell(self._element(name, attributes), self.column)
            if self.row:
                self.row.cells[self.column] = self.cell

    def _start_other(self, local: str, name: str, attributes: dict[str, str]) -> None:
        sheet = self.sheet
        if local == "sheetData":
            sheet.body = self._element(name, attributes)
        elif local == "worksheet":
            sheet.root = self._element(name, attributes)
        elif local == "dimension":
            sheet.dimension = self._element(name, attributes)
        elif local == "col":
            sheet.widths.append(self._element(name, attributes))
        elif local == "legacyDrawing":
            sheet.notes = self._element(name, attributes)
        elif local in BEHIND_NOTES and not sheet.behind_notes:
            sheet.behind_notes = self.parser.CurrentByteIndex

    def _text(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def _end(self, name: str) -> None:
        local, at = name.rpartition(":")[2], self.parser.CurrentByteIndex
        if local in ("v", "is"):
            if self.text is not None and self.cell:
                self.cell.said = self._said("".join(self.text))
            self.text = None
        elif local == "c" and self.cell:
            self.cell.element.end = xml.end_of(self.sheet.data, self.cell.element, at)
            self.cell = None
        elif local == "row" and self.row:
            self._end_row(self.row, at)
        elif local == "sheetData" and self.sheet.body:
            self.sheet.body.end = xml.end_of(self.sheet.data, self.sheet.body, at)
        elif local == "worksheet" and self.sheet.root:
            self.sheet.root.end = xml.end_of(self.sheet.data, self.sheet.root, at)

    def _said(self, text: str) -> str:
        kind = self.cell.element.attributes.get("t") if self.cell else ""
        if kind != "s":
            return text
        is_number = text.isascii() and text.isdigit() and len(text) < LONG
        return self.sheet.shared(int(text)) if is_number else ""

    def _end_row(self, row: Row, at: int) -> None:
        sheet = self.sheet
        row.element.end = xml.end_of(sheet.data, row.element, at)
        said = {cell.column: cell.said.strip() for cell in row.cells.values()}
        if not sheet.header and any(said.values()):
            sheet.header = row.number
            sheet.named = max(column for column, text in said.items() if text)
            found = [column for column, text in said.items() if text in sheet.ours]
            sheet.column = found[0] if found else 0
            sheet.rows[row.number] = row
        elif row.number in sheet.wanted or sheet.column in row.cells:
            sheet.rows[row.number] = row
        self.row = None

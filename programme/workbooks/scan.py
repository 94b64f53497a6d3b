"""What a sheet's XML says that its values do not: merged cells, formulas, far cells.

An ordinary sheet is passed by searching bytes. Whatever is out of the ordinary is read
again by an XML parser, tag by tag, which decides.
"""

import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from programme.workbooks.container import CHUNK, part_name
from programme.workbooks.errors import CellError, Problems

COLUMNS = 52  # A to AZ
ROWS = 299_999
CELLS = 6_000_000  # last row times last column
# a cell without a plain reference, beyond column AZ or beyond row 99,999, 299,999
UNUSUAL = re.compile(rb'<c(?! r="A?[A-Z][0-9]{1,5}"|[A-Za-z])')
TOO_UNUSUAL = re.compile(rb'<c(?! r="A?[A-Z](?:[0-9]{1,5}|[12][0-9]{5})"|[A-Za-z])')
# a cell so far from the first that the area between may hold more than CELLS
DENSE = re.compile(
    rb'<c r="(?:[A-Z]2[3-9][0-9]{4}|A[A-Z](?:1[1-9][0-9]{4}|2[0-9]{5}))"'
)
PREFIXED = re.compile(rb":c[ \t\r\n/>]")
FAR = re.compile(rb'<c r="[A-Z]+[0-9]{5}')
VERY_FAR = re.compile(rb'<c r="(?:[A-Z]+[0-9]{6}|[A-Z]{2}[0-9]{5})')
FORMULAS = (b"<f>", b"<f ", b"<f/")
HIDDEN = b' hidden="'
HIDDEN_ROW = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
HIDDEN_COLUMN = re.compile(rb'<col [^>]*hidden="(?:1|true)"[^>]*>')
FIRST_AND_LAST = re.compile(rb' (?:min|max)="(\d{1,5})"')
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass
class Glance:
    """The first, quick reading of a sheet's bytes, handed over in pieces.

    `may_share`: whether the workbook has texts that cells can share.
    """

    may_share: bool = True
    rows: int = 0
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    shared: int = 0  # cells whose text is shared
    _telling: bool = False
    _far: bool = False
    _very_far: bool = False

    def __call__(self, piece: bytes) -> None:
        self.rows += piece.count(b"<row")
        if HIDDEN in piece:
            self.hidden_rows += len(HIDDEN_ROW.findall(piece))
            for column in HIDDEN_COLUMN.findall(piece):
                self.hidden_columns.update(_columns_of(column))
        if self.may_share:
            self.shared += piece.count(b'"s"') + piece.count(b"'s'")
        self._telling = self._telling or _is_telling(piece)
        if is_sparse(10_000, self.rows):  # only so far: many rows may reach far
            self._far = self._far or bool(FAR.search(piece))
        if is_sparse(100_000, self.rows):
            self._very_far = self._very_far or bool(VERY_FAR.search(piece))

    @property
    def wants_a_closer_look(self) -> bool:
        """Whether the bytes alone do not show that the sheet is an ordinary one."""
        return (
            self._telling
            or (self._far and is_sparse(10_000, self.rows))
            or (self._very_far and is_sparse(100_000, self.rows))
        )


def _is_telling(piece: bytes) -> bool:
    """Whether the piece holds what only a parser can judge."""
    return (
        (UNUSUAL.search(piece) is not None and _is_too_unusual(piece))
        or b'="e"' in piece
        or (b"<f" in piece and any(start in piece for start in FORMULAS))
        or (b":" in piece and bool(PREFIXED.search(piece)))
        or b"<mergeCell" in piece[max(piece.rfind(b"</row>"), 0) :]
    )


def _is_too_unusual(piece: bytes) -> bool:
    return bool(TOO_UNUSUAL.search(piece) or DENSE.search(piece))


def _columns_of(tag: bytes) -> range:
    """The columns, of those that are read, that a tag speaks of."""
    places = [int(number) for number in FIRST_AND_LAST.findall(tag)]
    if not places:
        return range(0)
    return range(min(places), min(max(places), COLUMNS) + 1)


def is_sparse(last_row: int, rows: int) -> bool:
    """Whether the last row stands far below the number of rows there are."""
    return last_row >= 10_000 and rows * 10 < last_row


@dataclass
class CloseLook:
    """The second, exact reading of a sheet: every cell with its place and content."""

    merged: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)  # without a value
    calculated: dict[str, str] = field(default_factory=dict)  # cell to formula
    mistakes: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0
    last_row: int = 0
    last_column: int = 0
    lowest: str = ""
    rightmost: str = ""
    _row: int = 0
    _column: int = 0
    _type: str = ""
    _stored: bool = False
    _text: str | None = None
    _said: list[str] | None = None  # of a formula

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        match name.rpartition(":")[2]:
            case "row":
                self.rows += 1
                self._row = _whole(attributes.get("r")) or self._row + 1
                self._column = 0
            case "c":
                self._start_cell(attributes)
            case "f":
                self._said = []
            case "v":
                self._text = ""
            case "is":
                self._stored = True
            case "mergeCell":
                self.merged.append(attributes.get("ref", ""))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        found = REFERENCE.fullmatch(attributes.get("r", "").upper())
        self._column += 1
        if found:
            self._column, self._row = number_of(found[1]), int(found[2])
        self._type = attributes.get("t", "")
        self._stored = False
        self._said = None

    def text(self, data: str) -> None:
        """Text between tags."""
        if self._text is not None:
            self._text += data
        elif self._said is not None and not self._stored:
            self._said.append(data)

    def end(self, name: str) -> None:
        """A tag ends."""
        match name.rpartition(":")[2]:
            case "v":
                self._stored |= bool(self._text) or self._type == "str"
                if self._type == "e":
                    self.mistakes.append((self._place(), self._text or ""))
                self._text = None
            case "c" if self._said is not None and not self._stored:
                self.formulas.append(self._place())
                self._reach()
            case "c" if self._stored:
                if self._said is not None:
                    formula = "".join(self._said).strip()
                    self.calculated[self._place()] = f"={formula or '…'}"
                self._reach()

    def _reach(self) -> None:
        if self._row > self.last_row:
            self.last_row, self.lowest = self._row, self._place()
        if self._column > self.last_column:
            self.last_column, self.rightmost = self._column, self._place()

    def _place(self) -> str:
        return f"{letters_of(self._column)}{self._row}"


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def number_of(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def look_closer(archive: zipfile.ZipFile, part: str) -> CloseLook:
    """Parse a sheet whose size was checked; raises BadZipFile where it is no XML."""
    look = CloseLook()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    name = next(n for n in archive.namelist() if part_name(n) == part)
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
                if look.last_row > ROWS or look.last_column > COLUMNS:
                    return look  # it is not read: nothing more need be known
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise zipfile.BadZipFile("a sheet is no XML") from error
    return look


def report(sheet: str, look: CloseLook, problems: Problems) -> None:
    """Note what keeps this sheet from being read."""

    def note(cell: str, message: str) -> None:
        problems.add(CellError(sheet, cell, "", "", message))

    for cell in look.merged:
        note(cell, _("Cells are merged: unmerge them and fill in each one."))
    without_value = _(
        "A formula without a stored value: save the file in a spreadsheet program, or "
        "write the value."
    )
    for cell in look.formulas:
        problems.of_value(CellError(sheet, cell, "", "", without_value))
    for cell, shown in look.mistakes:
        message = _("The cell shows an error: write its value.")
        problems.of_value(CellError(sheet, cell, "", shown, message))
    if message := why_too_far(look):
        note(look.rightmost if look.last_column > COLUMNS else look.lowest, message)


def why_too_far(look: CloseLook) -> str:
    """Why a sheet reaches too far to be read; empty where it does not."""
    limits = {"columns": letters_of(COLUMNS), "rows": f"{ROWS:,}"}
    if look.last_column > COLUMNS:
        return _("There is a value beyond column %(columns)s: delete it.") % limits
    if look.last_row > ROWS:
        return _("There is a value beyond row %(rows)s: delete it.") % limits
    if is_sparse(look.last_row, look.rows) or look.last_row * look.last_column > CELLS:
        return _("The last value stands far from the table: delete what is not of it.")
    return ""

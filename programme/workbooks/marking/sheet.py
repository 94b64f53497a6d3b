"""The marks of one sheet: coloured cells, notes, and our column, row by row."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

from programme.workbooks import names
from programme.workbooks.marking import xml
from programme.workbooks.marking.places import Cell, Row, Sheet
from programme.workbooks.marking.styles import Styles
from programme.workbooks.marking.xml import Edits
from programme.workbooks.scan import letters_of
from programme.workbooks.writing import called

LAST_COLUMN = 16_384
LONGEST = 32_000  # characters that a cell takes, and some to spare
WIDTH = 90  # a sentence fits: rows that have a height of their own hide the rest
Place = tuple[int, int]  # a row and a column


@dataclass
class Marks:
    """What a sheet is to show: cells to colour, cells to take the colour off, texts."""

    coloured: set[Place] = field(default_factory=set)
    plain: set[Place] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)  # of our column, by row


class SheetWriter:
    """Writes the marks into a sheet's XML."""

    def __init__(self, sheet: Sheet, marks: Marks, styles: Styles) -> None:
        self.sheet, self.marks, self.styles = sheet, marks, styles
        self.edits = Edits(sheet.data)
        self.prefix = sheet.body.prefix if sheet.body else ""
        self.column = sheet.our_column
        self.added = b""  # rows below the last one
        self.texts = dict(marks.texts) if self.column <= LAST_COLUMN else {}

    def write(self) -> Edits:
        """All edits of the sheet's rows, and of what is said of its columns."""
        if self.texts:
            header = self.sheet.header or 1
            self.texts[header] = called(names.OURS, names.COLUMNS)
        columns: dict[int, set[int]] = defaultdict(set)
        for number, column in self.marks.coloured | self.marks.plain:
            columns[number].add(column)
        for number in sorted({*columns, *self.texts, *self.sheet.rows}):
            self._write_row(number, columns[number])
        if self.added and self.sheet.body:
            self.edits.append_child(self.sheet.body, self.added)
        if self.texts:
            self._widen()
            self._reach()
        return self.edits

    def _write_row(self, number: int, columns: set[int]) -> None:
        row = self.sheet.rows.get(number)
        new = {column: self._cell(row, number, column) for column in columns}
        ours = row.cells.get(self.column) if row else None
        is_named = self.sheet.column and number == self.sheet.header
        if number in self.texts and not is_named:
            new[self.column] = self._text_cell(ours, number)
        elif ours and number > self.sheet.header and self.column == self.sheet.column:
            new[self.column] = b""
        if not new:
            return
        if row:
            self._into(row, new)
        else:
            self._insert_row(number, new)

    def _cell(self, row: Row | None, number: int, column: int) -> bytes:
        """The cell with its colour put on or taken off; what it holds stays."""
        cell = row.cells.get(column) if row else None
        style = self._style(row, cell, column)
        is_coloured = (number, column) in self.marks.coloured
        change = self.styles.marked if is_coloured else self.styles.unmarked
        style = change(style)
        if not cell:
            place = f"{letters_of(column)}{number}"
            return f'<{self.prefix}c r="{place}" s="{style}"/>'.encode()
        element, data = cell.element, self.sheet.data
        tag = xml.with_attribute(data[element.start : element.opened], "s", style)
        return tag + data[element.opened : element.end]

    def _style(self, row: Row | None, cell: Cell | None, column: int) -> int:
        """The style that a cell has of its own, by its row or by its column."""
        if cell:
            return _whole(cell.element.attributes.get("s"))
        if row and "s" in row.element.attributes:
            return _whole(row.element.attributes["s"])
        for width in self.sheet.widths:
            first, last = (_whole(width.attributes.get(n)) for n in ("min", "max"))
            if first <= column <= last:
                return _whole(width.attributes.get("style"))
        return 0

    def _text_cell(self, ours: Cell | None, number: int) -> bytes:
        place, p = f"{letters_of(self.column)}{number}", self.prefix
        said = xml.text(self.texts[number][:LONGEST]).decode()
        style = self._text_style(ours, number)
        return (
            f'<{p}c r="{place}" s="{style}" t="inlineStr"><{p}is>'
            f'<{p}t xml:space="preserve">{said}</{p}t></{p}is></{p}c>'
        ).encode()

    def _text_style(self, ours: Cell | None, number: int) -> int:
        """That of an earlier text; the header's looks as the one beside it."""
        if ours and self.sheet.column:
            return _whole(ours.element.attributes.get("s"))
        header = self.sheet.rows.get(self.sheet.header)
        beside = header.cells.get(self.sheet.named) if header else None
        if beside and number == self.sheet.header:
            style = _whole(beside.element.attributes.get("s"))
            return self.styles.unmarked(style)
        return self.styles.wrapped

    def _into(self, row: Row, new: dict[int, bytes]) -> None:
        """Put the cells into their row, in order of column."""
        element = row.element
        tag = self.sheet.data[element.start : element.opened]
        if element.closed:
            cells = b"".join(new[column] for column in sorted(new))
            opened = xml.without_attribute(tag[:-2].rstrip() + b">", "spans")
            end = f"</{element.name}>".encode()
            self.edits.replace(element.start, element.opened, opened + cells + end)
            return
        if "spans" in element.attributes:
            tag = xml.without_attribute(tag, "spans")
            self.edits.replace(element.start, element.opened, tag)
        end_tag = self.sheet.data.rindex(b"</", element.opened, element.end)
        for column in sorted(new):
            if cell := row.cells.get(column):
                self.edits.replace(cell.element.start, cell.element.end, new[column])
                continue
            behind = [c for n, c in row.cells.items() if n > column]
            at = min((c.element.start for c in behind), default=end_tag)
            self.edits.insert(at, new[column])

    def _insert_row(self, number: int, new: dict[int, bytes]) -> None:
        p = self.prefix
        cells = b"".join(new[column] for column in sorted(new))
        row = f'<{p}row r="{number}">'.encode() + cells + f"</{p}row>".encode()
        later = bisect_left(self.sheet.starts, (number, 0))
        if later < len(self.sheet.starts):
            self.edits.insert(self.sheet.starts[later][1], row)
        else:
            self.added += row

    def _widen(self) -> None:
        """Give our column a width, unless something is said of it already."""
        sheet, p, at = self.sheet, self.prefix, self.column
        column = f'<{p}col min="{at}" max="{at}" width="{WIDTH}" customWidth="1"/>'
        said = column.encode()
        ranges = [
            (_whole(one.attributes.get("min")), _whole(one.attributes.get("max")), one)
            for one in sheet.widths
        ]
        if any(first <= at <= last for first, last, _one in ranges):
            return
        behind = [one.start for first, _last, one in ranges if first > at]
        if behind:
            self.edits.insert(min(behind), said)
        elif ranges:
            self.edits.insert(
                self.sheet.data.index(b">", ranges[-1][2].start) + 1, said
            )
        elif sheet.body:
            start, end = f"<{p}cols>".encode(), f"</{p}cols>".encode()
            self.edits.insert(sheet.body.start, start + said + end)

    def _reach(self) -> None:
        """Let the sheet's stated extent take in our column."""
        stated = self.sheet.dimension
        corner = stated.attributes.get("ref", "") if stated else ""
        first, _colon, last = corner.partition(":")
        rows = "".join(c for c in last or first if c.isdigit())
        letters = "".join(c for c in last or first if c.isalpha())
        if stated and rows and letters and len(letters) < len("ABCD"):
            from_column = max(self.column, sum_of(letters))
            reach = f"{first}:{letters_of(from_column)}{rows}"
            self.edits.set_attribute(stated, "ref", reach)


def sum_of(letters: str) -> int:
    """The number of a column by its letters, in capitals or not."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _whole(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() else 0

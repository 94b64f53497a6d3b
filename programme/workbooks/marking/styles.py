"""Styles of marked cells: each keeps its own but for the fill, which can be taken off.

The colour that a cell had waits as the second colour of the fill, which a plain fill
does not show: an earlier marking is taken off even after other programs saved the file.
"""

import re
from functools import cached_property

from programme.workbooks.marking import xml
from programme.workbooks.marking.package import Package
from programme.workbooks.marking.xml import Edits, Element

PINK = "FFF4B6B6"
OURS = re.compile(
    rb"<(?:\w+:)?fgColor[^>]*\brgb\s*=\s*[\"']FFF4B6B6[\"']", re.IGNORECASE
)
NONE = b'indexed="64"'  # the colour of no colour
NO_FILL = 0


class Styles:
    """The styles of a workbook; cells name them by their number."""

    def __init__(self, book: Package, part: str) -> None:
        self.book, self.part = book, part
        self.data = book.read(part) if part and book.has(part) else b""
        self.formats: list[bytes] = []
        self.fills: list[bytes] = []
        self.made: dict[tuple[int, str], int] = {}
        self._read()

    def __bool__(self) -> bool:
        return bool(self.formats and self.fills)

    def _read(self) -> None:
        elements = xml.outline(self.data) if self.data else []
        self.lists = {one.local: one for one in xml.named(elements, "fills", "cellXfs")}
        for element in elements:
            whole = self.data[element.start : element.end]
            if element.parent is self.lists.get("fills") and element.local == "fill":
                self.fills.append(whole)
            elif element.parent is self.lists.get("cellXfs") and element.local == "xf":
                self.formats.append(whole)
        self.known = len(self.formats), len(self.fills)

    def marked(self, number: int) -> int:
        """The style of a cell of this style once it is marked."""
        return self._with_fill(number, "marked") if self else number

    def unmarked(self, number: int) -> int:
        """The style of a cell as it was before it was marked."""
        return self._with_fill(number, "unmarked") if self else number

    @cached_property
    def wrapped(self) -> int:
        """The style of our own texts: broken into lines, from the top."""
        if not self:
            return 0
        prefix = self.lists["cellXfs"].prefix
        self.formats.append(
            f'<{prefix}xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" '
            f'applyAlignment="1"><{prefix}alignment vertical="top" wrapText="1"/>'
            f"</{prefix}xf>".encode()
        )
        return len(self.formats) - 1

    def _with_fill(self, number: int, how: str) -> int:
        if (number, how) in self.made:
            return self.made[number, how]
        style = self.formats[number] if number < len(self.formats) else self.formats[0]
        fill = self._fill_of(style)
        is_ours = bool(OURS.search(fill))
        if is_ours == (how == "marked"):
            return number
        new = self._pink(fill) if how == "marked" else self._earlier(fill)
        tag = xml.TAG.match(style)
        rest = style[tag.end() :] if tag else b""
        first = xml.with_attribute(tag[0] if tag else style, "fillId", new)
        self.made[number, how] = self._format(first, rest)
        return self.made[number, how]

    def _format(self, tag: bytes, rest: bytes) -> int:
        style = xml.with_attribute(tag, "applyFill", 1) + rest
        if style not in self.formats:
            self.formats.append(style)
        return self.formats.index(style)

    def _fill_of(self, style: bytes) -> bytes:
        found = re.search(rb"\sfillId\s*=\s*[\"'](\d+)[\"']", style)
        number = int(found[1]) if found else NO_FILL
        return self.fills[number] if number < len(self.fills) else b""

    def _pink(self, fill: bytes) -> int:
        colour = _colour(fill, b"fgColor") if b'"solid"' in fill else b""
        return self._add(f' rgb="{PINK}"'.encode(), colour or b" " + NONE)

    def _earlier(self, fill: bytes) -> int:
        colour = _colour(fill, b"bgColor")
        if not colour or NONE in colour or PINK.encode() in colour.upper():
            return NO_FILL
        return self._add(colour, b" " + NONE)

    def _add(self, front: bytes, back: bytes) -> int:
        p = self.lists["fills"].prefix.encode()
        fill = (
            b'<%sfill><%spatternFill patternType="solid"><%sfgColor%s/><%sbgColor%s/>'
            b"</%spatternFill></%sfill>" % (p, p, p, front, p, back, p, p)
        )
        if fill not in self.fills:
            self.fills.append(fill)
        return self.fills.index(fill)

    def save(self) -> None:
        """Write the new styles behind those there were, whose numbers stay."""
        known = dict(zip(("cellXfs", "fills"), self.known, strict=True))
        edits = Edits(self.data)
        for name, all_now in (("cellXfs", self.formats), ("fills", self.fills)):
            if len(all_now) > known[name]:
                self._append(edits, self.lists[name], all_now[known[name] :])
        if edits.made:
            self.book.write(self.part, edits.done())

    def _append(self, edits: Edits, parent: Element, new: list[bytes]) -> None:
        count = (self.known[0] if parent.local == "cellXfs" else self.known[1]) + len(
            new
        )
        edits.set_attribute(parent, "count", count)
        edits.append_child(parent, b"".join(new))


def _colour(fill: bytes, which: bytes) -> bytes:
    """The attributes of a fill's first or second colour."""
    found = re.search(rb"<(?:\w+:)?%s(\s[^>]*?)\s*/?>" % which, fill)
    return found[1] if found else b""

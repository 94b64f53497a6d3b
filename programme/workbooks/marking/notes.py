"""The notes of a sheet: ours come and go, those of people stay."""

import re
from dataclasses import dataclass, field

from programme.workbooks.marking import xml
from programme.workbooks.marking.package import Package
from programme.workbooks.marking.sheet import Place
from programme.workbooks.marking.xml import Edits, Element
from programme.workbooks.scan import REFERENCE, letters_of, number_of

AUTHOR = "hrbudget"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SHAPE = re.compile(rb"<v:shape\s.*?</v:shape>\s*", re.DOTALL)
PLACE = re.compile(
    rb"<x:Row>\s*(\d+)\s*</x:Row>.*?<x:Column>\s*(\d+)\s*</x:Column>", re.DOTALL
)
FIRST_SHAPE = 9000  # the number of our first shape; others begin at 1025
EMPTY_COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors></authors><commentList></commentList>'
    "</comments>"
).encode()
EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
DRAWN = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    'width:240pt;height:90pt;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>'
    '<v:textbox><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},15,{top},2,{right},15,{bottom},4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)


@dataclass
class Notes:
    """The notes of one sheet: `ours` from an earlier marking, `others` of people."""

    book: Package
    sheet: str
    part: str = ""
    ours: dict[Place, Element] = field(default_factory=dict)
    others: set[Place] = field(default_factory=set)
    data: bytes = EMPTY_COMMENTS

    def __post_init__(self) -> None:
        self.part = self.book.related(self.sheet, "comments")
        if self.part:
            self.data = self.book.read(self.part)
        elements = xml.outline(self.data)
        self.lists = {e.local: e for e in xml.named(elements, "authors", "commentList")}
        self.authors = [
            xml.plain_text(self.data, one) for one in xml.named(elements, "author")
        ]
        for comment in xml.named(elements, "comment"):
            self._sort(comment)

    def _sort(self, comment: Element) -> None:
        found = REFERENCE.fullmatch(comment.attributes.get("ref", ""))
        number = comment.attributes.get("authorId", "")
        if not found:
            return
        place = int(found[2]), number_of(found[1])
        known = number.isdigit() and int(number) < len(self.authors)
        if known and self.authors[int(number)] == AUTHOR:
            self.ours[place] = comment
        else:
            self.others.add(place)

    def write(self, said: dict[Place, str]) -> str:
        """Take our earlier notes off and put these on; the key of the drawing, if new.

        A cell that has a note of somebody's keeps it and gets none of ours.
        """
        new = {place: said[place] for place in sorted(said) if place not in self.others}
        if not new and not self.ours:
            return ""
        edits = Edits(self.data)
        for comment in self.ours.values():
            edits.replace(comment.start, comment.end, b"")
        if new:
            self._add(edits, new)
        if not self.part:
            self.part = self.book.free_name("xl/comments%s.xml")
            self.book.declare(self.part, COMMENTS)
            self.book.relate(self.sheet, "comments", self.part)
        self.book.write(self.part, edits.done())
        return self._draw(new)

    def _add(self, edits: Edits, new: dict[Place, str]) -> None:
        p = self.lists["commentList"].prefix
        if AUTHOR not in self.authors:
            author = f"<{p}author>{AUTHOR}</{p}author>".encode()
            edits.append_child(self.lists["authors"], author)
            self.authors.append(AUTHOR)
        number = self.authors.index(AUTHOR)
        comments = [
            f'<{p}comment ref="{letters_of(column)}{row}" authorId="{number}"><{p}text>'
            f'<{p}t xml:space="preserve">{xml.text(text).decode()}</{p}t></{p}text>'
            f"</{p}comment>"
            for (row, column), text in new.items()
        ]
        edits.append_child(self.lists["commentList"], "".join(comments).encode())

    def _draw(self, new: dict[Place, str]) -> str:
        """Each note needs a shape; the key of the drawing where the sheet had none."""
        part = self.book.related(self.sheet, "vmlDrawing")
        data = self.book.read(part) if part else EMPTY_DRAWING

        def kept(shape: re.Match) -> bytes:
            found = PLACE.search(shape[0])
            is_ours = found and (int(found[1]) + 1, int(found[2]) + 1) in self.ours
            return b"" if is_ours else shape[0]

        data = SHAPE.sub(kept, data)
        taken = {int(n) for n in re.findall(rb"_x0000_s(\d+)", data)}
        first = max({FIRST_SHAPE, *taken}) + 1
        drawn = "".join(
            _shape(first + n, row, column) for n, (row, column) in enumerate(new)
        )
        end = data.rindex(b"</")
        data = data[:end] + drawn.encode() + data[end:]
        if part:
            self.book.write(part, data)
            return ""
        part = self.book.free_name("xl/drawings/vmlDrawing%s.vml")
        self.book.declare_ending("vml", VML)
        self.book.write(part, data)
        return self.book.relate(self.sheet, "vmlDrawing", part)


def _shape(number: int, row: int, column: int) -> str:
    """The box of a note, beside its cell."""
    return DRAWN.format(
        number=number,
        left=column,
        right=column + 4,
        top=max(row - 2, 0),
        bottom=row + 4,
        row=row - 1,
        column=column - 1,
    )

"""Parts of a workbook edited by the bytes: what is not edited stays as it was written.

A parser says where each tag begins and ends; the edits are spliced in between.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr, unescape

TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
ESCAPE = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
FIRST_SURROGATE, SUBSTITUTE = 0xD800, 0x1A
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Element:
    """An element and its place: `start` to `opened` its first tag, `end` behind all."""

    name: str
    attributes: dict[str, str]
    start: int
    opened: int
    closed: bool  # one tag that is both, as in <row/>
    end: int = 0
    parent: "Element | None" = None

    @property
    def local(self) -> str:
        """The name without the prefix of its namespace."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, or nothing."""
        before, colon, _local = self.name.rpartition(":")
        return before + colon


@dataclass
class Edits:
    """Pieces to put in the place of others, in one part."""

    data: bytes
    made: list[tuple[int, int, bytes]] = field(default_factory=list)

    def replace(self, start: int, end: int, content: bytes) -> None:
        """Put this in the place of those bytes."""
        self.made.append((start, end, content))

    def insert(self, at: int, content: bytes) -> None:
        """Put this before the byte at that place."""
        self.replace(at, at, content)

    def append_child(self, parent: Element, child: bytes) -> None:
        """Put this last into an element, which may be one tag so far."""
        if parent.closed:
            tag = self.data[parent.start : parent.opened - 2].rstrip()
            name = parent.name.encode()
            whole = tag + b">" + child + b"</" + name + b">"
            self.replace(parent.start, parent.opened, whole)
        else:
            self.insert(self.data.rindex(b"</", parent.opened, parent.end), child)

    def set_attribute(self, element: Element, name: str, value: object) -> None:
        """Give the element this attribute, whether it had it or not."""
        tag = self.data[element.start : element.opened]
        self.replace(element.start, element.opened, with_attribute(tag, name, value))

    def done(self) -> bytes:
        """The part with all edits; at one place they stand in the order made."""
        pieces, at = [], 0
        for start, end, content in sorted(self.made, key=lambda edit: edit[:2]):
            if start < at:
                raise zipfile.BadZipFile("elements that stand within one another")
            pieces += [self.data[at:start], content]
            at = end
        return b"".join([*pieces, self.data[at:]])


def with_attribute(tag: bytes, name: str, value: object) -> bytes:
    """A tag that has this attribute, whether it had it or not."""
    said = f" {name}={quoteattr(str(value))}".encode()
    plain = re.compile(rb"""\s%s\s*=\s*(?:"[^"]*"|'[^']*')""" % name.encode())
    if plain.search(tag):
        return plain.sub(lambda _found: said, tag, count=1)
    end = -2 if tag.endswith(b"/>") else -1
    return tag[:end].rstrip() + said + tag[end:]


def without_attribute(tag: bytes, name: str) -> bytes:
    """A tag that has not got this attribute."""
    plain = rb"""\s%s\s*=\s*(?:"[^"]*"|'[^']*')""" % name.encode()
    return re.sub(plain, b"", tag, count=1)


def element_at(data: bytes, at: int, name: str, attributes: dict) -> Element:
    """The element whose first tag stands at this place."""
    found = TAG.match(data, at)
    if not found:
        raise zipfile.BadZipFile("a tag that does not end")
    return Element(name, attributes, at, found.end(), found[0].endswith(b"/>"))


def end_of(data: bytes, element: Element, at: int) -> int:
    """Where an element ends, the parser telling of its end at this place."""
    return element.opened if element.closed else data.index(b">", at) + 1


def outline(data: bytes) -> list[Element]:
    """Every element of a small part in order; raises BadZipFile where it is no XML."""
    found: list[Element] = []
    within: list[Element] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        element = element_at(data, parser.CurrentByteIndex, name, attributes)
        element.parent = within[-1] if within else None
        found.append(element)
        within.append(element)

    def end(_name: str) -> None:
        element = within.pop()
        element.end = end_of(data, element, parser.CurrentByteIndex)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, data)
    return found


def parse(parser: expat.XMLParserType, data: bytes) -> None:
    """Run the parser over a whole part; raises BadZipFile where it is no XML."""
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise zipfile.BadZipFile("a part is no XML") from error


def named(elements: Iterable[Element], *local: str) -> Iterator[Element]:
    """Those of these names."""
    return (element for element in elements if element.local in local)


def text(said: str) -> bytes:
    """A text as XML holds it."""
    return escape(writable(said)).encode()


def writable(said: str) -> str:
    """The text as a workbook can hold it: what it would read as a sign is escaped."""
    escaped = ESCAPE.sub(r"_x005F\g<0>", said)
    return UNWRITABLE.sub(_substitute, escaped)


def _substitute(found: re.Match[str]) -> str:
    """How a workbook writes a sign that XML cannot: as its number."""
    number = ord(found[0])
    return f"_x{number if number < FIRST_SURROGATE else SUBSTITUTE:04X}_"


def attribute(value: object) -> str:
    """A value as an attribute holds it, in quotes."""
    return quoteattr(str(value))


def plain_text(data: bytes, element: Element) -> str:
    """What an element without elements in it says."""
    inner = data[element.opened : data.rfind(b"</", element.opened, element.end)]
    return unescape(inner.decode()) if not element.closed else ""

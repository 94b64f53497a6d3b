"""The texts that the cells of a workbook share, each named by its number."""

import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from programme.workbooks.container import CHUNK, part_name, refuse

PART = "xl/sharedstrings.xml"
CHARACTERS = 200_000_000  # of all cells of a sheet together
NUMBER = re.compile(rb"[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})")


@dataclass
class SharedTexts:
    """Reads the part tag by tag; how a text is pronounced is no part of it."""

    texts: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _within: bool = False
    _spoken: bool = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """A tag begins."""
        match name.rpartition(":")[2]:
            case "si":
                self._pieces = []
            case "t":
                self._within = not self._spoken
            case "rPh":
                self._spoken = True

    def text(self, data: str) -> None:
        """Text between tags."""
        if self._within:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        """A tag ends."""
        match name.rpartition(":")[2]:
            case "si":
                self.texts.append("".join(self._pieces))
            case "t":
                self._within = False
            case "rPh":
                self._spoken = False


def shared_texts(data: bytes) -> list[str]:
    """The texts of the part, by their number; raises BadZipFile where it is no XML."""
    found = SharedTexts()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise zipfile.BadZipFile("the shared texts are no XML") from error
    return found.texts


@dataclass
class SharedGlance:
    """The first, quick reading of the part: how long its longest text may be."""

    longest: int = 0
    _open: int = 0  # bytes since the last item began, in pieces before

    def __call__(self, piece: bytes) -> None:
        items = piece.split(b"<si")
        self.longest = max(self.longest, self._open + len(items[0]), *map(len, items))
        self._open = len(items[-1]) + (self._open if len(items) == 1 else 0)


def refuse_too_long(
    archive: zipfile.ZipFile, part: str, cells: int, texts: SharedGlance
) -> None:
    """Refuse a sheet whose cells repeat texts without measure; raises ImportRefused.

    `cells`: how many of them name a shared text.
    """
    if cells * texts.longest <= CHARACTERS:
        return
    names = {part_name(name): name for name in archive.namelist()}
    lengths = list(map(len, shared_texts(archive.read(names[PART]))))
    said = 0
    with archive.open(names[part]) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            piece = tail + chunk
            end = piece.rfind(b"<c ") if len(chunk) == CHUNK else len(piece)
            tail = piece[max(end, 0) :]
            said += sum(
                lengths[int(number)]
                for number in NUMBER.findall(piece[: max(end, 0)])
                if int(number) < len(lengths)
            )
    if said > CHARACTERS:
        raise refuse(
            _("The texts of a sheet have more than %(most)s characters in all.")
            % {"most": f"{CHARACTERS:,}"}
        )

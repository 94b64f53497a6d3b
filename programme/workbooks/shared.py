"""The texts that the cells of a workbook share, each named by its number."""

import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat


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

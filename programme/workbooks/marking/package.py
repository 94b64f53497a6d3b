"""The parts of a workbook: read one by one, written back as they were but for some."""

import posixpath
import zipfile
from functools import cached_property
from io import BytesIO

from programme.workbooks.container import part_name
from programme.workbooks.marking import xml
from programme.workbooks.marking.xml import Edits, Element

TYPES = "[Content_Types].xml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Package:
    """An open workbook and the parts of it that are to be written anew."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.changed: dict[str, bytes] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        """The parts as the zip calls them, by the name that readers compare."""
        return {part_name(name): name for name in self.archive.namelist()}

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part_name(part) in self.names or part in self.changed

    def read(self, part: str) -> bytes:
        """What a part holds now; raises BadZipFile where there is none."""
        name = self.names.get(part_name(part), part)
        if name in self.changed:
            return self.changed[name]
        if part_name(part) not in self.names:
            raise zipfile.BadZipFile(f"no {part}")
        return self.archive.read(name)

    def write(self, part: str, content: bytes) -> None:
        """Put this in the place of the part, or beside the others."""
        self.changed[self.names.get(part_name(part), part)] = content

    def free_name(self, pattern: str) -> str:
        """A name for a new part: the pattern with the first number that is free."""
        number = 1
        while self.has(pattern % number):
            number += 1
        return pattern % number

    def whole(self) -> bytes:
        """The workbook: the parts in their order, the new ones behind."""
        whole = BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in self.archive.infolist():
                content = self.changed.get(entry.filename)
                if content is None:
                    content = self.archive.read(entry)
                copy = zipfile.ZipInfo(entry.filename, entry.date_time)
                copy.external_attr = entry.external_attr
                target.writestr(copy, content, compress_type=entry.compress_type)
            for name in sorted(self.changed.keys() - set(self.archive.namelist())):
                target.writestr(name, self.changed[name])
        return whole.getvalue()

    def relations(self, part: str) -> list[Element]:
        """The relations of a part: their `Type`, `Target` and `Id`."""
        name = relations_of(part)
        if not self.has(name):
            return []
        return list(xml.named(xml.outline(self.read(name)), "Relationship"))

    def related(self, part: str, kind: str) -> str:
        """The part that this one is related to so; empty where there is none."""
        for one in self.relations(part):
            if one.attributes.get("Type", "").endswith(f"/{kind}"):
                return target_of(part, one)
        return ""

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another one; the key of the relation."""
        name = relations_of(part)
        if not self.has(name):
            root = "http://schemas.openxmlformats.org/package/2006/relationships"
            self.write(name, b'<Relationships xmlns="%s"/>' % root.encode())
        data = self.read(name)
        elements = xml.outline(data)
        taken = {element.attributes.get("Id") for element in elements}
        key = next(
            f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken
        )
        edits = Edits(data)
        root_element = elements[0]
        edits.append_child(
            root_element,
            f"<{root_element.prefix}Relationship Id={xml.attribute(key)} "
            f"Type={xml.attribute(f'{RELATED}/{kind}')} "
            f"Target={xml.attribute('/' + target)}/>".encode(),
        )
        self.write(name, edits.done())
        return key

    def declare(self, part: str, kind: str) -> None:
        """Say of what kind a new part is."""
        self._add_type(f"Override PartName={xml.attribute('/' + part)}", kind)

    def declare_ending(self, ending: str, kind: str) -> None:
        """Say of what kind parts with this ending are, unless that is said."""
        known = xml.named(xml.outline(self.read(TYPES)), "Default")
        if ending not in {one.attributes.get("Extension", "").lower() for one in known}:
            self._add_type(f"Default Extension={xml.attribute(ending)}", kind)

    def _add_type(self, said: str, kind: str) -> None:
        data = self.read(TYPES)
        root, edits = xml.outline(data)[0], Edits(data)
        child = f"<{root.prefix}{said} ContentType={xml.attribute(kind)}/>"
        edits.append_child(root, child.encode())
        self.write(TYPES, edits.done())


def relations_of(part: str) -> str:
    """The name of the part that holds a part's relations."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def target_of(part: str, relation: Element) -> str:
    """The part that a relation leads to."""
    target = relation.attributes.get("Target", "")
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))

"""The data package of a publication: every file of it, in a folder or in one zip.

It is a function of the publication alone, byte for byte: nothing in it depends on when,
where or in what language it is made.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.template.loader import render_to_string

from reporting import exports
from reporting.descriptor import descriptor
from reporting.dictionary import DICTIONARY, dictionary_csv, tables
from reporting.models import Publication

BLOCK = 64 * 1024  # bytes of a file that are sent at once
PACKAGE, DESCRIPTOR = "package.zip", "datapackage.json"
MANIFEST, README = "manifest.txt", "README.md"
DOCUMENTS = (README, DESCRIPTOR, DICTIONARY, MANIFEST)
MADE_ON = (1980, 1, 1, 0, 0, 0)  # of every file in the zip: the earliest it can say
MODE = 0o644 << 16
UNIX = 3


def readme(publication: Publication) -> bytes:
    """`README.md`, in Spanish and English."""
    known = {"publication": publication, "tables": tables(publication)}
    return render_to_string("reporting/dataset_readme.txt", known).encode()


def sizes(publication: Publication) -> dict[str, int]:
    """How long each CSV file is, as it was kept or as the rows give it now."""
    names = [f"{table.name}.csv" for table in tables(publication)]
    kept = publication.kept_files.filter(name__in=names)
    held = dict(kept.values_list("name", "size"))
    if len(held) == len(names):
        return held
    return {one.name: one.size for one in exports.digests(publication)}


def document(
    publication: Publication, name: str, known: dict[str, int] | None = None
) -> bytes:
    """What goes with the CSV files; `known`: their sizes, where they are at hand."""
    if name == README:
        return readme(publication)
    if name == DESCRIPTOR:
        return descriptor(publication, known or sizes(publication))
    if name == DICTIONARY:
        return dictionary_csv(publication)
    return publication.manifest.encode()


def write_dataset(publication: Publication, folder: Path) -> str:
    """Write the data package into this folder; the manifest of its CSV comes back.

    Compare it with the publication's: another one means that rows were changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digests = []
    for name, pieces in exports.files(publication):
        with open(folder / name, "wb") as out:
            digests.append(exports.digest_of(name, exports.copied(pieces, out)))
    known = {one.name: one.size for one in digests}
    for name in DOCUMENTS:
        (folder / name).write_bytes(document(publication, name, known))
    return exports.manifest_of(digests)


def write_package(publication: Publication, path: Path) -> None:
    """Write the zip of the data package into this file."""
    with open(path, "wb") as out:
        out.writelines(package(publication))


def package(publication: Publication) -> Iterator[bytes]:
    """The zip of the data package in pieces: names sorted, times fixed."""
    contents: dict[str, Iterable[bytes]] = dict(exports.files(publication))
    contents |= {name: [document(publication, name)] for name in DOCUMENTS}
    out = _Outbox()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(contents):
            with packed.open(_entry(name), "w") as member:
                for piece in contents[name]:
                    member.write(piece)
                    if out.size >= BLOCK:
                        yield out.take()
    yield out.take()


def _entry(name: str) -> zipfile.ZipInfo:
    """A file of the zip that says nothing of where and when it was packed."""
    entry = zipfile.ZipInfo(name, MADE_ON)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system, entry.external_attr = UNIX, MODE
    return entry


class _Outbox(io.RawIOBase):
    """Where the zip is written to, to be taken away in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        """It is written to, never sought in."""
        return True

    def write(self, data) -> int:
        """Hold these bytes until they are taken."""
        self.held.append(bytes(data))
        self.size += len(data)
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken, self.held, self.size = b"".join(self.held), [], 0
        return taken

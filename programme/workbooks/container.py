"""The zip that an .xlsx is: opened only when it is small, whole and honest.

Sizes in headers are not believed: every part is inflated in a stream, counted and
thrown away before any reader of spreadsheets touches the file.
"""

import contextlib
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from programme.workbooks.errors import CellError, ImportRefused

CONTAINER_BYTES = 50_000_000
UNPACKED_BYTES = 400_000_000
ENTRIES = 1_000
HIGHEST_RATIO = 200  # unpacked over packed, once a part is large
LARGE = 20_000_000
CHUNK = 1 << 20
LARGEST_INDEX = 1 << 20  # the list of sheets
LONGEST_TAG = 1 << 22  # a tag or a text longer than this is no spreadsheet's

OLD_OR_LOCKED = bytes.fromhex("D0CF11E0A1B11AE1")
LOCKED = "EncryptedPackage".encode("utf-16-le")
ZIP = b"PK\x03\x04"
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
OTHER_ENCODING = re.compile(
    rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE
)
WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")  # UTF-16, with a mark or without
KINDS = "[content_types].xml"
MUST_HAVE = (KINDS, "xl/workbook.xml")
COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    OSError, UnicodeDecodeError,
)  # fmt: skip
FOREIGN = {
    "xl/vbaproject.bin": "macros",
    "xl/macrosheets/": "macros",
    "xl/workbook.bin": "binary",
    "xl/externallinks/": "links",
}
MACROS = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)

Watcher = Callable[[bytes], None]


def refuse(message: str) -> ImportRefused:
    """The refusal of a whole file, for one reason."""
    return ImportRefused([CellError("", "", "", "", message)])


def damaged() -> ImportRefused:
    """The refusal of a file whose insides do not hold together."""
    return refuse(
        _("The file is damaged: open it in a spreadsheet program and save it again.")
    )


def starts_with(path: Path) -> bytes:
    """The first bytes of the file; refused where there is none or it is too large."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise refuse(_("There is no file %(path)s.") % {"path": path}) from error
    except (OSError, ValueError) as error:
        raise refuse(_("%(path)s may not be read.") % {"path": path}) from error
    if not stat.S_ISREG(status.st_mode):
        raise refuse(_("%(path)s is not a file: name a workbook.") % {"path": path})
    size = status.st_size
    if not size:
        raise refuse(_("The file is empty."))
    if size > CONTAINER_BYTES:
        raise refuse(
            _("The file has %(size)s bytes; at most %(most)s are read.")
            % {"size": f"{size:,}", "most": f"{CONTAINER_BYTES:,}"}
        )
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise refuse(_("%(path)s may not be read.") % {"path": path}) from error


@contextlib.contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip, its parts' names checked; damage met within is a refusal in words."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_names(archive)
            yield archive
    except DAMAGE as error:
        raise damaged() from error


def part_name(name: str) -> str:
    """A part's name as spreadsheet readers compare it."""
    return name.replace("\\", "/").lstrip("/").lower()


def _check_names(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise refuse(
            _("The file holds %(count)s parts; a workbook has at most %(most)s.")
            % {"count": f"{len(entries):,}", "most": f"{ENTRIES:,}"}
        )
    names = {part_name(entry.filename) for entry in entries}
    _refuse_foreign(names)
    if not names.issuperset(MUST_HAVE):
        raise refuse(_why_no_workbook(names))
    if len(names) < len(entries):
        raise refuse(_("The file holds two parts of the same name: save it again."))
    if any(entry.compress_type not in COMPRESSION for entry in entries):
        raise zipfile.BadZipFile("a compression that no spreadsheet program uses")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refuse(_("The workbook has a password: save it without one."))
    if MACROS.search(small_part(archive, KINDS)):
        raise refuse(_why_foreign("macros"))


def _why_no_workbook(names: set[str]) -> str:
    if "content.xml" in names:
        return _("This is an OpenDocument spreadsheet (.ods): save it as .xlsx.")
    return _("The file is a zip, but not an .xlsx workbook.")


def _refuse_foreign(names: set[str]) -> None:
    """Refuse other kinds of workbook by their parts."""
    for part, what in FOREIGN.items():
        if any(name.startswith(part) for name in names):
            raise refuse(_why_foreign(what))
    if any(".." in name.split("/") for name in names):
        raise refuse(_("A part of the file has a name that leads out of the file."))


def _why_foreign(what: str) -> str:
    if what == "macros":
        return _("The workbook holds macros: save it as .xlsx, without macros.")
    if what == "links":
        return _(
            "The workbook takes values from other files: break these links (in Excel: "
            "Data, Edit Links, Break Link), then save it."
        )
    return _("This is a binary workbook (.xlsb): save it as .xlsx.")


def inflate(archive: zipfile.ZipFile, watchers: dict[str, Watcher]) -> None:
    """Inflate every part once; refuses what is too large or no spreadsheet's.

    `watchers` maps part names, as `part_name` gives them, to functions that are handed
    the part's bytes in pieces that cut no tag.
    """
    left = UNPACKED_BYTES
    packed = sum(entry.compress_size for entry in archive.infolist())
    for entry in archive.infolist():
        declared = entry.file_size
        entry.file_size = left + 2 * CHUNK  # whatever the header says of the true end
        size = 0
        watch = watchers.get(part_name(entry.filename))
        for piece in _pieces(archive, entry):
            size += len(piece)
            _check_size(size, left, entry.compress_size)
            _check_size(UNPACKED_BYTES - left + size, UNPACKED_BYTES, packed)
            _check_piece(piece, is_first=size == len(piece))
            if watch:
                watch(piece)
        if size != declared:
            raise zipfile.BadZipFile("the declared size is not the true one")
        left -= size


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that end with a tag; what is no XML comes as it is."""
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            tail += chunk
            if end := _last_cut(tail):
                yield tail[:end]
                tail = tail[end:]
            elif len(tail) > LONGEST_TAG:
                raise zipfile.BadZipFile("a tag without an end")
    if tail:
        yield tail


def _last_cut(data: bytes) -> int:
    """Where to cut so that no tag is cut: after the last `>` or before the last `<`."""
    if b"<" not in data:
        return max(len(data) - len(b"<!DOCTYPE"), 0)
    return max(data.rfind(b">") + 1, data.rfind(b"<"))


def _check_size(size: int, left: int, packed: int) -> None:
    if size > left or (size > LARGE and size > HIGHEST_RATIO * packed):
        raise refuse(
            _(
                "The file unpacks to far more than its size, or to more than "
                "%(most)s bytes: it is not read."
            )
            % {"most": f"{UNPACKED_BYTES:,}"}
        )


def small_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part that every workbook holds, checked before it is parsed."""
    entry = next((e for e in archive.infolist() if part_name(e.filename) == name), None)
    if not entry:
        raise zipfile.BadZipFile(f"no {name}")
    with archive.open(entry) as stream:
        content = stream.read(LARGEST_INDEX + 1)
    if len(content) > LARGEST_INDEX:
        raise zipfile.BadZipFile(f"{name} is too large")
    _check_piece(content)
    return content


def _check_piece(piece: bytes, *, is_first: bool = True) -> None:
    if b"!" in piece and DOCTYPE.search(piece):  # one byte is found much faster
        raise refuse(
            _("A part of the file has a DOCTYPE, which no spreadsheet program writes.")
        )
    if is_first and (OTHER_ENCODING.match(piece) or piece[:2] in WIDE):
        raise refuse(_("A part of the file is not in UTF-8: save the workbook again."))

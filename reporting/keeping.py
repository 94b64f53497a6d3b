"""Files kept beside a publication, because they are too long to be made for a reader.

Workbooks and the zip of a large publication are made once, right after it is published
(finishing.py), or by the command `keep_files` for what was published before. They come
all at once or not at all. Reading streams.
"""

import tempfile
from collections.abc import Iterator
from itertools import count
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.exports import copied, digest_of
from reporting.models import KeptFile, KeptPiece, Publication
from reporting.open_files import HEAVY, OpenFile, contents, is_large, offered

PIECE = 256 * 1024  # bytes read and sent at once
FIRST = ("csv", "json", "xlsx", "zip")  # the zip says how long each CSV file is


@transaction.atomic
def keep_files(publication: Publication, *, again: bool = False) -> list[str]:
    """Make and keep what is too long to make for a reader; the names come back.

    Of CSV and JSON, which stream from the rows, only size and hash are kept. What is
    kept stays, unless it is to be made `again`. A small publication keeps nothing.
    """
    if again:
        publication.kept_files.all().delete()
    wanted = missing_files(publication)
    for file in sorted(wanted, key=lambda one: FIRST.index(one.form)):
        _keep(publication, file)
    return [file.name for file in wanted]


def missing_files(publication: Publication) -> list[OpenFile]:
    """What is to be made and kept, and is not yet; of a small publication nothing."""
    held = set(publication.kept_files.values_list("name", flat=True))
    files = (one for one in offered(publication).values() if one.table or one.is_heavy)
    wanted = [one for one in files if one.name not in held]
    return wanted if wanted and is_large(publication) else []


def _keep(publication: Publication, file: OpenFile) -> None:
    """Make one file and keep what is kept of it."""
    kept = KeptFile.objects.create(publication=publication, name=file.name)
    with tempfile.TemporaryFile() as made:  # no row is written while COPY still reads
        digest = digest_of(file.name, copied(contents(publication, file), made))
        made.seek(0)
        if file.is_heavy:
            _add_pieces(kept, made)
    kept.size, kept.sha256 = digest.size, digest.sha256
    kept.save(update_fields=["size", "sha256"])


def _add_pieces(kept: KeptFile, made: IO[bytes]) -> None:
    for number in count():
        content = made.read(PIECE)
        if not content:
            return
        KeptPiece.objects.create(file=kept, number=number, content=content)


def find(publication: Publication, name: str) -> KeptFile | None:
    """What is kept of the file of this name."""
    return publication.kept_files.filter(name=name).first()


def pieces_of(file: KeptFile) -> Iterator[bytes]:
    """The bytes of a kept file, one piece at a time."""
    for number in count():
        piece = file.pieces.filter(number=number).values_list("content", flat=True)
        content = piece.first()
        if content is None:
            return
        yield bytes(content)


def kept_differences(publication: Publication) -> Iterator[str]:
    """The kept files that are not what was kept, or whose CSV is another, in words."""
    of_rows = dict(line.split("  ")[::-1] for line in publication.manifest.splitlines())
    for file in publication.kept_files.order_by("name"):
        digest = file.sha256
        if file.name.endswith(HEAVY):
            digest = digest_of(file.name, pieces_of(file)).sha256
        if digest != file.sha256 or of_rows.get(file.name, digest) != digest:
            yield _("%(file)s is not the file that was kept.") % {"file": file.name}

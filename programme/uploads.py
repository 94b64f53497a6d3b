"""A file given on the site: checked first, loaded when confirmed.

What is loaded is the very file that was checked: it waits under a random name, and its
hash is compared again before it is loaded.
"""

import hashlib
import secrets
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Protocol, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from programme.exceptions import CatalogueError
from programme.imports import ImportReport, import_programme
from programme.models import ImportBatch, User
from programme.workbooks import CellError, ImportRefused, mark_errors

KEPT_FOR = timedelta(days=1)  # how long a checked file waits to be confirmed
ENDINGS = (".xlsx", ".csv")
Outcome = ImportBatch.Outcome


class Importer(Protocol):
    """What loads a file of one kind, or rehearses it; a programme workbook's own by
    default. Raises ImportRefused."""

    def __call__(
        self,
        path: Path,
        *,
        by: User | None = None,
        dry_run: bool = False,
        name: str | None = None,
    ) -> ImportReport: ...


@dataclass(frozen=True)
class Checked:
    """A file after its check: a report where it can be loaded, else its errors."""

    batch: ImportBatch
    report: ImportReport | None = None
    errors: list[CellError] = field(default_factory=list)
    omitted: int = 0


def check_upload(
    upload: UploadedFile, *, by: User, importer: Importer = import_programme
) -> Checked:
    """Rehearse the import of a file and keep it, or the same with its errors marked.

    Nothing is written but the record of the check.
    """
    _forget_unconfirmed()
    with ExitStack() as undo:
        name = _store(upload, undo, PurePath(upload.name or "").suffix.lower())
        with transaction.atomic():
            checked = _check(name, undo, by, upload.name, importer)
        undo.pop_all()
    if checked.report is None:
        default_storage.delete(name)
    return checked


@transaction.atomic
def load_checked(
    batch: ImportBatch, *, by: User, importer: Importer = import_programme
) -> ImportBatch | None:
    """The record of loading the file that was checked in this batch, made once.

    None if the file is refused after all. Raises CatalogueError when it waited too
    long, or is not the file that was checked.
    """
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    name = batch.stored_file.name
    if batch.outcome != Outcome.CHECKED or not name or not default_storage.exists(name):
        if loaded := _loaded_before(batch, by):
            return loaded
        raise CatalogueError(
            _("This file was loaded already, or it waited too long: upload it again.")
        )
    path = Path(default_storage.path(name))
    if _hash_of(path) != batch.file_hash:
        raise CatalogueError(
            _("The file is no longer the one that was checked: upload it again.")
        )
    try:
        report = importer(path, by=by, name=batch.file_name)
    except ImportRefused:
        return None
    batch.stored_file = ""
    batch.save(update_fields=["stored_file"])
    return _keep_file(report, name)


def _check(
    name: str, undo: ExitStack, by: User, called: str | None, importer: Importer
) -> Checked:
    """The rehearsal of a stored file, recorded; its marked copy if it is refused."""
    path = Path(default_storage.path(name))
    try:
        report = importer(path, by=by, dry_run=True, name=called)
    except ImportRefused as refused:
        batch = _refused_batch(path, by)
        batch.stored_file = _marked_copy(path, refused, undo)
        batch.save(update_fields=["stored_file"])
        return Checked(batch, None, refused.errors, refused.omitted)
    return Checked(_keep_file(report, name), report)


def _store(file: File, undo: ExitStack, suffix: str = ".xlsx") -> str:
    """The random name under which the file is stored, unless all is undone."""
    ending = suffix if suffix in ENDINGS else ""
    name = default_storage.save(f"imports/{secrets.token_hex(16)}{ending}", file)
    undo.callback(default_storage.delete, name)
    return name


def _loaded_before(batch: ImportBatch, by: User) -> ImportBatch | None:
    """What this person loaded of the file after this check of it."""
    same = {"kind": batch.kind, "year": batch.year, "file_hash": batch.file_hash}
    loaded = ImportBatch.objects.filter(outcome=Outcome.LOADED, by=by, **same)
    return loaded.filter(pk__gt=batch.pk).order_by("pk").first()


def _keep_file(report: ImportReport, name: str) -> ImportBatch:
    """The record of this import, the stored file now its own."""
    batch = cast(ImportBatch, report.batch)  # every import that was not refused has one
    batch.stored_file = name
    batch.save(update_fields=["stored_file"])
    return batch


def _refused_batch(path: Path, by: User) -> ImportBatch:
    refused = ImportBatch.objects.filter(outcome=Outcome.REFUSED, by=by)
    return refused.filter(file_hash=_hash_of(path)).latest("pk")


def _marked_copy(path: Path, refused: ImportRefused, undo: ExitStack) -> str:
    """The name of the stored workbook with its errors marked; empty if it is none."""
    if not any(error.sheet for error in refused.errors):
        return ""
    with TemporaryDirectory() as folder, suppress(ImportRefused):
        marked = Path(folder) / "marked.xlsx"
        mark_errors(path, refused.errors, marked)
        with marked.open("rb") as file:
            return _store(File(file), undo)
    return ""


def _forget_unconfirmed() -> None:
    """Delete checked files that nobody confirmed in time; their records stay."""
    waiting = ImportBatch.objects.filter(outcome=Outcome.CHECKED).exclude(
        stored_file=""
    )
    for batch in waiting.filter(at__lt=now() - KEPT_FOR):
        batch.stored_file.delete(save=True)


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

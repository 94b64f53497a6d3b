"""The files as they were given: kept for good, each under a random name."""

import hashlib
import secrets
from contextlib import ExitStack
from pathlib import Path, PurePath

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from programme.exceptions import CatalogueError
from programme.models import ImportBatch

ENDINGS = (".xlsx", ".csv")


def store(upload: UploadedFile, undo: ExitStack) -> str:
    """The random name under which the file is stored, unless all is undone."""
    suffix = PurePath(upload.name or "").suffix.lower()
    ending = suffix if suffix in ENDINGS else ""
    name = default_storage.save(f"imports/{secrets.token_hex(16)}{ending}", upload)
    undo.callback(default_storage.delete, name)
    return name


def check_is_the_file(batch: ImportBatch) -> None:
    """Raise CatalogueError unless the file kept is the one that was given."""
    name = batch.stored_file.name
    if not name or not default_storage.exists(name):
        raise CatalogueError(_("The file is no longer kept: upload it again."))
    with Path(default_storage.path(name)).open("rb") as file:
        same = hashlib.file_digest(file, "sha256").hexdigest() == batch.file_hash
    if not same:
        raise CatalogueError(
            _("The file is no longer the one that was checked: upload it again.")
        )

"""Restores a backup into an empty installation, and checks what came back."""

import shutil
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from hrbudget.backup import BackupError, folders, programs
from hrbudget.backup.checking import (
    Check,
    check_publications,
    check_rows,
    check_trail,
    check_uploads,
)
from hrbudget.database.base import owner
from hrbudget.database.roles import make_application_role
from programme import trail
from programme.models import Restoration

WHERE = (
    "A backup is restored into an empty installation: set HRBUDGET_DATA_DIR to an"
    " empty folder, or create an empty database and name it in DATABASE_URL."
    " Nothing was changed."
)
OURS = (  # schemas that are not PostgreSQL's own
    "select oid from pg_namespace"
    " where nspname !~ '^pg_' and nspname <> 'information_schema'"
)
OCCUPIED = (
    f"select count(*) from pg_class where relnamespace in ({OURS})"  # noqa: S608
    " and not exists (select from pg_depend"
    "  where objid = pg_class.oid and deptype = 'e')"
)
UNPACKED = ".restoring"
KNOWS_TIMEOUT = 17  # the major from which a server knows transaction_timeout


class Restored(NamedTuple):
    """What was restored: the manifest, and every check made of it."""

    manifest: dict[str, Any]
    checks: list[Check]

    @property
    def differences(self) -> list[str]:
        """Every difference between the backup and what came back."""
        return [one for check in self.checks for one in check.differences]


def restore_backup(folder: Path) -> Restored:
    """Restore a backup whole, or refuse it and change nothing; then check it.

    Raises BackupError for a spoiled backup, one of newer code or a newer PostgreSQL,
    and for an installation that is not empty.
    """
    manifest = folders.read_backup(folder)
    refuse_newer_code(manifest)
    uploads = Path(settings.MEDIA_ROOT)
    with owner(programs.database):
        refuse_older_server(manifest)
        refuse_occupied(uploads)
        unpack(folder / folders.UPLOADS, uploads / UNPACKED)
        with connection.cursor() as cursor:
            make_application_role(cursor)
        load_database(folder / folders.DUMP, manifest)
        put_in_place(uploads / UNPACKED)
        checks = [check_rows(manifest), check_uploads(manifest)]
        with connection.cursor() as cursor:
            cursor.execute("analyze")
    call_command("migrate", verbosity=0)  # newer code's migrations; the role's rights
    checks += [check_publications(manifest), check_trail(manifest)]
    restored = Restored(manifest, checks)
    with owner(programs.database):
        record_restoration(folders.digest(folder / folders.MANIFEST), restored)
    return restored


def record_restoration(manifest_hash: str, restored: Restored) -> Restoration:
    """The restore as a row and an entry of the trail, sealed at once."""
    manifest = restored.manifest
    head = trail.Head(**manifest["trail"])
    said = trail.because("A backup was restored.", program="hrbudget restore")
    with said, transaction.atomic():
        row = Restoration.objects.create(
            made_at=datetime.fromisoformat(manifest["made_at"]),
            code_version=manifest["code_version"],
            manifest_hash=manifest_hash,
            head_position=head.position,
            head_hash=head.hash,
            differences=len(restored.differences),
        )
    trail.seal()
    return row


def refuse_newer_code(manifest: dict[str, Any]) -> None:
    """Raise BackupError when the backup has migrations that this code has not."""
    known = MigrationLoader(None).disk_migrations
    heads = manifest["migrations"].items()
    if unknown := [f"{app}.{name}" for app, name in heads if (app, name) not in known]:
        raise BackupError(
            f"The backup was made by version {manifest['code_version']}, and this is"
            f" {settings.VERSION}, which does not know {', '.join(unknown)}: restore"
            " it with the code that made it, or newer. Nothing was changed."
        )


def refuse_older_server(manifest: dict[str, Any]) -> None:
    """Raise BackupError when the backup came from a newer major of PostgreSQL."""
    here = programs.server_major()
    if here < manifest["postgresql"]:
        raise BackupError(
            f"The backup is of PostgreSQL {manifest['postgresql']} and this server is"
            f" {here}: restore it into the same major or a newer one."
            " Nothing was changed."
        )


def refuse_occupied(uploads: Path) -> None:
    """Raise BackupError when the database or the folder of uploads holds anything."""
    with connection.cursor() as cursor:
        cursor.execute(OCCUPIED)
        if found := cursor.fetchone()[0]:
            name = connection.settings_dict["NAME"]
            raise BackupError(
                f"The database {name} is not empty ({found} tables and indexes)."
                f" {WHERE}"
            )
    if any(path.name != UNPACKED for path in uploads.glob("*")):
        raise BackupError(f"The folder of uploads {uploads} holds files. {WHERE}")


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the uploads beside where they belong."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    with tarfile.open(archive) as packed:
        for member in packed:
            path = (folder / member.name).resolve()
            content = packed.extractfile(member)
            if content is None or not path.is_relative_to(folder.resolve()):
                raise BackupError(f"{member.name} in {archive} is no uploaded file.")
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)


def put_in_place(folder: Path) -> None:
    """Move the unpacked uploads to where they belong."""
    for path in list(folder.iterdir()):
        path.rename(folder.parent / path.name)
    folder.rmdir()


def load_database(dump: Path, manifest: dict[str, Any]) -> None:
    """Load the dump in one transaction, as the owner."""
    here = programs.server_major()
    folder = programs.folder_for(max(manifest["pg_dump"], here))
    env = programs.environment()
    if here < KNOWS_TIMEOUT <= programs.major_of(folder / "pg_restore"):
        load_by_script(dump, folder, env)
        return
    programs.run(
        folder / "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        f"--dbname={env['PGDATABASE']}",
        str(dump),
        env=env,
    )


def load_by_script(dump: Path, folder: Path, env: dict[str, str]) -> None:
    """The same where pg_restore is too new for the server.

    It would set transaction_timeout, which PostgreSQL knows from version 17, and stop:
    that line of its script is made a comment.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as place:
        script = Path(place) / "restore.sql"
        write = f"--file={script}"
        programs.run(folder / "pg_restore", "--no-owner", write, str(dump), env=env)
        with script.open("r+b") as text:
            at = text.read(4096).find(b"SET transaction_timeout")
            if at >= 0:
                text.seek(at)
                text.write(b"--")
        programs.run(
            folder / "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--file={script}",
            env=env,
        )

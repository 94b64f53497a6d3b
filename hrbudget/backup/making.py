"""Makes a backup while the site serves: everything as of one moment."""

import contextlib
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from hrbudget.backup import BackupError, folders, programs
from hrbudget.backup.contents import SESSIONS, contents
from hrbudget.database.base import owner


class Made(NamedTuple):
    """A finished backup: where it is, what it says of itself, and what made way."""

    folder: Path
    manifest: dict[str, Any]
    pruned: list[Path]


def make_backup(target: Path, keep: int | None = None) -> Made:
    """Back up the database and the uploads into a new folder of `target`.

    It bears its name only once it is whole. With `keep`, older ones are deleted.
    """
    moment = datetime.now(UTC)
    name = folders.name_of(moment)
    with folders.unfinished(target, name) as folder:
        facts = {
            "made_at": moment.isoformat(timespec="seconds"),
            "code_version": settings.VERSION,
        }
        facts |= dump_database(folder / folders.DUMP)
        facts |= pack_uploads(folder / folders.UPLOADS)
        manifest = folders.write_manifest(folder, facts)
    pruned = folders.prune(target, keep) if keep else []
    return Made(target / name, manifest, pruned)


def dump_database(path: Path) -> dict[str, Any]:
    """Dump the database, and say what it holds at that very moment."""
    with snapshot() as name:
        facts = known_contents()
        folder = programs.folder_for(facts["postgresql"])
        programs.run(
            folder / "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-comments",
            f"--exclude-table-data={SESSIONS}",
            "--lock-wait-timeout=60s",
            f"--snapshot={name}",
            f"--file={path}",
            env=programs.environment(),
        )
    return {**facts, "pg_dump": programs.major_of(folder / "pg_dump")}


def known_contents() -> dict[str, Any]:
    """What the database holds; raises BackupError where this code does not know it."""
    try:
        return contents()
    except ProgrammingError as error:
        reason = str(error).partition("\n")[0]
        raise BackupError(
            f"The database is of other code than this ({reason}): back it up with the"
            " code that serves it."
        ) from None


@contextlib.contextmanager
def snapshot() -> Iterator[str]:
    """Within the block the owner reads one moment, by whose name others read it too."""
    with (
        owner(programs.database),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("select pg_export_snapshot()")
        yield cursor.fetchone()[0]


def pack_uploads(path: Path) -> dict[str, Any]:
    """Pack the uploaded files; one that is deleted meanwhile is left out."""
    root, count, size = Path(settings.MEDIA_ROOT), 0, 0
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for file in sorted(root.rglob("*")):
            with contextlib.suppress(FileNotFoundError):
                if file.is_file() and not file.is_symlink():
                    member = archive.gettarinfo(file, str(file.relative_to(root)))
                    with file.open("rb") as content:
                        archive.addfile(member, content)
                    count, size = count + 1, size + member.size
    return {"uploads": {"files": count, "bytes": size}}

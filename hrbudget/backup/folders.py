"""A backup on disk: its name, its parts, what proves them, and which are kept."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from hrbudget.backup import BackupError

DUMP, UPLOADS, MANIFEST = "database.dump", "uploads.tar", "manifest.json"
PARTS, SUMS = (DUMP, UPLOADS), "SHA256SUMS"
FORMAT = 1
STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"hrbudget-(\d{8}T\d{6}Z)")
UNFINISHED = ".unfinished-"


class Backup(NamedTuple):
    """One finished backup: its folder and when it was begun."""

    folder: Path
    made_at: datetime


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def name_of(moment: datetime) -> str:
    """What a backup begun at this moment is called."""
    return f"hrbudget-{moment.astimezone(UTC).strftime(STAMP)}"


def backups_in(folder: Path) -> list[Backup]:
    """The finished backups of a folder, newest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        match = NAME.fullmatch(path.name)
        if match and is_whole(path):
            moment = datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, moment))
    return sorted(found, reverse=True)


def is_whole(folder: Path) -> bool:
    """Whether all parts are there in the sizes of the manifest; none is read."""
    try:
        parts = json.loads((folder / MANIFEST).read_text())["parts"]
        sizes = {name: (folder / name).stat().st_size for name in PARTS}
        return sizes == {name: parts[name]["bytes"] for name in PARTS}
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextlib.contextmanager
def unfinished(target: Path, name: str) -> Iterator[Path]:
    """A folder to fill, which bears its name only once the block is done.

    One backup at a time in a target; what a killed one left behind is cleared away.
    """
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    (target / ".lock").touch(mode=0o600)
    with open(target / ".lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup to {target} is being made.") from None
        for left in target.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left)
        folder = target / f"{UNFINISHED}{name}"
        folder.mkdir(mode=0o700)
        try:
            yield folder
            finish(folder, target / name)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def finish(folder: Path, final: Path) -> None:
    """Make every part private and lasting, then give the folder its name."""
    for path in folder.iterdir():
        path.chmod(0o600)
        sync(path)
    sync(folder)
    folder.rename(final)
    sync(final.parent)


def sync(path: Path) -> None:
    """Have the disk hold this file or folder before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_manifest(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Write what is in the backup, then the sums that prove it; the manifest."""
    parts = {}
    for name in PARTS:
        path = folder / name
        parts[name] = {"sha256": digest(path), "bytes": path.stat().st_size}
    manifest = {"format": FORMAT, **facts, "parts": parts}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n")
    sums = [sum_of(folder, name) for name in (*PARTS, MANIFEST)]
    (folder / SUMS).write_text("".join(sums))
    return manifest


def read_backup(folder: Path) -> dict[str, Any]:
    """The manifest of a backup, every byte of which is as it was written.

    Raises BackupError naming each part that is missing or not as it was.
    """
    spoiled = list(faults_of(folder))
    if spoiled:
        sentences = "\n".join(f"  {one}" for one in spoiled)
        raise BackupError(
            f"{folder} is no whole backup, and nothing was restored:\n{sentences}"
        )
    manifest = json.loads((folder / MANIFEST).read_text())
    if manifest["format"] != FORMAT:
        raise BackupError(
            f"{folder} is of format {manifest['format']} and this code reads {FORMAT}:"
            f" restore it with version {manifest['code_version']}."
        )
    return manifest


def faults_of(folder: Path) -> Iterator[str]:
    """What is missing from a backup, or is not as it was written."""
    if not folder.is_dir():
        yield "It is no folder."
        return
    if missing := [n for n in (*PARTS, MANIFEST, SUMS) if not (folder / n).is_file()]:
        yield from (f"{name} is missing." for name in missing)
        if inside := backups_in(folder):
            yield f"It holds backups: name one, such as {inside[0].folder}."
        return
    proved = {name: sum_of(folder, name) for name in (*PARTS, MANIFEST)}
    written = (folder / SUMS).read_bytes().decode(errors="replace")
    lines = written.splitlines(keepends=True)
    changed = [name for name, line in proved.items() if line not in lines]
    yield from (f"{name} has not the SHA-256 that {SUMS} gives." for name in changed)
    if not changed and written != "".join(proved.values()):
        yield f"{SUMS} is not as it was written."


def sum_of(folder: Path, name: str) -> str:
    """The line that proves one file of a backup, as `sha256sum` writes it."""
    return f"{digest(folder / name)}  {name}\n"


def prune(target: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` finished backups; the folders that went."""
    old = [backup.folder for backup in backups_in(target)[keep:]]
    for folder in old:
        gone = folder.with_name(f"{UNFINISHED}{folder.name}")
        folder.rename(gone)  # half deleted, it must not look like a good one
        shutil.rmtree(gone)
    return old

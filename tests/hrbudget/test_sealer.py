import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from hrbudget.database.launcher import OWNER
from hrbudget.management.commands.seal_trail import Command
from programme import trail
from tests.factories import make_unit
from tests.hrbudget.test_keeper import alive, wait_until

ROOT = Path(__file__).resolve().parents[2]


class Stops(threading.Event):
    """Is set after it was waited for so many times."""

    def __init__(self, times):
        super().__init__()
        self.left = times

    def wait(self, timeout=None):
        self.left -= 1
        if self.left == 0:
            self.set()


@pytest.fixture
def command():
    """The command, and what it says."""
    said = io.StringIO()
    return Command(stderr=said), said


@pytest.fixture
def seals(monkeypatch):
    """Each call of the seal, and what it meets in turn before it succeeds."""
    met, calls = [], []

    def seal():
        calls.append(1)
        if met:
            raise met.pop(0)

    monkeypatch.setattr(trail, "seal", seal)
    return met, calls


@pytest.mark.django_db(transaction=True)
def test_it_seals_once_and_prints_the_head():
    make_unit()
    said = io.StringIO()
    call_command("seal_trail", "--once", stdout=said)
    assert trail.unsealed_age() == 0
    assert said.getvalue().split() == [str(part) for part in trail.last_head()]


def test_it_seals_as_often_as_it_is_told(command, seals):
    sealer, _said = command
    sealer.seal_until(Stops(6), every=3.0, beside=None)  # it looks each second
    assert len(seals[1]) == 2


@pytest.mark.django_db
def test_trouble_is_said_once_and_so_is_its_end(command, seals):
    sealer, said = command
    met, calls = seals
    met += [OperationalError("the server is gone\nDETAIL: of no use")] * 3
    sealer.seal_until(Stops(6), every=1.0, beside=None)
    assert len(calls) == 6
    assert said.getvalue().splitlines() == [
        "The trail cannot be sealed, trying again: the server is gone",
        "The trail is being sealed again.",
    ]


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_after_the_database_was_restarted(command):
    sealer, said = command
    sealer.try_to_seal()
    make_unit()
    other = connection.copy()
    with contextlib.closing(other), other.cursor() as cursor:
        mine = connection.connection.info.backend_pid
        cursor.execute("select pg_terminate_backend(%s, 2000)", [mine])
    sealer.try_to_seal()
    sealer.try_to_seal()
    assert trail.unsealed_age() == 0
    assert said.getvalue().count("\n") == 2


def test_in_read_only_mode_it_rests(command, seals, settings):
    settings.READ_ONLY = True
    sealer, said = command
    sealer.seal_until(Stops(3), every=1.0, beside=None)
    assert (seals[1], said.getvalue()) == ([], "")
    with pytest.raises(CommandError, match="read-only mode"):
        call_command("seal_trail", "--once")


def test_it_ends_when_the_process_it_runs_beside_is_gone(command, seals):
    sealer, _said = command
    sealer.seal_until(Stops(3), every=1.0, beside=os.getppid() + 1)
    assert seals[1] == []


# the whole, with real processes


def address_of_this_database():
    """The test's own database as DATABASE_URL names it."""
    at = connection.settings_dict
    user = at["USER"] or OWNER
    secret = f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else ""
    host = quote(at["HOST"], safe="")
    port = f":{at['PORT']}" if at["PORT"] else ""
    return f"postgres://{user}{secret}@{host}{port}/{at['NAME']}"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def processes(*words):
    """The numbers of living processes whose command line has all these words."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().decode().split("\0")
        except (OSError, UnicodeDecodeError):
            continue
        if set(words) <= set(line) and alive(int(entry.name)):
            found.append(int(entry.name))
    return found


@pytest.fixture
def site(transactional_db):
    """The site served on the test's own database: its process and its port."""
    connection.ensure_connection()
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": address_of_this_database()}
    serve = ["manage.py", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        [sys.executable, *serve],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process, port
    process.kill()
    process.wait()
    wait_until(lambda: not keeper_of(process))


def keeper_of(process):
    """The keeper beside this site, if it lives."""
    return processes("hrbudget.keeper", str(process.pid))


def sealer_of(process):
    """The sealer that the keeper beside this site keeps, if it lives."""
    return [
        sealer
        for keeper in keeper_of(process)
        for sealer in processes("seal_trail", "--beside", str(keeper))
    ]


def sealed_by_now():
    """Whether a change that is made now is sealed soon, by somebody else."""
    make_unit()
    wait_until(lambda: trail.unsealed_age() == 0, 40)
    return True


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
def test_the_site_is_served_with_its_sealer_beside_it(site):
    process, port = site
    assert sealed_by_now()
    (first,) = sealer_of(process)
    os.kill(first, signal.SIGKILL)
    assert sealed_by_now()  # by the one that is started again
    (second,) = sealer_of(process)
    assert second != first
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/") as answer:
        assert answer.status == 200
    process.terminate()
    assert process.wait(20) == 0
    wait_until(lambda: not alive(second) and not keeper_of(process))

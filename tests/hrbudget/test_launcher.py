import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from hrbudget.database import machine
from hrbudget.database.launcher import APPLICATION, OWNER, EmbeddedPostgres
from hrbudget.database.machine import cache


@pytest.fixture
def server(tmp_path):
    server = EmbeddedPostgres(tmp_path / "año nuevo" / "pg18")
    yield server
    server.stop()


def run(server, sql, user=APPLICATION):
    with psycopg.connect(**server.params(user), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchone() if cursor.description else None


def kill(server):
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    for _ in range(100):
        if not server.answers():
            return
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("gigabytes", "megabytes"), [(0.5, 128), (2, 256), (4, 512), (64, 512)]
)
def test_an_eighth_of_the_memory_holds_pages_within_limits(
    gigabytes, megabytes, monkeypatch, tmp_path
):
    pages = {"SC_PHYS_PAGES": int(gigabytes * 2**18), "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__)
    monkeypatch.setattr(machine, "CONTROL", tmp_path)
    assert cache() == megabytes


@pytest.mark.parametrize(
    ("said", "file"),
    [
        ("0::/", "memory.max"),
        ("0::/site.service\n", "site.service/memory.max"),
        ("4:memory:/\n1:name=systemd:/", "memory/memory.limit_in_bytes"),
    ],
)
def test_what_a_container_or_a_unit_may_use_is_its_memory(
    said, file, monkeypatch, tmp_path
):
    pages = {"SC_PHYS_PAGES": 64 * 2**18, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__)
    monkeypatch.setattr(machine, "CONTROL", tmp_path)
    monkeypatch.setattr(machine, "OWN", tmp_path / "own")
    (tmp_path / "own").write_text(said)
    limit = tmp_path / file
    limit.parent.mkdir(exist_ok=True)
    limit.write_text(f"{2 * 2**30}\n")
    assert cache() == 256
    limit.write_text("max\n")
    assert cache() == 512


def test_a_first_start_gives_a_database_and_two_roles(server):
    server.ensure()
    assert run(server, "select session_user") == ("hrbudget_app",)
    assert run(server, "select session_user", OWNER) == ("hrbudget_owner",)
    assert run(
        server, "select rolsuper from pg_roles where rolname = current_user"
    ) == (False,)


def test_only_its_owner_can_reach_the_socket_and_the_data(server):
    server.ensure()
    assert oct(server.socket.stat().st_mode)[-3:] == "700"
    assert oct(server.data.stat().st_mode)[-3:] == "700"


def test_a_killed_server_comes_back_with_its_data(server):
    server.ensure()
    run(server, "create table kept (n int)", OWNER)
    run(server, "insert into kept values (7)", OWNER)
    kill(server)
    server.ensure()
    assert run(server, "select n from kept", OWNER) == (7,)


def test_a_server_that_is_killed_while_it_is_being_stopped_comes_back(server):
    """Killed before it could shut down: for a moment it still counts as alive."""
    server.ensure()
    pid = server._pid()
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(0.5, os.kill, [pid, signal.SIGKILL]).start()
    server.stop()
    server.ensure()
    assert server.answers() and server._pid() != pid


def test_a_stopped_server_starts_again(server):
    server.ensure()
    server.stop()
    assert not server.answers()
    server.ensure()
    assert server.answers()


def test_a_lock_file_that_names_a_stranger_does_not_stop_the_start(server):
    server.ensure()
    kill(server)
    lock = server.data / "postmaster.pid"
    _, *rest = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join([f"{os.getpid()}\n", *rest]))
    server.ensure()
    assert server.answers()


def test_processes_that_start_at_once_share_one_server(server):
    code = (
        "import sys; from pathlib import Path;"
        "from hrbudget.database.launcher import EmbeddedPostgres;"
        "server = EmbeddedPostgres(Path(sys.argv[1])); server.ensure();"
        "print(server._pid())"
    )
    folder = server.folder
    root = Path(__file__).resolve().parents[2]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        for _ in range(4)
    ]
    pids = {process.communicate(timeout=60)[0].strip() for process in started}
    assert len(pids) == 1 and "" not in pids

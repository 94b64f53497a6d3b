import os
import subprocess
import sys

import pytest

from hrbudget.backup import programs
from hrbudget.database.launcher import EmbeddedPostgres
from hrbudget.database.machine import binaries
from tests.hrbudget.test_backup import ROOT, manage

CITY = (
    "from tests.reporting.publications import publish_city;"
    "from programme import trail; publish_city(); trail.seal()"
)


def older_programs():
    """The newest of the older majors of PostgreSQL at hand, if there is any."""
    here = programs.major_of(binaries() / "postgres")
    found = [(int(path.parts[-2]), path) for path in programs.SYSTEM.glob("*/bin")]
    older = [
        one for one in sorted(found) if one[0] < here and (one[1] / "initdb").exists()
    ]
    return older[-1][1] if older else None


@pytest.fixture
def old(tmp_path, monkeypatch):
    """The small city on a server of an older major, with programs of its own."""
    folder = older_programs()
    if folder is None:
        pytest.skip("No older PostgreSQL at hand under /usr/lib/postgresql.")
    data = tmp_path / "old"
    done = manage("migrate", "-v0", folder=data, PG_BIN_DIR=str(folder))
    assert done.returncode == 0, done.stderr
    env = {"HRBUDGET_DATA_DIR": str(data), "PG_BIN_DIR": str(folder)}
    city = [sys.executable, "manage.py", "shell", "-c", CITY]
    here = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
    subprocess.run(city, cwd=ROOT, env={**here, **env}, check=True)
    monkeypatch.setenv("PG_BIN_DIR", str(folder))
    server = EmbeddedPostgres(data / "pg18")
    monkeypatch.delenv("PG_BIN_DIR")
    yield data, folder, server
    server.stop()


def backed_up(target, **where):
    done = manage("backup", str(target), **where)
    assert done.returncode == 0, done.stderr
    (folder,) = target.glob("hrbudget-*")
    return folder


def assert_proved(done):
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("as in the backup") == 4


@pytest.mark.slow
def test_a_backup_goes_from_a_major_of_postgresql_to_a_newer_one(old, tmp_path):
    data, folder, _server = old
    backup = backed_up(tmp_path / "backups", folder=data, PG_BIN_DIR=str(folder))
    server = EmbeddedPostgres(tmp_path / "new" / "pg18")
    try:
        assert_proved(manage("restore", str(backup), folder=tmp_path / "new"))
    finally:
        server.stop()


@pytest.mark.slow
def test_newer_programs_serve_an_older_server_both_ways(old, tmp_path):
    _data, folder, server = old
    host = str(server.socket).replace("/", "%2F")
    at = f"postgres://hrbudget_owner@{host}/"
    new = {"folder": tmp_path / "new", "PG_BIN_DIR": str(binaries())}
    backup = backed_up(tmp_path / "backups", DATABASE_URL=f"{at}hrbudget", **new)
    where = {**os.environ, "PGHOST": str(server.socket), "PGUSER": "hrbudget_owner"}
    subprocess.run([folder / "createdb", "again"], env=where, check=True)
    done = manage("restore", str(backup), DATABASE_URL=f"{at}again", **new)
    assert_proved(done)

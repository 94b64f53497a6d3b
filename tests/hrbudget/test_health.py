import os
import time
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from hrbudget import health
from hrbudget.backup import folders
from programme import trail
from reporting import finishing
from tests.factories import make_unit

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")
GB = 1024**3


@pytest.fixture(autouse=True)
def _what_the_migrations_wrote_is_sealed():
    """However long ago the test database was made."""
    trail.seal()


def ask(client):
    answer = client.get("/health/")
    return answer.status_code, answer.json()


def test_all_is_well(client, settings):
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {
        "status": "ok",
        "version": settings.VERSION,
        "checks": {
            "database": {"status": "ok"},
            "migrations": {"status": "ok"},
            "writing": {"status": "ok"},
            "sealer": {"status": "ok", "seconds": 0},
            "mail": {"status": "ok"},
            "publications": {"status": "ok"},
            "disk": {"status": "ok"},
        },
    }


def test_it_is_asked_and_not_told(client):
    assert client.head("/health/").status_code == 200
    assert client.post("/health/").status_code == 405


def test_it_costs_few_questions(client, django_assert_max_num_queries):
    client.get("/health/")
    with django_assert_max_num_queries(8):  # two of them open and close the transaction
        client.get("/health/")


@pytest.mark.parametrize(
    ("waits", "more"), [(False, ""), (True, " The public does not see it yet.")]
)
def test_a_publication_that_lacks_its_pictures_is_told_of_after_a_while(
    client, monkeypatch, waits, more
):
    left = [SimpleNamespace(waits=waits)]
    monkeypatch.setattr(finishing, "unfinished", lambda since: left)
    status, answer = ask(client)
    assert (status, answer["status"]) == (200, "degraded")
    assert answer["checks"]["publications"] == {
        "status": "degraded",
        "detail": f"Files or pictures of a publication were not made.{more}",
        "publications": 1,
    }


# what fails


def test_a_database_that_does_not_answer(client, monkeypatch):
    def fail():
        raise OperationalError("could not connect to /secret/place as hrbudget_owner")

    monkeypatch.setattr(connection, "cursor", fail)
    status, answer = ask(client)
    assert (status, answer["status"]) == (503, "failing")
    assert answer["checks"]["database"] == {
        "status": "failing",
        "detail": "The database does not answer.",
    }
    assert "secret" not in str(answer) and "hrbudget_owner" not in str(answer)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_not_taken_for_a_database_that_is_down(client):
    ask(client)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid, 2000) from pg_stat_activity"
            " where datname = current_database() and usename = current_user"
            " and pid <> pg_backend_pid()"
        )
    other.close()
    assert ask(client)[0] == 200


def test_a_migration_that_is_not_applied(client, monkeypatch):
    needed = health.migrations() | {("budgeting", "0999_later")}
    monkeypatch.setattr(health, "migrations", lambda: needed)
    status, answer = ask(client)
    assert (status, answer["status"]) == (503, "failing")
    detail = "1 migrations are not applied."
    assert answer["checks"]["migrations"] == {"status": "failing", "detail": detail}
    assert "sealer" not in answer["checks"]


def test_a_database_that_only_reads_though_nobody_asked_for_it(client):
    with connection.cursor() as cursor:
        cursor.execute("set transaction read only")
    status, answer = ask(client)
    assert (status, answer["status"]) == (503, "failing")
    assert answer["checks"]["writing"]["status"] == "failing"


# what is said, and is no fault


def test_read_only_mode_is_said_and_the_sealer_rests(client, settings, monkeypatch):
    settings.READ_ONLY = True
    monkeypatch.setattr(trail, "unsealed_age", lambda: 3600.0)
    status, answer = ask(client)
    assert (status, answer["status"]) == (200, "ok")
    assert answer["checks"]["writing"] == {"status": "ok", "mode": "read-only"}
    assert answer["checks"]["sealer"] == {"status": "ok", "seconds": 3600}


# what somebody should look at


@pytest.mark.parametrize(("age", "status"), [(60.4, "ok"), (61.0, "degraded")])
def test_a_trail_that_nobody_seals(client, monkeypatch, age, status):
    monkeypatch.setattr(trail, "unsealed_age", lambda: age)
    code, answer = ask(client)
    assert (code, answer["status"]) == (200, status)
    assert answer["checks"]["sealer"]["status"] == status
    assert answer["checks"]["sealer"]["seconds"] == round(age)


@pytest.mark.django_db(transaction=True)
def test_the_age_is_that_of_the_oldest_entry_without_a_seal(client):
    make_unit()
    time.sleep(0.6)
    make_unit()
    assert 1 <= ask(client)[1]["checks"]["sealer"]["seconds"] < 60
    trail.seal()
    assert ask(client)[1]["checks"]["sealer"]["seconds"] == 0


def test_a_data_folder_that_is_not_made_yet_is_no_fault(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "not" / "yet"
    assert ask(client)[1]["checks"]["disk"]["status"] in ("ok", "degraded")


@pytest.mark.parametrize(
    ("total", "free", "status"),
    [
        (100 * GB, 6 * GB, "ok"),
        (100 * GB, 4 * GB, "degraded"),  # under 5 %
        (2 * GB, GB // 4, "degraded"),  # 12 %, and under 500 MB
    ],
)
def test_a_disk_that_fills_up(client, monkeypatch, total, free, status):
    usage = Usage(total, total - free, free)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage)
    code, answer = ask(client)
    assert (code, answer["checks"]["disk"]["status"]) == (200, status)


@pytest.mark.parametrize(
    ("hours", "status"), [(None, "degraded"), (25, "ok"), (27, "degraded")]
)
def test_a_backup_that_is_missing_or_old(client, settings, tmp_path, hours, status):
    settings.BACKUP_DIR = tmp_path
    if hours:
        make_backup(tmp_path, datetime.now(UTC) - timedelta(hours=hours))
    code, answer = ask(client)
    assert (code, answer["checks"]["backup"]["status"]) == (200, status)
    assert answer["status"] == status
    assert str(tmp_path) not in str(answer)


def test_a_backup_that_was_cut_off_does_not_count(client, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    folder = make_backup(tmp_path, datetime.now(UTC))
    os.truncate(folder / folders.DUMP, 2)
    assert ask(client)[1]["checks"]["backup"]["status"] == "degraded"


def make_backup(target, moment):
    folder = target / folders.name_of(moment)
    folder.mkdir()
    for part in folders.PARTS:
        (folder / part).write_bytes(b"part")
    folders.write_manifest(folder, {})
    return folder

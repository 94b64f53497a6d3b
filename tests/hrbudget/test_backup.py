import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from hrbudget.backup import BackupError, folders, making, programs, restoring
from hrbudget.database.base import owner
from hrbudget.database.launcher import APPLICATION, OWNER, EmbeddedPostgres
from programme import trail
from programme.models import Restoration
from tests.factories import make_unit
from tests.reporting.publications import CANARY, publish_city

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["database.dump", "uploads.tar", "manifest.json", "SHA256SUMS"]


@pytest.fixture
def city(transactional_db, settings, tmp_path):
    """The small city on record, one file uploaded, one entry of the trail unsealed."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    default_storage.save("imports/one.xlsx", ContentFile(b"a workbook"))
    city = publish_city()
    trail.seal()
    make_unit("LAST")
    return city


def back_up(target, **options):
    """The folder of a new backup, and what the command said."""
    said = io.StringIO()
    call_command("backup", str(target), stdout=said, **options)
    return folders.backups_in(target)[0].folder, said.getvalue()


@contextlib.contextmanager
def elsewhere(settings, tmp_path):
    """Within the block the site has an empty database and no uploads."""
    here = connection.settings_dict["NAME"]
    there = f"{here}_elsewhere"
    with owner(connection), connection.cursor() as cursor:
        cursor.execute(f"create database {there}")
    connection.settings_dict["NAME"] = there
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = here
        with owner(connection), connection.cursor() as cursor:
            cursor.execute(f"drop database {there}")


def restore(folder):
    """What the command said; raises CommandError as the command does."""
    said = io.StringIO()
    call_command("restore", str(folder), stdout=said)
    return said.getvalue()


def manage(*arguments, folder, **env):
    """A command of an installation with this data folder."""
    here = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**here, "HRBUDGET_DATA_DIR": str(folder), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# the drill


def test_a_backup_comes_back_in_another_data_folder(city, tmp_path):
    backup, said = back_up(tmp_path / "backups")
    assert "1 uploads, 2 publications." in said
    data = tmp_path / "another"
    server = EmbeddedPostgres(data / "pg18")
    try:
        done = manage("restore", str(backup), folder=data)
        assert done.returncode == 0, done.stderr
        assert "2 publications, every number and hash recomputed: as in" in done.stdout
        assert (data / "uploads/imports/one.xlsx").read_bytes() == b"a workbook"
        with psycopg.connect(**server.params(OWNER)) as session:
            lines = "select count(*), max(amount)::text from budgeting_spendingline"
            assert session.execute(lines).fetchone() == (7, CANARY)
            told = (
                "select r.differences, c.metadata ->> 'reason', l.entry is not null"
                " from programme_restoration r"
                " join programme_restorationtrail e on e.id = r.id"
                " join pghistory_context c on c.id = e.pgh_context_id"
                " left join programme_traillink l on l.entry = e.pgh_id"
            )
            entry = session.execute(told).fetchall()
            assert entry == [(0, "A backup was restored.", True)]
            may = "select has_table_privilege(%s, 'reporting_publishedline', %s)"
            for right, given in (("insert", True), ("update", False)):
                assert session.execute(may, [APPLICATION, right]).fetchone() == (given,)
        refused = manage(
            *("add_year", "2031", "--programme", "P1"),
            folder=data,
            HRBUDGET_READ_ONLY="1",
        )
        assert refused.returncode == 1
        assert refused.stderr == (
            "The site is in read-only mode (HRBUDGET_READ_ONLY): nothing was changed.\n"
        )
    finally:
        server.stop()


def test_what_is_committed_while_it_is_made_is_not_half_in_it(
    city, tmp_path, monkeypatch
):
    run = programs.run

    def with_somebody_at_work(program, *arguments, env):
        if program.name == "pg_dump":
            other = connection.copy()
            with contextlib.closing(other), other.cursor() as cursor:
                cursor.execute(
                    "insert into programme_budgetunit (code, name, kind, sector,"
                    " obliged_from) values ('LATE', 'Late', 'ministry', '', 2009)"
                )
        run(program, *arguments, env=env)

    monkeypatch.setattr(programs, "run", with_somebody_at_work)
    backup, _said = back_up(tmp_path / "backups")
    reader = programs.folder_for(programs.server_major()) / "pg_restore"
    units = ["--data-only", "--table=programme_budgetunit", "--file=-"]
    dump = str(backup / "database.dump")
    shown = subprocess.run([reader, *units, dump], capture_output=True, check=True)
    assert b"LAST" in shown.stdout and b"LATE" not in shown.stdout
    manifest = json.loads((backup / "manifest.json").read_text())
    assert manifest["rows"]["programme_budgetunit"] == 5


def test_a_database_of_other_code_is_not_backed_up_by_this(city, tmp_path, monkeypatch):
    def fail():
        raise ProgrammingError('relation "programme_trailseal" does not exist\nLINE 1')

    monkeypatch.setattr(trail, "last_head", fail)
    other = r'other code than this \(relation "programme_trailseal" does not exist\)'
    with pytest.raises(CommandError, match=other):
        call_command("backup", str(tmp_path))


@pytest.mark.slow
def test_a_figure_altered_with_triggers_off_is_found_when_it_is_restored(
    city, settings, tmp_path
):
    with owner(connection), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "update reporting_publishedline set amount = amount + 1 where code = 'M1'"
        )
        cursor.execute(
            "update budgeting_spendingline set amount = amount + 1 where code = 'M1'"
        )
    backup, _said = back_up(tmp_path / "backups")
    with elsewhere(settings, tmp_path):
        with pytest.raises(CommandError) as refused:
            restore(backup)
        said = str(refused.value)
        assert "Publication 2030 #1: lines.csv is not the file of the manifest" in said
        assert "is published as 400.00 and recomputed as 401.00" in said
        assert "2029" not in said
        line = r"row not as its last entry: budgeting_spendingline \d+ was changed"
        assert re.search(line, said)
        assert Restoration.objects.get().differences == said.count("\n")
        with pytest.raises(CommandError, match="is not empty .* Nothing was changed"):
            restore(backup)


def test_rows_and_publications_that_did_not_come_back_are_named(city, tmp_path):
    backup, _said = back_up(tmp_path / "backups")
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["rows"]["programme_action"] += 1
    manifest["publications"].append({"year": 2031, "number": 1, "hash": "ab"})
    manifest["uploads"]["files"] = 2
    head = manifest["trail"]
    assert restoring.check_trail(manifest).differences == []
    manifest["trail"] = {**head, "hash": "ab" * 32}
    assert restoring.check_rows(manifest).differences == [
        "programme_action: 4 rows, 5 expected."
    ]
    assert restoring.check_publications(manifest).differences == [
        "Publication 2031 #1 with hash ab is missing."
    ]
    assert restoring.check_uploads(manifest).differences == [
        "Uploads: {'files': 1, 'bytes': 10}, {'files': 2, 'bytes': 10} expected."
    ]
    assert restoring.check_trail(manifest).differences == [
        f"head not in the chain: of the backup {head['position']}:{'ab' * 32}"
    ]


# what is refused


@pytest.fixture
def backup(tmp_path):
    """A backup whole enough to be read, of nothing."""
    folder = tmp_path / "hrbudget-20270131T020000Z"
    folder.mkdir()
    (folder / "database.dump").write_bytes(b"PGDMP and so on")
    (folder / "uploads.tar").write_bytes(b"files")
    facts = {"code_version": "0.1.0", "migrations": {}, "postgresql": 18, "rows": {}}
    folders.write_manifest(folder, {**facts, "pg_dump": 18})
    return folder


@pytest.mark.parametrize("part", PARTS)
def test_a_backup_with_one_byte_changed_is_refused(backup, part):
    content = bytearray((backup / part).read_bytes())
    content[3] ^= 1
    (backup / part).write_bytes(content)
    with pytest.raises(CommandError, match="no whole backup, and nothing was restored"):
        restore(backup)


@pytest.mark.parametrize("part", PARTS)
def test_a_backup_that_was_cut_off_is_refused(backup, part):
    content = (backup / part).read_bytes()
    (backup / part).write_bytes(content[:-1])
    with pytest.raises(CommandError, match="has not the SHA-256|not as it was written"):
        restore(backup)


@pytest.mark.parametrize("part", PARTS)
def test_a_backup_without_one_of_its_parts_is_refused(backup, part):
    (backup / part).unlink()
    with pytest.raises(CommandError, match=f"{part} is missing"):
        restore(backup)


def test_a_folder_of_backups_is_no_backup(backup):
    with pytest.raises(CommandError, match=f"name one, such as .*{backup.name}"):
        restore(backup.parent)


def test_a_backup_of_newer_code_is_refused():
    newer = {"code_version": "9.0", "migrations": {"budgeting": "0999_later"}}
    with pytest.raises(BackupError, match=r"version 9\.0.*budgeting\.0999_later"):
        restoring.refuse_newer_code(newer)


@pytest.mark.django_db
def test_a_backup_of_a_newer_postgresql_is_refused():
    with pytest.raises(BackupError, match="The backup is of PostgreSQL 99"):
        restoring.refuse_older_server({"postgresql": 99})


@pytest.mark.django_db
def test_a_database_that_holds_anything_is_not_restored_into(tmp_path):
    with pytest.raises(BackupError, match="is not empty .* set HRBUDGET_DATA_DIR"):
        restoring.refuse_occupied(tmp_path)


@pytest.mark.slow
def test_uploads_are_not_written_over(transactional_db, settings, tmp_path):
    with elsewhere(settings, tmp_path):
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "file").touch()
        with pytest.raises(BackupError, match="The folder of uploads .* holds files"):
            restoring.refuse_occupied(tmp_path / "full")
        restoring.refuse_occupied(tmp_path / "empty")


def test_uploads_are_unpacked_into_their_own_folder_only(tmp_path):
    archive = tmp_path / "uploads.tar"
    with tarfile.open(archive, "w") as packed:
        packed.addfile(tarfile.TarInfo("../outside"))
    with pytest.raises(BackupError, match="no uploaded file"):
        restoring.unpack(archive, tmp_path / "uploads")
    assert not (tmp_path / "outside").exists()


# what is left behind


@pytest.fixture
def no_database(monkeypatch):
    """Backups of an empty dump, made at moments that follow one another."""

    def dump(path):
        path.write_bytes(b"dump")
        return {"rows": {}, "publications": [], "migrations": {}}

    moments = iter(range(10, 60))
    monkeypatch.setattr(making, "dump_database", dump)
    monkeypatch.setattr(
        folders, "name_of", lambda moment: f"hrbudget-20270131T0200{next(moments)}Z"
    )


def test_everything_in_a_backup_is_its_owners_alone(no_database, tmp_path):
    backup, _said = back_up(tmp_path / "backups")
    assert oct(backup.stat().st_mode)[-3:] == "700"
    assert oct(backup.parent.stat().st_mode)[-3:] == "700"
    assert {oct(path.stat().st_mode)[-3:] for path in backup.iterdir()} == {"600"}


def test_a_backup_that_failed_never_looks_like_a_good_one(
    no_database, tmp_path, monkeypatch
):
    def fail(path):
        path.write_bytes(b"half")
        raise BackupError("pg_dump failed (1): no space left")

    with monkeypatch.context() as patch:
        patch.setattr(making, "dump_database", fail)
        with pytest.raises(CommandError, match="no space left"):
            call_command("backup", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_what_a_killed_backup_left_is_no_backup_and_is_cleared_away(
    no_database, tmp_path
):
    left = tmp_path / ".unfinished-hrbudget-20270131T010000Z"
    left.mkdir()
    (left / "database.dump").write_bytes(b"half")
    assert folders.backups_in(tmp_path) == []
    back_up(tmp_path)
    assert not left.exists()


def test_two_backups_are_not_made_at_once(no_database, tmp_path):
    with (
        folders.unfinished(tmp_path, "hrbudget-20270131T010000Z"),
        pytest.raises(CommandError, match="Another backup"),
    ):
        call_command("backup", str(tmp_path))


def test_only_the_newest_are_kept_and_nothing_else_is_touched(no_database, tmp_path):
    (tmp_path / "hrbudget-20260101T000000Z").mkdir()  # a folder that is no backup
    (tmp_path / "letters").mkdir()
    for _ in range(3):
        back_up(tmp_path)
    newest, said = back_up(tmp_path, keep=2)
    kept = [backup.folder for backup in folders.backups_in(tmp_path)]
    assert len(kept) == 2 and kept[0] == newest
    assert said.count("Deleted hrbudget-") == 2
    assert (tmp_path / "letters").is_dir()
    assert (tmp_path / "hrbudget-20260101T000000Z").is_dir()
    with pytest.raises(CommandError, match="1 or more"):
        call_command("backup", str(tmp_path), keep=0)


# PostgreSQL's programs


def fake_programs(folder, *majors):
    """Folders whose pg_dump says that it is of each of these majors."""
    made = []
    for major in majors:
        place = folder / str(major)
        place.mkdir()
        said = f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {major}.2 (Debian)'\n"
        (place / "pg_dump").write_text(said)
        (place / "pg_dump").chmod(0o755)
        made.append(place)
    return made


def test_the_oldest_programs_that_know_the_server_are_used(tmp_path, monkeypatch):
    made = fake_programs(tmp_path, 18, 15, 16)
    monkeypatch.setattr(programs, "folders", lambda: made)
    chosen = [programs.folder_for(major).name for major in (14, 15, 16, 17, 18)]
    assert chosen == ["15", "15", "16", "18", "18"]
    with pytest.raises(BackupError, match="at hand are of version 18 .* version 19"):
        programs.folder_for(19)


@pytest.mark.django_db
def test_no_password_is_among_the_arguments_of_a_program(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "of somebody else")
    monkeypatch.setenv("PGSERVICE", "somebody else's")
    env = programs.environment()
    assert env["PGDATABASE"] == connection.settings_dict["NAME"]
    assert env["PGUSER"] == APPLICATION
    assert "PGPASSWORD" not in env and "PGSERVICE" not in env


def test_what_a_program_says_is_repeated():
    with pytest.raises(BackupError, match=r"pg_dump failed \(1\): .*no-such-host"):
        programs.run(
            programs.folder_for(14) / "pg_dump",
            "--host=no-such-host.invalid",
            env=dict(os.environ),
        )

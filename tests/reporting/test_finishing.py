import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from reporting import charts, finishing, keeping, open_files, tasks
from reporting.models import KeptFile, Picture
from tests.reporting.publications import publish_city

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def publication(monkeypatch):
    monkeypatch.setattr(finishing, "draw_pictures", drawn)
    return publish_city().publication


def drawn(publication):
    """One picture, which takes no second."""
    kept = {"name": "years", "language": "es", "narrow": False, "svg": "", "png": b"x"}
    _, new = Picture.objects.get_or_create(publication=publication, defaults=kept)
    return int(new)


def unfinished(after):
    """The years whose publication is found unfinished that long after now."""
    found = finishing.unfinished(DAY, now() + timedelta(minutes=after))
    return sorted(one.fiscal_year_id for one in found)


def test_publishing_makes_no_file_and_no_picture_in_its_transaction(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(open_files, "LARGE", 1)
    with django_capture_on_commit_callbacks() as follow:
        publish_city()
    assert len(follow) == 2  # one a publication: the process beside is begun
    assert not KeptFile.objects.exists()
    assert not Picture.objects.exists()


def test_what_was_published_a_while_ago_and_lacks_pictures_or_files_is_found(
    publication, monkeypatch
):
    assert unfinished(after=14) == []  # it may still be under way
    assert unfinished(after=16) == [2029, 2030]
    assert unfinished(after=60 * 25) == []  # too long ago to be begun again
    call_command("finish", "2030")
    assert unfinished(after=16) == [2029]
    monkeypatch.setattr(open_files, "LARGE", 1)  # both are long now
    assert unfinished(after=16) == [2029, 2030]
    keeping.keep_files(publication)
    assert unfinished(after=16) == [2029]


def test_the_command_says_what_it_made_and_makes_nothing_twice(
    publication, monkeypatch, capsys
):
    monkeypatch.setattr(open_files, "LARGE", 1)
    monkeypatch.setattr("os.nice", lambda by: by)
    call_command("finish", "2030", "--beside")
    call_command("finish", "2030")
    files = len(keeping.missing_files(publication)) + KeptFile.objects.count()
    assert capsys.readouterr().out == (
        f"2030 #1: {files} files kept, 1 pictures drawn, shown\n"
        "2030 #1: 0 files kept, 0 pictures drawn, shown\n"
    )
    with pytest.raises(CommandError, match=r"Nothing is published for 1999\."):
        call_command("finish", "1999")


def test_the_newest_is_finished_first(publication, capsys):
    call_command("finish")
    assert re.findall("^20.. #1", capsys.readouterr().out, re.M) == [
        "2030 #1",
        "2029 #1",
    ]


@pytest.mark.parametrize("command", ["finish", "keep_files", "draw"])
def test_no_two_commands_make_what_follows_at_once(publication, monkeypatch, command):
    held = []
    monkeypatch.setattr(keeping, "missing_files", lambda _: held.append(mine()) or [])
    monkeypatch.setattr(charts, "draw_pictures", lambda *_, **__: held.append(mine()))
    call_command(command)
    assert held and all(held)
    assert not mine()


def mine():
    """Whether this session holds the lock of those who finish."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select from pg_locks where locktype = 'advisory' and objsubid = 1"
            " and pid = pg_backend_pid()"
            " and objid = hashtext(%s)::bit(32)::bigint::oid",
            [finishing.LOCK],
        )
        return cursor.fetchone() is not None


def test_the_worker_begins_again_what_nobody_is_at(publication, monkeypatch):
    begun = []
    monkeypatch.setattr("reporting.charts.draw_beside", lambda *of: begun.append(of))
    tasks.finish_publications(0)
    assert begun == []
    monkeypatch.setattr(finishing, "PATIENCE", timedelta())
    tasks.finish_publications(0)
    assert begun == [(2029,), (2030,)]  # each by itself
    monkeypatch.setattr(finishing, "is_under_way", lambda: True)
    tasks.finish_publications(0)
    assert len(begun) == 2


@pytest.mark.django_db(transaction=True)
def test_one_process_at_a_time_finishes():
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtext(%s))", [finishing.LOCK])
        assert finishing.is_under_way()
    finally:
        other.close()
    with finishing.alone():
        assert not finishing.is_under_way()  # of this session's own
    assert not finishing.is_under_way()

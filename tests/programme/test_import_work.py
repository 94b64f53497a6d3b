"""What the worker does with a file: found again, stopped, broken off, begun again."""

import itertools
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import translation
from django.utils.timezone import now

from budgeting.models import FiscalYear, SpendingLine
from programme import uploads
from programme.imports import import_units, working
from programme.imports.working import HELD, as_found, is_at_work, perform_waiting
from programme.models import BudgetUnit, ImportBatch, ImportWork, Programme
from tests.factories import make_programme, make_user, make_year
from tests.faults import CUT, fault
from tests.interleaving import Stopped
from tests.programme.test_views import page
from tests.sessions import Session
from tests.workbooks import line, lines_sheet, write_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEADER = "code,name,kind,sector,obliged_from,obliged_until\n"


@pytest.fixture(autouse=True)
def _all_files_are_big(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(uploads, "AT_ONCE", 10)


@pytest.fixture
def admin(client):
    user = make_user("administrator")
    client.force_login(user)
    return user


def give(admin, rows="U1,Una,borough,,2009,\n"):
    file = SimpleUploadedFile("u.csv", (HEADER + rows).encode())
    return uploads.give_file(file, kind="units", by=admin)


def work():
    perform_waiting(lambda: True)


def shown(client, batch):
    return client.get(page("import_detail", batch.pk)).content.decode()


def outcome(batch):
    batch.refresh_from_db()
    return batch.outcome


def test_a_big_file_waits_for_the_worker_and_its_page_looks_again_by_itself(
    client, admin
):
    batch = give(admin)
    assert batch.outcome == "waiting"
    waiting = shown(client, batch)
    assert "It waits for its turn." in waiting
    assert '<meta http-equiv="refresh" content="3">' in waiting
    listed = client.get(page("import_list")).content.decode()
    assert "At work now" in listed and "Waits for its turn" in listed
    work()
    assert outcome(batch) == "checked"
    assert "http-equiv" not in shown(client, batch)


def test_the_job_that_wakes_the_worker_is_written_with_the_batch(admin):
    give(admin)
    with connection.cursor() as cursor:
        cursor.execute("select task_name, queue_name from procrastinate_jobs")
        assert cursor.fetchall() == [("programme.tasks.run_imports", "imports")]


def test_checked_loaded_and_undone_by_the_worker(admin):
    batch = give(admin)
    work()
    seen = ImportWork.objects.get().seen
    assert uploads.confirm_import(batch, by=admin, seen=seen).outcome == "waiting"
    assert not BudgetUnit.objects.exists()
    work()
    assert (outcome(batch), BudgetUnit.objects.count()) == ("loaded", 1)
    assert uploads.undo_import(batch, by=admin).outcome == "waiting"
    work()
    assert (outcome(batch), BudgetUnit.objects.count()) == ("undone", 0)


def test_what_a_command_loaded_is_undone_by_the_worker_if_it_is_much(
    admin, tmp_path, monkeypatch
):
    path = tmp_path / "u.csv"
    path.write_text(HEADER + "U1,Una,borough,,2009,\nU2,Dos,borough,,2009,\n")
    import_units(path)
    monkeypatch.setattr(uploads, "ROWS_AT_ONCE", 1)
    batch = ImportBatch.objects.get()
    assert uploads.undo_import(batch, by=admin).outcome == "waiting"
    work()
    assert (outcome(batch), BudgetUnit.objects.count()) == ("undone", 0)


def test_the_words_of_a_report_are_in_the_language_of_who_asked(admin):
    with translation.override("es"):
        batch = give(admin, "U1,Una,ninguno,,2009,\n")
    work()
    assert outcome(batch) == "refused"
    (error,) = ImportWork.objects.get().report["errors"]
    assert "ministry" in error["message"] and "Write" not in error["message"]


def test_what_runs_and_nobody_works_on_is_told_as_broken_off_and_begins_again(
    client, admin
):
    batch = give(admin)
    ImportBatch.objects.update(outcome="running")
    assert "Nothing was written: it can be run again." in shown(client, batch)
    assert outcome(batch) == "running"  # reading a page writes nothing
    client.post(page("import_again", batch.pk))
    assert outcome(batch) == "waiting"
    work()
    assert outcome(batch) == "checked"


def test_the_worker_notes_what_was_broken_off_and_does_not_begin_it_by_itself(admin):
    batch = give(admin)
    ImportBatch.objects.update(outcome="running")
    work()
    assert outcome(batch) == "broken"


def test_an_undoing_that_was_broken_off_leaves_the_import_loaded(admin):
    batch = give(admin)
    work()
    uploads.confirm_import(batch, by=admin, seen=ImportWork.objects.get().seen)
    work()
    uploads.undo_import(batch, by=admin)
    ImportBatch.objects.update(outcome="running")
    work()
    assert (outcome(batch), BudgetUnit.objects.count()) == ("loaded", 1)


def test_a_batch_that_somebody_works_on_is_not_taken_twice(client, admin):
    batch = give(admin)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s, %s)", [HELD, batch.pk])
        work()
        assert outcome(batch) == "waiting"
        ImportBatch.objects.update(outcome="running")
        ImportWork.objects.update(started_at=now(), done=1, of=4)
        assert "Step 2 of 4: Checking every row" in shown(client, batch)
    finally:
        other.close()


def test_what_waits_is_given_up(client, admin):
    batch = give(admin)
    client.post(page("import_drop", batch.pk))
    work()
    assert (outcome(batch), BudgetUnit.objects.count()) == ("dropped", 0)


def test_what_runs_stops_at_its_next_step_and_writes_nothing(admin, monkeypatch):
    batch = give(admin)
    monkeypatch.setattr(working.Work, "_asks_to_stop", lambda *_: True)
    work()
    assert outcome(batch) == "dropped"


def test_a_worker_that_is_told_to_end_leaves_its_work_to_the_next(admin):
    batch = give(admin)
    turns = iter([True, False])
    perform_waiting(lambda: next(turns, False))
    assert outcome(batch) == "waiting"
    work()
    assert outcome(batch) == "checked"


def test_a_file_changed_while_it_waited_to_be_loaded_is_not_loaded(admin):
    """The preview is compared when the worker comes to it, not when it was asked."""
    batch = give(admin)
    work()
    uploads.confirm_import(batch, by=admin, seen=ImportWork.objects.get().seen)
    BudgetUnit.objects.create(code="U1", name="Otra", kind="borough")
    work()
    assert outcome(batch) == "checked"
    assert ImportWork.objects.get().report["again"] is True
    assert BudgetUnit.objects.get().name == "Otra"


WORKER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "hrbudget.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.MEDIA_ROOT = sys.argv[1], sys.argv[2]
import django; django.setup()
from programme.imports.working import perform_waiting
from programme.models import BudgetUnit
write = BudgetUnit.objects.bulk_create
def written_and_then_long(*args, **options):
    write(*args, **options)
    print("written", flush=True)
    time.sleep(60)
BudgetUnit.objects.bulk_create = written_and_then_long
perform_waiting(lambda: True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_midst_of_writing_wrote_nothing_and_is_run_again(
    client, admin, settings
):
    batch = give(admin)
    work()
    uploads.confirm_import(batch, by=admin, seen=ImportWork.objects.get().seen)
    place = [connection.settings_dict["NAME"], str(settings.MEDIA_ROOT)]
    worker = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WORKER, *place], stdout=subprocess.PIPE, text=True
    )
    with worker:
        assert worker.stdout.readline() == "written\n"
        assert "Step 4 of 4: Writing" in shown(client, batch)
        assert not BudgetUnit.objects.exists()
        worker.kill()
    until = time.monotonic() + 60
    while is_at_work(batch.pk):  # the server has not noticed yet
        assert time.monotonic() < until
        time.sleep(0.05)
    assert "Nothing was written: it can be run again." in shown(client, batch)
    client.post(page("import_again", batch.pk))
    work()
    assert (outcome(batch), BudgetUnit.objects.count()) == ("loaded", 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("task", "statement", "left"),
    [("load", "INSERT INTO", ("dropped", 0)), ("undo", "DELETE FROM", ("loaded", 1))],
)
def test_a_stop_is_heard_while_rows_are_written_and_waits_for_nothing(
    admin, task, statement, left
):
    batch = give(admin)
    work()
    uploads.confirm_import(batch, by=admin, seen=ImportWork.objects.get().seen)
    if task == "undo":
        work()
        uploads.undo_import(batch, by=admin)
    writing = Stopped(work, f'{statement} "programme_budgetunit"').begin()
    assert writing.reached.is_set()
    asking = Session(lambda: uploads.drop_import(batch, by=admin)).begin()
    assert not asking.is_alive()
    writing.go_on()
    assert (asking.error, writing.error) == (None, None)
    assert (outcome(batch), BudgetUnit.objects.count()) == left


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rows", ["U1,Una,borough,,2009,\n", "U1,Una,ninguno,,2009,\n"])
def test_a_stop_and_what_a_check_found_do_not_wait_in_a_circle(admin, rows):
    batch = give(admin, rows)
    counted = 'UPDATE "programme_importbatch" SET "counts"'
    keeping = Stopped(work, counted).begin()
    assert keeping.reached.is_set()
    asking = Session(lambda: uploads.drop_import(batch, by=admin)).begin()
    keeping.go_on()
    asking.end()
    assert (asking.error, keeping.error) == (None, None)
    assert outcome(batch) in ("dropped", "refused")


def given(admin, code):
    return give(admin, f"{code},Una,borough,,2009,\n")


def loaded(admin, code):
    batch = given(admin, code)
    return uploads.confirm_import(batch, by=admin, seen=batch.work.seen)


def broken_off(admin, code):
    """A loading that broke off, to be run again."""
    batch = given(admin, code)
    ImportWork.objects.filter(pk=batch.pk).update(task="load")
    ImportBatch.objects.filter(pk=batch.pk).update(outcome="broken")
    return ImportBatch.objects.get(pk=batch.pk)


def budget_loaded(admin, code):
    """A past budget of one line of this code, in a year of its own."""
    number = 1950 + FiscalYear.objects.count()
    programme = Programme.objects.filter(code="PDH").first() or make_programme("PDH")
    make_year(number, programme, linking="requested")
    BudgetUnit.objects.get_or_create(code="01C001", name="Una", kind="borough")
    sheet = write_workbook(
        Path(default_storage.path("b.xlsx")), lines_sheet(line(line=code, actions=None))
    )
    file = SimpleUploadedFile("b.xlsx", sheet.read_bytes())
    batch = uploads.give_file(file, kind="budget", by=admin, year=number)
    return uploads.confirm_import(batch, by=admin, seen=batch.work.seen)


def is_unit(code):
    return BudgetUnit.objects.filter(code=code).exists()


def is_line(code):
    return SpendingLine.objects.kept().filter(code=code).exists()


ASKED = {  # what is made ready, where it leads to ask for the next, what then stands
    "give": (None, "checked", is_unit),
    "load": (given, "loaded", is_unit),
    "run again": (broken_off, "loaded", is_unit),
    "undo": (loaded, "undone", is_unit),
    "undo a budget": (budget_loaded, "undone", is_line),
}


def go_on(admin, batch, wanted):
    """What a person, or the worker, does next with this batch."""
    state = as_found(batch).outcome
    if state == "waiting":
        work()
    elif state == "broken":
        uploads.run_again(batch, by=admin)
    elif state == "loaded":
        uploads.undo_import(batch, by=admin)
    elif state == "checked" and wanted != "checked":
        uploads.confirm_import(batch, by=admin, seen=batch.work.seen)
    batch.refresh_from_db()


def stored():
    return {str(path) for path in Path(default_storage.path("imports")).glob("*")}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("asked", ASKED)
def test_a_fault_at_any_statement_leaves_all_or_nothing_and_a_way_on(
    admin, monkeypatch, asked, lasting
):
    monkeypatch.setattr(uploads, "AT_ONCE", 1_000_000)
    ready, wanted, stands = ASKED[asked]
    states = set()
    for at in itertools.count(1):
        code = f"U{at}"
        batch = ready(admin, code) if ready else None
        with fault(at, lasting=lasting) as failing, suppress(*CUT):
            if batch is None:
                given(admin, code)
            else:
                go_on(admin, batch, wanted)
        if not failing.met:
            break
        batch = batch or given(admin, code)  # given again: the same one, or a new one
        batch.refresh_from_db()
        states.add(state := as_found(batch).outcome)
        there = state != "undone" if wanted == "undone" else state == "loaded"
        assert stands(code) == there, at
        for _turn in range(3):
            if as_found(batch).outcome != wanted:
                go_on(admin, batch, wanted)
        assert (at, outcome(batch)) == (at, wanted)
        assert stands(code) == (wanted == "loaded")
    assert at > 15
    named = ImportBatch.objects.values_list("stored_file", flat=True)
    apart = stored() ^ {default_storage.path(name) for name in named}
    assert len(apart) == (asked == "give")  # whose COMMIT failed: it may be made
    assert len(states) > 1


def test_a_file_is_refused_at_once_with_its_errors_never_before(
    client, admin, monkeypatch
):
    batch = give(admin, "U1,,borough,,2009,\n")
    seen = []
    marked = working.marked_copy

    def looked_at_meanwhile(*args):
        seen.append(outcome(batch))
        return marked(*args)

    monkeypatch.setattr(working, "marked_copy", looked_at_meanwhile)
    work()
    assert (seen, outcome(batch)) == (["running"], "refused")
    assert batch.counts == {"errors": 1}
    assert "<strong>B2</strong>" in shown(client, batch)

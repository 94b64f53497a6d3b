"""Files of a year undone: past budgets through the gate, ceilings from the trail."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from budgeting import services
from budgeting.imports import copying, writing
from budgeting.models import (
    Ceiling,
    Event,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.overview.board import board_of
from budgeting.overview.readiness import year_rows
from budgeting.permissions import may_edit
from programme import trail, uploads
from programme.imports import working
from programme.models import ImportBatch
from reporting.publishing import publish_year
from tests.budgeting.test_views_ceilings import limit
from tests.factories import make_unit, make_user, make_year
from tests.loading import load_checked
from tests.workbooks import line, lines_sheet, write_workbook
from tests.writes import past_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def _uploads_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def year():
    return past_year()


@pytest.fixture
def by():
    return make_user("administrator")


def load(year, by, tmp_path, *rows, name="b.xlsx"):
    """The import of a budget workbook of these rows, confirmed."""
    path = write_workbook(tmp_path / name, lines_sheet(*rows))
    file = SimpleUploadedFile(name, path.read_bytes())
    batch = uploads.give_file(file, kind="budget", by=by, year=year.year)
    assert batch.outcome == "checked", batch.work.report
    return load_checked(batch, by)


def test_the_preview_of_a_budget_counts_units_and_says_what_changes(
    year, by, tmp_path, client
):
    make_unit("02C001")
    load(year, by, tmp_path, line(), line(unit="02C001"))
    rows = [line(description="Otra"), line(unit="02C001")]
    path = write_workbook(tmp_path / "other.xlsx", lines_sheet(*rows))
    file = SimpleUploadedFile("other.xlsx", path.read_bytes())
    batch = uploads.give_file(file, kind="budget", by=by, year=year.year)
    client.force_login(by)
    shown = client.get(f"/en/desk/imports/{batch.pk}/").content.decode()
    assert "1 changed unit<" in shown
    assert "1 unit of which nothing changes<" in shown
    assert "Its rows say something else" in shown


def undo(batch, by):
    undone = uploads.undo_import(batch, by=by)
    batch.work.refresh_from_db()
    return undone.outcome


def blocks(batch, by):
    return " ".join(uploads.undoing_of(batch, by=by).blocks)


def held():
    """The lines that count: their keys, codes, amounts and what they cite."""
    return [
        (one.pk, one.code, one.amount, [c.action.code for c in one.citations.all()])
        for one in SpendingLine.objects.kept().order_by("pk")
    ]


def test_a_new_budget_is_undone_to_nothing_and_nothing_is_deleted(year, by, tmp_path):
    batch = load(year, by, tmp_path, line(), line(line="L2", amount=500))
    assert undo(batch, by) == "undone"
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.source_hash) == ("draft", "")
    assert proposal.approved_at is None
    assert (held(), SpendingLine.objects.count()) == ([], 2)
    (row,) = board_of(year).rows
    assert (row.state, row.counts.lines) == ("none", 0)


def test_the_story_of_the_proposal_says_who_undid_which_file(year, by, tmp_path):
    batch = load(year, by, tmp_path, line())
    undo(batch, by)
    event = Event.objects.get(kind="import_undone")
    assert (event.by, event.batch, event.proposal) == (
        by,
        batch,
        Proposal.objects.get(),
    )
    assert (event.from_status, event.to_status) == ("approved", "draft")


def test_what_was_undone_is_loaded_again_as_new(year, by, tmp_path):
    undo(load(year, by, tmp_path, line()), by)
    again = load(year, by, tmp_path, line(amount=7), name="c.xlsx")
    assert again.counts["proposals"] == {"new": 1, "changed": 0, "unchanged": 0}
    assert [row[1:3] for row in held()] == [("L1", Decimal("7.00"))]
    assert Proposal.objects.get().status == "approved"
    event = Event.objects.filter(kind="imported").first()
    assert (event.from_status, event.to_status) == ("", "approved")


def test_a_changed_budget_is_as_it_was_row_by_row(year, by, tmp_path):
    load(year, by, tmp_path, line(), line(line="L2", amount=500))
    before = held()
    kept = PolicyFramework.objects.filter(removed_at=None)
    frameworks = set(kept.values_list("pk"))
    approved_at = Proposal.objects.get().approved_at
    second = load(year, by, tmp_path, line(amount=9), name="c.xlsx")
    assert [row[1:3] for row in held()] == [("L1", Decimal("9.00"))]

    assert undo(second, by) == "undone"
    proposal = Proposal.objects.get()
    assert held() == before
    assert set(kept.values_list("pk")) == frameworks
    assert (proposal.status, proposal.approved_at) == ("approved", approved_at)
    same = load(year, by, tmp_path, line(), line(line="L2", amount=500), name="d.xlsx")
    assert same.counts["lines"] == {"new": 0, "changed": 0, "unchanged": 2}


def test_units_that_the_file_does_not_name_are_not_touched(year, by, tmp_path):
    make_unit("01C002")
    load(year, by, tmp_path, line(unit="01C002"))
    other = Proposal.objects.get()
    undo(load(year, by, tmp_path, line(), name="c.xlsx"), by)
    other.refresh_from_db()
    assert (other.status, other.version, len(held())) == ("approved", 1, 1)


def test_the_trail_holds_after_undoing(year, by, tmp_path):
    undo(load(year, by, tmp_path, line()), by)
    trail.seal()
    assert trail.verify() == []


def test_a_file_that_another_one_came_after_is_not_undone(year, by, tmp_path):
    first = load(year, by, tmp_path, line())
    second = load(year, by, tmp_path, line(amount=9), name="c.xlsx")
    assert "01C001" in blocks(first, by)
    assert undo(first, by) == "loaded"
    assert undo(second, by) == "undone"
    assert undo(first, by) == "undone"
    assert held() == []


def test_the_same_rows_come_back_by_a_later_file_are_not_the_first_files(
    year, by, tmp_path
):
    first = load(year, by, tmp_path, line())
    load(year, by, tmp_path, line(amount=9), name="c.xlsx")
    third = load(year, by, tmp_path, line(), name="d.xlsx")
    before = held()
    assert "01C001" in blocks(first, by)
    assert undo(first, by) == "loaded"
    assert held() == before
    assert undo(third, by) == "undone"
    assert [row[2] for row in held()] == [Decimal("9.00")]


def test_a_published_year_is_corrected_by_a_file_and_not_undone(year, by, tmp_path):
    batch = load(year, by, tmp_path, line())
    FiscalYear.objects.filter(pk=year.pk).update(published_at=now())
    assert "The year 2011 is published: load a file with" in blocks(batch, by)
    assert undo(batch, by) == "loaded"
    assert len(held()) == 1


def test_what_stood_before_passes_the_gate_or_nothing_is_undone(year, by, tmp_path):
    """The rule became stricter since: the lines of before cite nothing."""
    none = {"actions": None}
    load(year, by, tmp_path, line(**none))
    second = load(year, by, tmp_path, line(), name="c.xlsx")
    Proposal.objects.update(status="draft", approved_at=None)
    FiscalYear.objects.update(linking="required")
    Proposal.objects.update(status="approved", approved_at=now())
    assert undo(second, by) == "loaded"
    assert "L1 (uncited)" in second.work.report["not_undone"]
    assert [row[3] for row in held()] == [["01.01.01"]]


def test_while_rows_are_written_it_is_told_how_many_and_a_stop_is_heard(
    year, by, tmp_path, monkeypatch
):
    monkeypatch.setattr(writing, "SLICE", 2)
    monkeypatch.setattr(copying, "ROWS_AT_ONCE", 2)
    told = []

    def asks_to_stop(work, done, of):
        told.append(f"{done} of {of}")
        return told[-1] == "350 of 400"

    monkeypatch.setattr(working.Work, "_asks_to_stop", asks_to_stop)
    lines = [line(line=f"L{n}") for n in range(4)]  # and as many citations
    assert load(year, by, tmp_path, *lines).outcome == "dropped"
    assert told[-3:] == ["3 of 4", "325 of 400", "350 of 400"]
    assert not SpendingLine.objects.exists()


# ceilings


def ceilings(year, by, rows):
    content = f"unit,chapter,amount\n{rows}".encode()
    file = SimpleUploadedFile("techos.csv", content)
    batch = uploads.give_file(file, kind="ceilings", by=by, year=year.year)
    return load_checked(batch, by)


def amounts():
    return sorted(Ceiling.objects.values_list("unit__code", "chapter", "amount"))


def test_ceilings_are_as_before_the_file(by):
    year = make_year()
    limit(year, make_unit("U1"), "5000.00")
    make_unit("U2")
    before = amounts()
    batch = ceilings(year, by, "U1,,6000\nU2,1000,70.50\n")
    assert undo(batch, by) == "undone"
    assert amounts() == before
    event = Event.objects.get(kind="import_undone")
    assert (event.batch, event.fiscal_year) == (batch, year)


def test_a_ceiling_that_was_changed_since_by_hand_is_named_and_kept(by):
    year = make_year()
    ceiling = limit(year, make_unit("U1"), "5000.00")
    batch = ceilings(year, by, "U1,,6000\n")
    Ceiling.objects.filter(pk=ceiling.pk).update(amount="6500.00")
    assert "changed since this import" in blocks(batch, by)
    assert undo(batch, by) == "loaded"
    assert amounts()[0][2] == Decimal("6500.00")


def test_only_who_keeps_ceilings_undoes_them(by):
    year = make_year()
    make_unit("U1")
    batch = ceilings(year, by, "U1,,6000\n")
    with pytest.raises(PermissionDenied):
        uploads.undo_import(batch, by=make_user("finance_head"))
    assert ImportBatch.objects.get().outcome == "loaded"


def test_what_was_undone_is_nothing_to_whoever_looks(year, by, tmp_path):
    undo(load(year, by, tmp_path, line()), by)
    proposal = Proposal.objects.get()
    officer = make_user("preparer", proposal.unit)
    assert not Proposal.objects.visible_to(officer).exists()
    assert year_rows([year])[0].said == []
    assert board_of(year).rows[0].proposal is None
    assert publish_year(year).publication.publishedunits.get().origin == ""


def test_a_unit_begins_its_own_proposal_where_an_import_was_undone(year, by, tmp_path):
    undo(load(year, by, tmp_path, line()), by)
    today = year.today()
    FiscalYear.objects.update(opens_on=today, closes_on=today)
    unit = Proposal.objects.get().unit
    officer = make_user("preparer", unit)
    begun = services.create_proposal(year, unit, by=officer)
    assert (begun.origin, begun.status, begun.version) == ("entered", "draft", 3)
    assert may_edit(officer, begun)
    assert Event.objects.latest("pk").kind == "created"
    assert services.create_proposal(year, unit, by=officer).version == 3


def test_what_a_file_brought_and_stands_is_never_taken_over(year, by, tmp_path):
    load(year, by, tmp_path, line())
    refused = pytest.raises(IntegrityError, match="do not change")
    with refused, transaction.atomic():
        Proposal.objects.update(origin="entered")

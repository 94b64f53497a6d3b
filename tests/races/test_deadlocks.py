"""No two services wait for each other: import, submission, publication, edits at once.

Everybody takes the same road: the queue of imports, the proposals (in order of key),
the year, what is below it. The twins leave that road, and PostgreSQL has to choose a
victim.
"""

from datetime import date

import pytest

from budgeting import services
from budgeting.imports import import_budget
from budgeting.models import FiscalYear, SpendingLine, Submission
from reporting.models import Publication
from reporting.publishing import publish_year
from tests.factories import (
    make_action,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.interleaving import COMMIT, Stopped, interleave
from tests.reporting.cities import Line, budget
from tests.sessions import Session
from tests.workbooks import line, lines_sheet, write_workbook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year():
    """A past year, with one unit's budget from a file and one unit yet to come."""
    programme = make_programme("DH")
    action = make_action(programme, "01.01.01")
    year = make_year(2011, programme, linking="requested")
    budget(year, make_unit("U1"), Line("L", "100.00", {action: 10000}))
    make_unit("01C001")
    return year


def load(tmp_path, year, amount):
    path = write_workbook(tmp_path / f"{amount}.xlsx", lines_sheet(line(amount=amount)))
    return lambda: import_budget(path, year)


def publish_while_importing(year, tmp_path):
    """The first publication of a year, while a file brings a new unit to it."""
    return interleave(
        load(tmp_path, year, 1000),
        lambda: publish_year(year),
        before="pg_get_serial_sequence",  # its proposal is there and names the year
    )


def test_a_publication_waits_for_the_file_that_is_being_loaded(year, tmp_path):
    assert publish_while_importing(year, tmp_path) == ("done", "done")
    units = Publication.objects.get().publishedlines.values_list("unit_code", flat=True)
    assert set(units) == {"U1", "01C001"}


def saver_waits(year) -> bool:
    """Whether a unit that saves has to wait for the publication of its year."""
    proposal = make_proposal(year)
    framework, officer = proposal.frameworks.get(), make_user("preparer", proposal.unit)
    publishing = Stopped(lambda: publish_year(year), before=COMMIT).begin()
    saving = Session(
        lambda: services.save_framework(
            proposal, by=officer, values={"name": "Otro"}, framework=framework
        )
    ).begin()
    waits = saving.is_alive()
    publishing.go_on()
    assert saving.end().error is None
    return waits


def test_nobody_who_saves_waits_for_a_publication(year):
    assert not saver_waits(year)


def test_with_the_whole_year_locked_the_saver_would_wait(year, monkeypatch):
    monkeypatch.setattr(
        "budgeting.services.years.lock_year",
        lambda pk: FiscalYear.objects.select_for_update().get(pk=pk),
    )
    assert saver_waits(year)


def two_import(year, tmp_path):
    """Two people load two files of the same unit at once."""
    return interleave(
        load(tmp_path, year, 1000), load(tmp_path, year, 2000), before=COMMIT
    )


def test_of_two_files_of_one_unit_the_second_replaces_the_first(year, tmp_path):
    assert two_import(year, tmp_path) == ("done", "done")
    lines = SpendingLine.objects.kept().filter(proposal__unit__code="01C001")
    assert [line.amount for line in lines] == [2000]


def test_without_the_queue_one_of_the_two_files_is_refused(year, tmp_path, monkeypatch):
    monkeypatch.setattr("programme.imports.running.one_at_a_time", lambda: None)
    assert two_import(year, tmp_path) == ("done", "ImportRefused")


def test_everybody_at_once_and_nobody_in_each_others_way(year, tmp_path):
    proposals = [make_proposal(year) for _ in range(6)]
    signers = [make_user("signatory", one.unit) for one in proposals]
    analyst = make_user("analyst")

    def hand_in(proposal, by):
        services.submit_proposal(proposal, by=by)
        seen = Submission.objects.get(proposal=proposal).content_hash
        services.approve_proposal(proposal, by=analyst, content_hash=seen)

    def save(proposal, by):
        framework = proposal.frameworks.get()
        services.save_framework(
            proposal, by=by, values={"name": "Otro"}, framework=framework
        )

    pairs = list(zip(proposals, signers, strict=True))
    work = [
        *(lambda p=p, by=by: hand_in(p, by) for p, by in pairs[:4]),
        *(lambda p=p, by=by: save(p, by) for p, by in pairs[4:]),
        load(tmp_path, year, 1000),
        load(tmp_path, year, 2000),
        lambda: publish_year(year),
        lambda: publish_year(year),
        lambda: services.extend_window(
            year, proposals[0].unit, by=head, until=date(2999, 1, 1), reason="x"
        ),
    ]
    head = make_user("finance_head")
    sessions = [Session(one) for one in work]
    for session in sessions:
        session.start()
    assert [str(session.end().error or "") for session in sessions] == [""] * len(work)

"""The terms of a year change while its units work: neither gets past the other."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from budgeting import services
from budgeting.models import Citation, FiscalYear
from budgeting.services import Rule
from budgeting.services.terms import codes_of, mark_of
from programme import uploads
from programme.models import ImportBatch
from tests.factories import (
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.interleaving import COMMIT, interleave
from tests.workbooks import line, lines_sheet, write_workbook
from tests.writes import past_year

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FILES = {
    "budget": lines_sheet(line(actions=None)),
    "ceilings": {"ceilings": [["unit", "chapter", "amount"], ["01C001", None, 5]]},
}


@pytest.fixture
def year():
    return make_year(linking="requested")


def tightens(year) -> Callable:
    head, now = make_user("finance_head"), Rule.of(year)
    to = Rule("required", now.currency, "", "")
    return lambda: services.change_rule(year, by=head, to=to, seen=mark_of(now))


def submits(year) -> Callable:
    """A unit hands in a proposal whose line cites nothing, as the rule allowed."""
    proposal = make_proposal(year)
    Citation.objects.all().delete()
    signer = make_user("signatory", proposal.unit)
    return lambda: services.submit_proposal(proposal, by=signer)


def test_who_submits_while_the_rule_is_tightened_meets_the_new_rule(year):
    rule, unit = tightens(year), submits(year)
    assert interleave(rule, unit, before=COMMIT) == ("done", "WorkflowError")
    assert FiscalYear.objects.get().linking == "required"


def test_who_tightens_the_rule_while_a_unit_submits_finds_it_fixed(year):
    rule, unit = tightens(year), submits(year)
    assert interleave(unit, rule, before=COMMIT) == ("done", "WorkflowError")
    assert FiscalYear.objects.get().linking == "requested"


def test_programmes_change_while_units_begin_and_nobody_is_a_victim(year):
    keeper, codes = make_user("administrator"), codes_of(year)
    to = [make_programme("Q").code, *codes]
    unit = make_proposal(make_year(2001)).unit
    officer = make_user("preparer", unit)
    begin = lambda: services.create_proposal(year, unit, by=officer)  # noqa: E731
    change = lambda: services.change_programmes(  # noqa: E731
        year, by=keeper, to=to, seen=mark_of(codes)
    )
    assert interleave(begin, change, before=COMMIT) == ("done", "done")
    assert codes_of(year) == to


@pytest.fixture
def empty():
    """A year in preparation, with nothing on it."""
    return make_year(2035, closed_at=now())


def removes(year) -> Callable:
    keeper = make_user("administrator")
    return lambda: services.remove_year(year, by=keeper, reason="Por error")


def opens(year) -> Callable:
    head = make_user("finance_head")
    return lambda: services.open_year(year, by=head)


def limits(year) -> Callable:
    """A unit's first ceiling, by hand."""
    keeper, unit = make_user("administrator"), make_unit()
    return lambda: services.set_ceilings(
        year,
        unit,
        by=keeper,
        amounts={None: Decimal(5)},
        seen={None: None},
        reason="Decreto",
    )


@pytest.mark.parametrize("other", [opens, limits])
def test_a_year_is_either_removed_or_used_whoever_was_first(empty, other):
    assert interleave(removes(empty), other(empty), before=COMMIT) == (
        "done",
        "WorkflowError",
    )
    assert not FiscalYear.objects.exists()


@pytest.mark.parametrize("other", [opens, limits])
def test_what_is_used_just_before_it_is_removed_stays(empty, other):
    assert interleave(other(empty), removes(empty), before=COMMIT) == (
        "done",
        "WorkflowError",
    )
    assert FiscalYear.objects.get() == empty


@pytest.mark.parametrize("kind", ["budget", "ceilings"])
def test_a_file_for_a_year_that_is_being_removed_is_refused_in_words(
    settings, tmp_path, kind
):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    year = past_year()
    FiscalYear.objects.update(closed_at=now())
    path = write_workbook(tmp_path / "b.xlsx", FILES[kind])
    sent = SimpleUploadedFile("b.xlsx", path.read_bytes())
    by = make_user("administrator")
    gives = lambda: uploads.give_file(sent, kind=kind, by=by, year=year.year)  # noqa: E731
    assert interleave(removes(year), gives, before=COMMIT) == ("done", "done")
    batch = ImportBatch.objects.get()
    assert batch.outcome == "refused"
    (error,) = batch.work.report["errors"]
    assert error["message"] == "El ejercicio 2011 se quitó mientras tanto."

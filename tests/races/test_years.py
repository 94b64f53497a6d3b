"""The terms of a year change while its units work: neither gets past the other."""

from collections.abc import Callable

import pytest

from budgeting import services
from budgeting.models import Citation, FiscalYear
from budgeting.services import Rule
from budgeting.services.terms import codes_of, mark_of
from tests.factories import make_programme, make_proposal, make_user, make_year
from tests.interleaving import COMMIT, interleave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


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

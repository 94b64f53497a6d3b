from decimal import Decimal

import pytest
from django.utils.timezone import now

from budgeting.ceilings import Allowed, allowed_of
from budgeting.checks import faults_of
from budgeting.models import Ceiling, CeilingException
from tests.factories import make_framework, make_line, make_proposal, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def head():
    return make_user("finance_head")


@pytest.fixture
def proposal():
    """3,000.00 in chapter 1000 and 500.00 in chapter 2000."""
    proposal = make_proposal(lines=0)
    framework = make_framework(proposal)
    make_line(framework, "1", "3000.00", object_code="1131")
    make_line(framework, "2", "500.00", object_code="2111")
    return proposal


def ceiling(proposal, amount, chapter=None):
    return Ceiling.objects.create(
        fiscal_year=proposal.fiscal_year,
        unit=proposal.unit,
        chapter=chapter,
        amount=amount,
    )


def grant(proposal, head, amount, chapter=None, **values):
    return CeilingException.objects.create(
        fiscal_year=proposal.fiscal_year,
        unit=proposal.unit,
        chapter=chapter,
        amount=amount,
        reason="Sismo",
        by=head,
        **values,
    )


def test_what_is_allowed_is_each_ceiling_and_what_was_granted_above_it(proposal, head):
    ceiling(proposal, "3000.00")
    ceiling(proposal, "2500.00", 1000)
    keys = (
        grant(proposal, head, "400.00").pk,
        grant(proposal, head, "100.50").pk,
    )
    grant(proposal, head, "9.00", 5000)  # above no ceiling
    unit = proposal.unit_id
    allowed = allowed_of(proposal.fiscal_year, proposal.unit)
    assert allowed == {
        (unit, None): Allowed(Decimal("3000.00"), Decimal("500.50"), keys),
        (unit, 1000): Allowed(Decimal("2500.00"), Decimal(0)),
    }
    assert allowed[unit, None].amount == Decimal("3500.50")
    assert allowed_of(proposal.fiscal_year) == allowed


def test_a_ceiling_holds_to_the_cent_with_what_was_granted(proposal, head):
    ceiling(proposal, "3000.00")
    assert faults_of(proposal).ceilings == [
        "The proposal is 500.00 above its ceiling of 3,000.00."
    ]
    given = grant(proposal, head, "499.99")
    assert faults_of(proposal).ceilings == [
        "The proposal is 0.01 above its ceiling of 3,499.99. "
        "(An exception of 499.99 is counted in it.)"
    ]
    grant(proposal, head, "0.01")
    assert faults_of(proposal).ceilings == []
    given.withdrawn_at, given.withdrawn_by = now(), head
    given.withdrawal_reason = "Ya no"
    given.save()
    assert len(faults_of(proposal).ceilings) == 1


def test_an_exception_for_a_chapter_leaves_the_ceiling_in_all(proposal, head):
    ceiling(proposal, "3400.00")
    ceiling(proposal, "2000.00", 1000)
    grant(proposal, head, "1000.00", 1000)
    assert faults_of(proposal).ceilings == [
        "The proposal is 100.00 above its ceiling of 3,400.00."
    ]

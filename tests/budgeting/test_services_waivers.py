from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import now

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Waiver
from tests.factories import (
    make_framework,
    make_line,
    make_proposal,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return make_line(make_framework(make_proposal(lines=0)))


@pytest.fixture
def head():
    return make_user("finance_head")


def test_the_head_lets_one_line_pass_and_the_trail_says_why(line, head):
    waiver = services.grant_waiver(line, by=head, reason=" Laudo firme ")
    assert (waiver.reason, waiver.by, waiver.amount) == (
        "Laudo firme",
        head,
        Decimal("1000.00"),
    )
    event = line.proposal.events.get()
    assert (event.kind, event.by, event.note) == ("waived", head, "Laudo firme")
    assert not line.proposal.contributions.exists()
    submitted = services.submit_proposal(
        line.proposal, by=make_user("signatory", line.proposal.unit)
    )
    assert submitted.status == "submitted"


@pytest.mark.parametrize(
    "role", ["preparer", "signatory", "analyst", "administrator", "auditor", ""]
)
def test_nobody_else_grants_a_waiver(line, role):
    with pytest.raises(PermissionDenied):
        services.grant_waiver(
            line, by=make_user(role, line.proposal.unit), reason="Laudo"
        )
    assert not Waiver.objects.exists()


def test_the_same_waiver_granted_twice_is_one(line, head):
    first = services.grant_waiver(line, by=head, reason="Laudo")
    assert services.grant_waiver(line, by=head, reason="Laudo") == first
    assert line.proposal.events.count() == 1


def test_a_waiver_needs_a_reason(line, head):
    with pytest.raises(WorkflowError, match="Say why"):
        services.grant_waiver(line, by=head, reason="  ")


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_a_frozen_line_gets_no_waiver(status, head):
    proposal = make_proposal(status=status)
    with pytest.raises(WorkflowError, match="frozen"):
        services.grant_waiver(proposal.lines.get(), by=head, reason="Laudo")


def test_a_returned_line_may_get_a_waiver(head):
    proposal = make_proposal(status="returned")
    line = make_line(proposal.frameworks.get())
    assert services.grant_waiver(line, by=head, reason="Laudo").lapsed_at is None


def test_where_the_link_is_requested_there_is_nothing_to_waive(head):
    proposal = make_proposal(make_year(linking="requested"))
    with pytest.raises(WorkflowError, match="nothing to waive"):
        services.grant_waiver(proposal.lines.get(), by=head, reason="Laudo")


def test_a_removed_line_and_one_that_does_not_read_get_no_waiver(line, head):
    removed = make_line(line.framework, removed_at=now())
    with pytest.raises(WorkflowError, match="Restore it first"):
        services.grant_waiver(removed, by=head, reason="Laudo")
    unread = make_line(line.framework, pending={"amount": "1.234"})
    with pytest.raises(WorkflowError, match="cannot be read"):
        services.grant_waiver(unread, by=head, reason="Laudo")


@pytest.mark.parametrize(
    ("values", "lapses"),
    [
        ({"amount": "1000.01"}, True),
        ({"object_code": "4412"}, True),
        ({"description": "Otra cosa"}, True),
        ({"territory": "Iztapalapa"}, False),
        ({"code": "Z9"}, False),
    ],
)
def test_a_waiver_lapses_with_amount_partida_or_description(line, head, values, lapses):
    waiver = services.grant_waiver(line, by=head, reason="Laudo")
    officer = make_user("preparer", line.proposal.unit)
    services.save_line(line.framework, by=officer, values=values, line=line)
    waiver.refresh_from_db()
    assert bool(waiver.lapsed_at) == lapses
    assert Waiver.objects.in_force().exists() != lapses


def test_a_lapsed_waiver_makes_room_for_another(line, head):
    services.grant_waiver(line, by=head, reason="Laudo")
    officer = make_user("preparer", line.proposal.unit)
    services.save_line(line.framework, by=officer, values={"amount": "2"}, line=line)
    assert services.grant_waiver(line, by=head, reason="Laudo").amount == 2
    assert Waiver.objects.count() == 2

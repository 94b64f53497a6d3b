"""Exceptions of the finance head: to ceilings, and each one in the public register."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from budgeting import services
from budgeting.exceptions import AboveCeiling, WorkflowError
from budgeting.models import CeilingException, RegisteredException
from tests.factories import (
    make_ceiling,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db
FINISHED = date(2999, 1, 1)


@pytest.fixture
def proposal():
    """One line of 1,000.00 in chapter 4000, under a ceiling of 900.00."""
    proposal = make_proposal(unit=make_unit("26C001", name="Salud"))
    make_ceiling(proposal, "900.00")
    return proposal


@pytest.fixture
def head():
    return make_user("finance_head", first_name="Inés", last_name="Ríos")


def allow(proposal, by, amount="100.00", chapter=None, reason=" Sismo "):
    return services.allow_above_ceiling(
        proposal.fiscal_year,
        proposal.unit,
        by=by,
        chapter=chapter,
        amount=Decimal(amount),
        reason=reason,
    )


def submit(proposal):
    by = make_user("signatory", proposal.unit)
    return services.submit_proposal(proposal, by=by)


def entry(**values):
    return RegisteredException.objects.values_list(*values.pop("of")).get(**values)


def test_a_ceiling_stops_until_the_head_lets_it_be_exceeded(proposal, head):
    with pytest.raises(AboveCeiling, match="ask the finance head for an exception"):
        submit(proposal)
    given = allow(proposal, head)
    submit(proposal)
    event = proposal.events.get(kind="submitted")
    assert event.data["above_ceiling"] == [
        {
            "chapter": None,
            "proposed": "1000.00",
            "ceiling": "900.00",
            "granted": "100.00",
            "exceptions": [given.pk],
        }
    ]


def test_a_submission_within_its_ceiling_uses_no_exception(proposal, head):
    allow(proposal, head)
    proposal.lines.update(amount="900.00")
    submit(proposal)
    assert "above_ceiling" not in proposal.events.get(kind="submitted").data


def test_the_register_says_how_much_who_when_and_why(proposal, head):
    allow(proposal, head)
    told = ("kind", "step", "unit_code", "unit_name", "amount", "chapter")
    assert entry(of=told) == (
        *("ceiling", "given", "26C001", "Salud"),
        *(Decimal("100.00"), None),
    )
    told = ("reason", "author", "author_function")
    assert entry(of=told) == ("Sismo", "Inés Ríos", "finance_head")
    event = proposal.events.get(kind="ceiling_exception")
    assert (event.by, event.note) == (head, "Sismo")


@pytest.mark.parametrize(
    "role", ["preparer", "signatory", "analyst", "administrator", "auditor", ""]
)
def test_nobody_else_lets_a_ceiling_be_exceeded_or_takes_it_back(proposal, role, head):
    given, other = allow(proposal, head), make_user(role, proposal.unit)
    with pytest.raises(PermissionDenied):
        allow(proposal, other, "5.00")
    with pytest.raises(PermissionDenied):
        services.take_back_above_ceiling(given, by=other, reason="No")
    assert CeilingException.objects.in_force().get() == given


def test_the_same_exception_asked_twice_is_one_and_another_adds_up(proposal, head):
    first = allow(proposal, head)
    assert allow(proposal, head) == first
    allow(proposal, head, "1.00")
    assert RegisteredException.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"chapter": 1000}, "no such ceiling"),
        ({"reason": "  "}, "the reason is public"),
    ],
)
def test_an_exception_needs_a_ceiling_and_a_reason(proposal, head, values, said):
    with pytest.raises(WorkflowError, match=said):
        allow(proposal, head, **values)


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_an_exception_is_of_more_than_nothing(proposal, head, amount):
    with pytest.raises(ValidationError):
        allow(proposal, head, amount)
    assert not RegisteredException.objects.exists()


def test_a_closed_year_lets_nothing_be_exceeded(proposal, head):
    proposal.fiscal_year.closed_at = now()
    proposal.fiscal_year.save()
    with pytest.raises(WorkflowError, match="closed"):
        allow(proposal, head)


def test_what_is_taken_back_counts_no_more_and_stays_in_the_register(proposal, head):
    given = allow(proposal, head)
    services.take_back_above_ceiling(given, by=head, reason="Se reasignó")
    services.take_back_above_ceiling(given, by=head, reason="Se reasignó")
    with pytest.raises(AboveCeiling):
        submit(proposal)
    first, last = RegisteredException.objects.order_by("pk")
    assert (last.step, last.follows, last.reason) == (
        "taken_back",
        first,
        "Se reasignó",
    )
    assert (last.author, last.amount) == ("Inés Ríos", Decimal("100.00"))


def test_what_a_submission_used_is_not_taken_back_under_it(proposal, head):
    given = allow(proposal, head)
    submit(proposal)
    with pytest.raises(WorkflowError, match="Return it to its unit first"):
        services.take_back_above_ceiling(given, by=head, reason="No")
    services.return_proposal(proposal, by=head, note="Baje el monto")
    services.take_back_above_ceiling(given, by=head, reason="No")


def test_more_days_are_registered_with_their_last_day(head):
    year, unit = make_year(), make_unit()
    services.extend_window(year, unit, by=head, until=FINISHED, reason="Sismo")
    services.extend_window(year, unit, by=head, until=FINISHED, reason="Sismo")
    told = ("kind", "until", "reason")
    assert entry(of=told) == ("extension", FINISHED, "Sismo")


def test_a_proposal_on_behalf_is_registered_once_and_needs_a_reason(head):
    year, unit = make_year(), make_unit()
    with pytest.raises(WorkflowError, match="the reason is public"):
        services.formulate_on_behalf(year, unit, by=head, reason=" ")
    for _ in range(2):
        services.formulate_on_behalf(year, unit, by=head, reason="Baja")
    assert entry(of=("kind", "reason")) == ("on_behalf", "Baja")
    assert year.proposals.get().events.get().note == "Baja"


def test_a_waiver_is_registered_by_its_code_and_its_lapse_by_the_database(head):
    line = make_proposal().lines.get()
    services.grant_waiver(line, by=head, reason="Laudo")
    told = ("kind", "line_code", "reason", "amount")
    assert entry(of=told) == ("waiver", line.code, "Laudo", None)
    line.description = "Otra cosa"
    line.save()
    first, last = RegisteredException.objects.order_by("pk")
    assert (last.step, last.follows, last.line_code) == ("lapsed", first, line.code)
    assert (last.author, last.reason) == ("", "")


def test_a_reopening_is_registered_only_once_the_year_is_published(head):
    proposal = make_proposal(status="approved")
    services.reopen_proposal(proposal, by=head, reason="Error interno")
    assert not RegisteredException.objects.exists()
    year = make_year(2031, published_at=now())
    published = make_proposal(year, status="approved")
    services.reopen_proposal(published, by=head, reason="Error publicado")
    assert entry(of=("kind", "reason")) == ("reopening", "Error publicado")


def test_no_entry_of_the_register_is_changed_or_removed(proposal, head):
    allow(proposal, head)
    entries = RegisteredException.objects.all()
    for harm in (lambda: entries.update(reason="Otra"), entries.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            harm()
    assert entry(of=("reason",)) == ("Sismo",)

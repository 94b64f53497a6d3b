from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now

from budgeting import permissions, services
from budgeting.exceptions import WorkflowError
from tests.factories import make_proposal, make_unit, make_user, make_year

pytestmark = pytest.mark.django_db

PEOPLE = [
    "preparer",
    "signatory",
    "analyst",
    "finance_head",
    "administrator",
    "auditor",
    "signatory of another unit",
    "nobody",
]
MOVES = {
    "submit": (services.submit_proposal, {}, "submitted"),
    "return": (services.return_proposal, {"note": "Falta sustento"}, "returned"),
    "approve": (services.approve_proposal, {}, "approved"),
    "reopen": (services.reopen_proposal, {"reason": "Error de captura"}, "returned"),
}
PREDICATES = {
    "submit": permissions.may_submit,
    "return": permissions.may_return,
    "approve": permissions.may_approve,
    "reopen": permissions.may_reopen,
}
FINANCE = {"analyst", "finance_head"}
# Who makes which move from where, written by hand from method.md, 3. What is not
# written is made by nobody.
ALLOWED = {
    "ordinary": {
        ("draft", "submit"): {"signatory"},
        ("returned", "submit"): {"signatory"},
        ("submitted", "return"): FINANCE,
        ("submitted", "approve"): FINANCE,
        ("approved", "reopen"): FINANCE,
    },
    "published": {
        ("draft", "submit"): {"signatory"},
        ("returned", "submit"): {"signatory"},
        ("submitted", "return"): FINANCE,
        ("submitted", "approve"): FINANCE,
        ("approved", "reopen"): {"finance_head"},
    },
    "autonomous": {
        ("draft", "submit"): {"signatory"},
        ("submitted", "approve"): FINANCE,
    },
    "on behalf": {
        ("draft", "submit"): {"finance_head"},
        ("returned", "submit"): {"finance_head"},
        ("submitted", "return"): FINANCE,
        ("submitted", "approve"): FINANCE,
        ("approved", "reopen"): FINANCE,
    },
    "imported": {},
}
STATUSES = {
    "ordinary": ["draft", "submitted", "returned", "approved"],
    "published": ["draft", "submitted", "returned", "approved"],
    "autonomous": ["draft", "submitted", "approved"],
    "on behalf": ["draft", "submitted", "returned", "approved"],
    "imported": ["draft", "approved"],
}
CASES = [
    (kind, start, move)
    for kind in ALLOWED
    for start, move in product(STATUSES[kind], MOVES)
]


def proposal_of(kind: str, status: str):
    unit = make_unit(kind="autonomous" if kind == "autonomous" else "ministry")
    published_at = now() if kind == "published" else None
    origin = {"on behalf": "on_behalf", "imported": "imported"}.get(kind, "entered")
    return make_proposal(
        make_year(published_at=published_at), unit, status=status, origin=origin
    )


def person(who: str, unit):
    if who == "signatory of another unit":
        return make_user("signatory", make_unit())
    return make_user("" if who == "nobody" else who, unit)


def succeeds(move: str, proposal, user) -> bool:
    """Whether the move is made; it is undone in any case."""
    service, arguments, target = MOVES[move]
    start = proposal.status
    try:
        with transaction.atomic():
            moved = service(proposal, by=user, **arguments)
            event = moved.events.exclude(to_status="").get()
            assert (moved.status, event.by) == (target, user)
            assert (event.from_status, event.to_status) == (start, target)
            transaction.set_rollback(True)
    except (WorkflowError, PermissionDenied):
        proposal.refresh_from_db()
        assert proposal.status == start
        assert not proposal.events.exists()
        return False
    return True


@pytest.mark.parametrize(("kind", "start", "move"), CASES)
def test_only_allowed_moves_are_made(kind, start, move):
    proposal = proposal_of(kind, start)
    people = {who: person(who, proposal.unit) for who in PEOPLE}
    made = {who for who in people if succeeds(move, proposal, people[who])}
    assert made == ALLOWED[kind].get((start, move), set())


@pytest.mark.parametrize(("kind", "start", "move"), CASES)
def test_the_button_is_shown_to_those_who_may_press_it(kind, start, move):
    proposal = proposal_of(kind, start)
    people = {who: person(who, proposal.unit) for who in PEOPLE}
    shown = {who for who in people if PREDICATES[move](people[who], proposal)}
    assert shown == ALLOWED[kind].get((start, move), set())


EDITORS = {
    ("ordinary", "draft"): {"preparer", "signatory"},
    ("ordinary", "returned"): {"preparer", "signatory"},
    ("on behalf", "draft"): {"finance_head"},
    ("on behalf", "returned"): {"finance_head"},
    ("published", "draft"): {"preparer", "signatory"},
    ("published", "returned"): {"preparer", "signatory"},
    ("autonomous", "draft"): {"preparer", "signatory"},
}


@pytest.mark.parametrize(
    ("kind", "start"), [(kind, start) for kind in STATUSES for start in STATUSES[kind]]
)
def test_only_the_authors_of_an_open_proposal_edit_it(kind, start):
    proposal = proposal_of(kind, start)
    framework = proposal.frameworks.get()
    people = {who: person(who, proposal.unit) for who in PEOPLE}
    values = {"code": "N1", "object_code": "2111", "description": "Papelería"}
    made = set()
    for who, user in people.items():
        assert permissions.may_edit(user, proposal) == (
            who in EDITORS.get((kind, start), set())
        )
        try:
            with transaction.atomic():
                services.save_line(
                    framework, by=user, values={**values, "amount": "10"}
                )
                transaction.set_rollback(True)
        except (WorkflowError, PermissionDenied):
            continue
        made.add(who)
    assert made == EDITORS.get((kind, start), set())


def test_a_person_who_left_the_unit_submits_nothing():
    proposal = make_proposal()
    user = make_user("signatory", proposal.unit)
    user.memberships.update(until="2020-12-31")
    with pytest.raises(PermissionDenied):
        services.submit_proposal(proposal, by=user)


def test_a_person_whose_account_expired_submits_nothing():
    proposal = make_proposal()
    user = make_user("signatory", proposal.unit, expires_on="2020-12-31")
    user.refresh_from_db()
    with pytest.raises(PermissionDenied):
        services.submit_proposal(proposal, by=user)

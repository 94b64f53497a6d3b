from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate

from budgeting import permissions
from budgeting.models import Proposal
from budgeting.permissions import Role, roles_of, units_of
from programme.models import Membership
from tests.factories import (
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.sessions import made_superuser

pytestmark = pytest.mark.django_db


def test_a_person_holds_the_roles_of_finance_and_those_in_the_unit_asked_for():
    unit, other = make_unit(), make_unit()
    user = make_user("analyst")
    since = localdate() - timedelta(days=1)
    Membership.objects.create(user=user, unit=unit, role="preparer", since=since)
    assert roles_of(user, unit) == {Role.ANALYST, Role.PREPARER}
    assert roles_of(user, other) == {Role.ANALYST}
    assert roles_of(user) == {Role.ANALYST, Role.PREPARER}


@pytest.mark.parametrize(
    ("since", "until", "is_in_force"),
    [(0, 0, True), (0, None, True), (1, None, False), (-9, -1, False), (-9, 0, True)],
)
def test_a_membership_holds_from_its_first_day_to_its_last(since, until, is_in_force):
    unit, user = make_unit(), make_user()
    today = localdate()
    Membership.objects.create(
        user=user,
        unit=unit,
        role="signatory",
        since=today + timedelta(days=since),
        until=None if until is None else today + timedelta(days=until),
    )
    assert roles_of(user, unit) == ({Role.SIGNATORY} if is_in_force else set())
    assert list(units_of(user)) == ([unit] if is_in_force else [])


def test_an_account_that_is_switched_off_has_no_role():
    user = make_user("finance_head", is_active=False)
    assert roles_of(user) == set()
    assert not permissions.may_publish(user)


def test_somebody_who_did_not_sign_in_has_no_role_and_sees_nothing():
    make_proposal(status="approved")
    visitor = AnonymousUser()
    assert roles_of(visitor) == set()
    assert not permissions.is_finance(visitor)
    assert not Proposal.objects.visible_to(visitor).exists()


@pytest.mark.django_db(transaction=True)
def test_a_superuser_has_no_role_by_that_alone():
    proposal = make_proposal(status="submitted")
    root = made_superuser(make_user())
    assert not permissions.may_approve(root, proposal)
    assert not Proposal.objects.visible_to(root).exists()


@pytest.fixture
def shelf():
    """One proposal of every kind, by name; `mine` is of the unit it comes with."""
    programme = make_programme()
    year = make_year(programme=programme)
    past = make_year(2029, programme, linking="requested")
    mine = make_proposal(year, make_unit("MINE"))
    return {
        "mine": mine,
        "draft": make_proposal(year),
        "submitted": make_proposal(year, status="submitted"),
        "returned": make_proposal(year, status="returned"),
        "approved": make_proposal(year, status="approved"),
        "on behalf": make_proposal(year, origin="on_behalf"),
        "imported": make_proposal(past, status="approved", origin="imported"),
    }


HANDED_IN = {"submitted", "returned", "approved", "imported"}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("preparer", {"mine"}),
        ("signatory", {"mine"}),
        ("analyst", HANDED_IN),
        ("finance_head", HANDED_IN | {"on behalf"}),
        ("administrator", set()),
        ("auditor", HANDED_IN | {"mine", "draft", "on behalf"}),
        ("", set()),
    ],
)
def test_each_role_sees_its_proposals(shelf, role, seen):
    user = make_user(role, shelf["mine"].unit)
    visible = set(Proposal.objects.visible_to(user))
    assert {name for name, one in shelf.items() if one in visible} == seen


def test_visibility_is_one_query_of_proposals(shelf, django_assert_num_queries):
    user = make_user("preparer", shelf["mine"].unit)
    with django_assert_num_queries(2):  # the groups, then the proposals
        list(Proposal.objects.visible_to(user))


@pytest.mark.parametrize(
    ("role", "publishes", "confirms", "manages"),
    [
        ("preparer", False, False, False),
        ("signatory", False, False, False),
        ("analyst", False, True, False),
        ("finance_head", True, True, True),
        ("administrator", False, False, False),
        ("auditor", False, False, False),
    ],
)
def test_who_publishes_confirms_and_manages_years(role, publishes, confirms, manages):
    user = make_user(role, make_unit())
    assert permissions.may_publish(user) == publishes
    assert permissions.may_confirm_publication(user) == confirms
    assert permissions.may_manage_years(user) == manages


@pytest.mark.parametrize(
    ("status", "reviewed"),
    [("draft", False), ("submitted", True), ("returned", True), ("approved", False)],
)
def test_finance_reviews_what_was_handed_in_and_not_approved(status, reviewed):
    proposal = make_proposal(status=status)
    assert permissions.may_review(make_user("analyst"), proposal) == reviewed
    assert not permissions.may_review(make_user("auditor"), proposal)


def test_only_the_head_waives_and_only_an_open_line():
    draft, frozen = make_proposal(), make_proposal(make_year(2031), status="submitted")
    head = make_user("finance_head")
    line = make_line(draft.frameworks.get())
    assert permissions.may_waive(head, line)
    assert permissions.may_waive(head)
    assert not permissions.may_waive(make_user("analyst"), line)
    assert not permissions.may_waive(head, frozen.lines.get())


@pytest.mark.parametrize(
    ("status", "may_reply"),
    [("draft", False), ("submitted", True), ("returned", True), ("approved", False)],
)
def test_a_unit_answers_while_its_proposal_is_under_review(status, may_reply):
    proposal = make_proposal(status=status)
    member = make_user("preparer", proposal.unit)
    assert permissions.may_reply(member, proposal) == may_reply
    assert not permissions.may_reply(make_user("analyst"), proposal)

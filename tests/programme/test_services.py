from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied

from programme import services
from programme.exceptions import CatalogueError
from programme.models import Membership, Succession
from tests.factories import make_action, make_programme, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = date(2030, 3, 1)


def make_keeper():
    return make_user("administrator")


def test_an_action_is_retired_and_reinstated_and_both_are_noted():
    action, keeper = make_action(make_programme()), make_keeper()
    retired = services.retire_action(action, from_year=2012, by=keeper)
    assert retired.retired_from == 2012
    assert services.reinstate_action(action, by=keeper).retired_from is None
    noted = LogEntry.objects.order_by("pk").values_list("user", "change_message")
    assert list(noted) == [(keeper.pk, "retired from 2012"), (keeper.pk, "reinstated")]


def test_retiring_again_from_the_same_year_changes_nothing():
    action, keeper = make_action(make_programme()), make_keeper()
    services.retire_action(action, from_year=2012, by=keeper)
    services.retire_action(action, from_year=2012, by=keeper)
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "year", "said"),
    [
        ({"retired_from": 2012}, 2013, "reinstate it first"),
        ({}, 2008, "begins in 2009"),
        ({"carried_out_since": 2011}, 2011, "carried out since 2011"),
    ],
)
def test_a_retirement_that_makes_no_sense_is_refused(action, year, said):
    action = make_action(make_programme(in_force_from=2009), **action)
    with pytest.raises(CatalogueError, match=said):
        services.retire_action(action, from_year=year, by=make_keeper())


def test_a_year_out_of_range_is_refused_by_the_field_itself():
    action = make_action(make_programme())
    with pytest.raises(CatalogueError, match="2200"):
        services.retire_action(action, from_year=9999, by=None)


def test_a_succession_is_recorded_once():
    programme = make_programme()
    old, new = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    keeper = make_keeper()
    services.record_succession(old, new, kind="merged", year=2012, by=keeper)
    succession = Succession.objects.get()
    assert (succession.predecessor, succession.successor) == (old, new)
    assert (succession.kind, succession.year) == ("merged", 2012)
    again = services.record_succession(old, new, kind="merged", year=2012, by=keeper)
    assert (again, LogEntry.objects.count()) == (succession, 1)
    with pytest.raises(CatalogueError, match="already recorded"):
        services.record_succession(old, new, kind="renamed", year=2013, by=keeper)


def test_no_succession_comes_back_to_where_it_began():
    programme = make_programme()
    one, two, three = (make_action(programme, f"01.01.0{n}") for n in (1, 2, 3))
    services.record_succession(one, two, kind="renamed", year=2011, by=None)
    services.record_succession(two, three, kind="renamed", year=2012, by=None)
    with pytest.raises(CatalogueError, match="cannot become it again"):
        services.record_succession(three, one, kind="renamed", year=2013, by=None)
    with pytest.raises(CatalogueError, match="cannot succeed itself"):
        services.record_succession(one, one, kind="renamed", year=2013, by=None)


def test_only_another_edition_carries_an_action_over():
    programme = make_programme()
    old, other = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    with pytest.raises(CatalogueError, match="one edition"):
        services.record_succession(old, other, kind="carried", year=2012, by=None)
    new = make_action(make_programme(), "01.01.01")
    services.record_succession(old, new, kind="carried", year=2012, by=None)
    assert Succession.objects.get().successor == new


def test_a_role_is_granted_and_ended_and_may_be_granted_again():
    person, unit, keeper = make_user(), make_unit(), make_keeper()
    role = {"role": "preparer", "by": keeper}
    first = services.grant_membership(person, unit, since=DAY, **role)
    assert services.grant_membership(person, unit, since=DAY, **role) == first
    with pytest.raises(CatalogueError, match="already has this role"):
        services.grant_membership(person, unit, since=DAY + timedelta(days=30), **role)
    last = DAY + timedelta(days=9)
    assert services.end_membership(first, until=last, by=keeper).until == last
    services.grant_membership(person, unit, since=last + timedelta(days=1), **role)
    assert Membership.objects.filter(user=person, unit=unit).count() == 2


def test_a_role_never_ends_before_it_begins():
    membership = services.grant_membership(
        make_user(), make_unit(), role="signatory", since=DAY, by=None
    )
    with pytest.raises(CatalogueError, match="comes before the first"):
        services.end_membership(membership, until=DAY - timedelta(days=1), by=None)
    membership.refresh_from_db()
    assert membership.until is None


def test_ending_a_role_later_never_makes_it_meet_another():
    person, unit = make_user(), make_unit()
    role = {"role": "preparer", "by": None}
    first = services.grant_membership(person, unit, since=DAY, **role)
    first = services.end_membership(first, until=DAY, by=None)
    services.grant_membership(person, unit, since=DAY + timedelta(days=5), **role)
    with pytest.raises(CatalogueError, match="already has this role"):
        services.end_membership(first, until=DAY + timedelta(days=5), by=None)


@pytest.mark.parametrize(
    "account", [{"is_active": False}, {"expires_on": date(2020, 1, 1)}]
)
def test_a_closed_account_is_given_no_role(account):
    with pytest.raises(CatalogueError, match="not in use"):
        services.grant_membership(
            make_user(**account), make_unit(), role="preparer", since=DAY, by=None
        )


@pytest.mark.parametrize("role", ["analyst", "finance_head", "auditor"])
def test_only_an_administrator_changes_the_catalogue(role):
    by, programme = make_user(role), make_programme()
    one, two = make_action(programme, "01.01.01"), make_action(programme, "01.01.02")
    membership = services.grant_membership(
        make_user(), make_unit(), role="preparer", since=DAY, by=None
    )
    changes = [
        lambda: services.retire_action(one, from_year=2012, by=by),
        lambda: services.reinstate_action(one, by=by),
        lambda: services.record_succession(one, two, kind="renamed", year=2012, by=by),
        lambda: services.grant_membership(
            make_user(), make_unit(), role="preparer", since=DAY, by=by
        ),
        lambda: services.end_membership(membership, until=DAY, by=by),
    ]
    for change in changes:
        with pytest.raises(PermissionDenied):
            change()
    one.refresh_from_db()
    assert one.retired_from is None
    assert not Succession.objects.exists()
    assert Membership.objects.get() == membership

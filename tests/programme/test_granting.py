"""Roles outside the units: two people in the service, and in the database behind it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.timezone import now

from programme import granting
from programme.exceptions import CatalogueError
from programme.models import RoleGrant, User
from programme.trail import acting
from tests.factories import give_role, make_user
from tests.sessions import Session, function_changed, made_superuser
from tests.showing import give_authenticator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
GIVEN = "programme_role_is_granted()"


def people():
    """The two administrators and the one who is to be an analyst."""
    return make_user("administrator"), make_user("administrator"), make_user()


def ask(role="analyst", **kwargs):
    one, _two, person = people()
    return granting.ask_role(person, role, by=one, reason="New analyst", **kwargs)


def roles_of(person):
    return set(person.groups.values_list("name", flat=True))


def old(grant, hours):
    """The same request as if it had been made so many hours ago."""
    grant.withdrawn_at = now()
    grant.save()
    return RoleGrant.objects.create(
        person=grant.person,
        role=grant.role,
        reason=grant.reason,
        asked_by=grant.asked_by,
        asked_at=now() - timedelta(hours=hours),
    )


@pytest.mark.parametrize("second", ["administrator", "finance_head"])
@pytest.mark.parametrize(
    "role", ["analyst", "finance_head", "administrator", "auditor"]
)
def test_one_asks_and_a_second_gives_the_role(role, second):
    grant = ask(role)
    assert not roles_of(grant.person)
    confirmer = make_user(second)
    given = granting.confirm_role(grant, by=confirmer)
    assert roles_of(grant.person) == {role}
    assert (given.confirmed_by, given.by_command) == (confirmer, False)
    assert given.used_at
    assert granting.confirm_role(grant, by=confirmer) == given
    assert RoleGrant.objects.filter(person=grant.person).count() == 1


def test_asking_twice_is_one_request_and_another_is_told_to_confirm_it():
    one, two, person = people()
    first = granting.ask_role(person, "analyst", by=one, reason="New")
    assert granting.ask_role(person, "analyst", by=one, reason="New") == first
    with pytest.raises(CatalogueError, match="confirm that request"):
        granting.ask_role(person, "analyst", by=two, reason="New")


@pytest.mark.parametrize("role", ["analyst", "finance_head", "auditor", ""])
def test_only_an_administrator_asks(role):
    with pytest.raises(PermissionDenied):
        granting.ask_role(make_user(), "analyst", by=make_user(role), reason="New")


def test_nobody_asks_for_themselves_or_confirms_what_they_asked_or_get():
    one, two, person = people()
    with pytest.raises(PermissionDenied, match="of their own"):
        granting.ask_role(one, "analyst", by=one, reason="Me")
    grant = granting.ask_role(person, "analyst", by=one, reason="New")
    with pytest.raises(PermissionDenied, match="not the one who asked"):
        granting.confirm_role(grant, by=one)
    give_role(person, "finance_head")
    with pytest.raises(PermissionDenied, match="of their own"):
        granting.confirm_role(grant, by=person)
    assert roles_of(person) == {"finance_head"}


@pytest.mark.parametrize("role", ["analyst", "auditor", ""])
def test_no_other_role_confirms(role):
    grant = ask()
    with pytest.raises(PermissionDenied):
        granting.confirm_role(grant, by=make_user(role))
    assert not roles_of(grant.person)


@pytest.mark.parametrize(("hours", "given"), [(71, True), (73, False)])
def test_the_second_person_has_72_hours(hours, given):
    grant = old(ask(), hours)
    second = make_user("administrator")
    if given:
        granting.confirm_role(grant, by=second)
    else:
        with pytest.raises(CatalogueError, match="72 hours"):
            granting.confirm_role(grant, by=second)
    assert roles_of(grant.person) == ({"analyst"} if given else set())


def test_what_was_not_confirmed_in_time_is_asked_again():
    late = old(ask(), 73)
    again = granting.ask_role(
        late.person, "analyst", by=late.asked_by, reason="Still needed"
    )
    late.refresh_from_db()
    assert again != late
    assert late.withdrawn_at
    assert list(RoleGrant.objects.filter(person=late.person).waiting()) == [again]


def test_a_request_falls_with_the_role_of_who_asked():
    grant = ask()
    second = make_user("administrator")
    theirs = grant.asked_by.role_grants.get()
    granting.revoke_role(theirs, by=second, reason="Left")
    with pytest.raises(CatalogueError, match="no administrator any more"):
        granting.confirm_role(grant, by=second)


def test_a_withdrawn_request_gives_nothing():
    grant = ask()
    second = make_user("finance_head")
    assert granting.withdraw_role(grant, by=second).withdrawn_at
    with pytest.raises(CatalogueError, match="withdrawn"):
        granting.confirm_role(grant, by=second)
    with pytest.raises(PermissionDenied):
        granting.withdraw_role(grant, by=make_user("analyst"))
    given = make_user("analyst").role_grants.get()
    with pytest.raises(CatalogueError, match="take it away"):
        granting.withdraw_role(given, by=second)


@pytest.mark.parametrize(
    ("held", "role", "said"),
    [
        ("analyst", "analyst", "holds the role already"),
        ("auditor", "analyst", "no other role"),
        ("analyst", "administrator", "no other role"),
    ],
)
def test_a_role_that_makes_no_sense_is_not_asked_for(held, role, said):
    with pytest.raises(CatalogueError, match=said):
        granting.ask_role(
            make_user(held), role, by=make_user("administrator"), reason="New"
        )


def test_a_role_needs_its_reason_an_open_account_and_a_name_of_the_list():
    one, _two, person = people()
    with pytest.raises(CatalogueError, match="cannot be blank"):
        granting.ask_role(person, "analyst", by=one, reason=" ")
    with pytest.raises(CatalogueError, match="not a valid choice"):
        granting.ask_role(person, "root", by=one, reason="New")
    closed = make_user(is_active=False)
    with pytest.raises(CatalogueError, match="closed"):
        granting.ask_role(closed, "analyst", by=one, reason="New")


def test_one_administrator_takes_a_role_away_with_a_reason():
    keeper, person = make_user("administrator"), make_user("analyst")
    grant = person.role_grants.get()
    with pytest.raises(CatalogueError, match="Say why"):
        granting.revoke_role(grant, by=keeper, reason=" ")
    ended = granting.revoke_role(grant, by=keeper, reason="Left Finance")
    assert not roles_of(person)
    assert (ended.ended_by, ended.end_reason) == (keeper, "Left Finance")
    assert ended.ended_at
    assert granting.revoke_role(grant, by=keeper, reason="Again") == ended
    with pytest.raises(PermissionDenied):
        granting.revoke_role(grant, by=make_user("finance_head"), reason="No")
    with pytest.raises(PermissionDenied, match="Another administrator"):
        granting.revoke_role(keeper.role_grants.get(), by=keeper, reason="Me")


def test_the_command_gives_a_role_at_once_and_says_so():
    grant = granting.grant_role_by_command(make_user(), "auditor", reason="First")
    assert (grant.by_command, grant.asked_by, grant.confirmed_by) == (True, None, None)
    assert grant.used_at
    assert roles_of(grant.person) == {"auditor"}


# The database, past every service


def execute(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def enter(person, role):
    execute(
        "insert into programme_user_groups (user_id, group_id)"
        " select %s, id from auth_group where name = %s",
        person.pk,
        role,
    )


@pytest.mark.parametrize(
    "role", ["analyst", "finance_head", "administrator", "auditor"]
)
def test_no_door_gives_a_role_without_a_grant(role):
    person, group = make_user(), Group.objects.get(name=role)
    doors = [
        lambda: person.groups.add(group),
        lambda: person.groups.set([group]),
        lambda: group.user_set.add(person),
        lambda: User.groups.through.objects.create(user=person, group=group),
        lambda: enter(person, role),
    ]
    for door in doors:
        with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
            door()
    assert not roles_of(person)


@pytest.mark.parametrize("change", ["unconfirmed", "withdrawn", "other role", "used"])
def test_only_a_confirmed_grant_of_that_role_opens_the_door_and_once(change):
    grant = ask("auditor" if change == "other role" else "analyst")
    if change == "withdrawn":
        granting.withdraw_role(grant, by=grant.asked_by)
    elif change != "unconfirmed":
        granting.confirm_role(grant, by=make_user("administrator"))
    if change == "used":
        execute("delete from programme_user_groups where user_id = %s", grant.person.pk)
    with pytest.raises(IntegrityError, match="two people"):
        enter(grant.person, "analyst")


def test_whoever_leaves_a_role_by_any_door_ends_the_grant():
    person, keeper = make_user("analyst"), make_user("administrator")
    with acting(by=keeper):
        person.groups.clear()
    grant = person.role_grants.get()
    assert grant.ended_at
    assert grant.ended_by == keeper


def test_roles_that_exclude_each_other_pass_no_door():
    person = make_user("analyst")
    RoleGrant.objects.create(
        person=person, role="auditor", reason="Both", by_command=True
    )
    with pytest.raises(IntegrityError, match="no other role"):
        enter(person, "auditor")


FORGED = {
    "confirmed at once": "confirmed_by_id = asked_by_id",
    "by who gets it": "confirmed_at = now(), confirmed_by_id = person_id",
    "by who asked": "confirmed_at = now(), confirmed_by_id = asked_by_id",
    "by nobody": "confirmed_at = now()",
    "another person": "person_id = asked_by_id",
    "another role": "role = 'finance_head'",
    "the command": "by_command = true, asked_by_id = null",
    "a later hour": "asked_at = asked_at + interval '1 hour'",
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_request_is_not_rewritten(forged):
    grant = ask()
    sql = f"update programme_rolegrant set {FORGED[forged]} where id = %s"
    with pytest.raises(IntegrityError):
        execute(sql, grant.pk)


CONFIRM = (
    "update programme_rolegrant set confirmed_at = now(), confirmed_by_id = %s"
    " where id = %s"
)


def test_plain_sql_confirms_in_no_name_but_that_of_who_may():
    grant, outsider = ask(), make_user("analyst")
    with pytest.raises(IntegrityError, match="second administrator"):
        execute(CONFIRM, outsider.pk, grant.pk)
    past = make_user("administrator", expires_on=date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="second administrator"):
        execute(CONFIRM, past.pk, grant.pk)
    second = make_user("administrator")
    refused = pytest.raises(IntegrityError, match="second administrator")
    with acting(by=grant.asked_by), refused:
        execute(CONFIRM, second.pk, grant.pk)
    late = old(grant, 73)
    with pytest.raises(IntegrityError, match="72 hours"):
        execute(CONFIRM, second.pk, late.pk)


def test_who_acts_on_the_site_uses_neither_the_command_nor_another_name():
    one, two, person = people()
    with acting(by=one):
        with pytest.raises(IntegrityError, match="operator's"), transaction.atomic():
            granting.grant_role_by_command(person, "analyst", reason="Quick")
        with pytest.raises(IntegrityError, match="own name"), transaction.atomic():
            granting.ask_role(person, "analyst", by=two, reason="For me")
        granting.ask_role(person, "analyst", by=one, reason="Mine")


def test_a_grant_is_never_deleted_and_a_used_one_never_fresh_again():
    grant = make_user("analyst").role_grants.get()
    with pytest.raises(DatabaseError, match="denied"):
        execute("delete from programme_rolegrant")
    for forged in ("used_at = null", "ended_at = now()"):
        with pytest.raises(IntegrityError):
            execute(f"update programme_rolegrant set {forged} where id = %s", grant.pk)


@pytest.mark.parametrize(
    "sql",
    [
        "update auth_group set name = 'x' where name = 'analyst'",
        "insert into auth_group (name) values ('x')",
        "update programme_user_groups set group_id = (select id from auth_group"
        " where name = 'finance_head')",
    ],
)
def test_no_group_becomes_another(sql):
    make_user("analyst")
    with pytest.raises(DatabaseError, match=r"denied|does not change"):
        execute(sql)


def test_the_application_makes_nobody_a_superuser():
    person = make_user()
    with (
        pytest.raises(IntegrityError, match="nobody a superuser"),
        transaction.atomic(),
    ):
        make_user(is_superuser=True)
    with (
        pytest.raises(IntegrityError, match="nobody a superuser"),
        transaction.atomic(),
    ):
        User.objects.update(is_superuser=True)
    person.refresh_from_db()
    assert not person.is_superuser


@pytest.mark.django_db(transaction=True)
def test_the_owner_makes_a_superuser_who_goes_on_being_saved():
    root = made_superuser(make_user())
    root.first_name = "Root"
    root.save()
    assert User.objects.get(is_superuser=True).first_name == "Root"


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_the_role_is_for_the_taking():
    person = make_user()
    with function_changed(GIVEN, r"IF NOT FOUND THEN", "IF false THEN"):
        enter(person, "analyst")
    assert roles_of(person) == {"analyst"}


@pytest.mark.django_db(transaction=True)
def test_two_roles_that_exclude_each_other_are_not_given_at_once():
    person = both_at_once()
    assert len(roles_of(person)) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_are():
    lock = r"PERFORM 1 FROM programme_user .* FOR NO KEY UPDATE;"
    with function_changed(GIVEN, lock):
        person = both_at_once()
    assert roles_of(person) == {"analyst", "auditor"}


def both_at_once():
    """A person whom two sessions give the roles analyst and auditor."""
    person = make_user()
    for role in ("analyst", "auditor"):
        RoleGrant.objects.create(
            person=person, role=role, reason="Both", by_command=True
        )
    with transaction.atomic():
        enter(person, "analyst")
        other = Session(lambda: enter(person, "auditor")).begin()
    other.end()
    return person


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_gives_the_role():
    grant, seconds = ask(), [make_user("administrator"), make_user("finance_head")]
    with transaction.atomic():
        granting.confirm_role(grant, by=seconds[0])
        other = Session(lambda: granting.confirm_role(grant, by=seconds[1])).begin()
    assert isinstance(other.end().error, CatalogueError)
    assert RoleGrant.objects.get(pk=grant.pk).confirmed_by == seconds[0]


def test_where_it_is_required_a_role_waits_for_the_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    grant, second = ask(), make_user("administrator")
    with pytest.raises(CatalogueError, match="no second factor yet"):
        granting.confirm_role(grant, by=second)
    assert not roles_of(grant.person)
    give_authenticator(grant.person)
    granting.confirm_role(grant, by=second)
    assert roles_of(grant.person) == {"analyst"}

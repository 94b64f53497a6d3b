"""Accounts: invited, moved between units, ended, a lost factor reset by two people."""

from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from budgeting.permissions import units_of
from programme.access import accounts, factors
from programme.access.accounts import Invitation, Post
from programme.exceptions import CatalogueError
from programme.models import FactorReset, Membership, User
from tests.factories import make_unit, make_user
from tests.sessions import made_superuser
from tests.showing import give_authenticator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
EVA = Invitation("eva", "Eva", "Luna", "eva@city.example")
TODAY = date.today()
PASSWORD = "a long enough password"


@pytest.fixture
def keeper():
    return make_user("administrator")


def entries_on(user):
    return LogEntry.objects.filter(object_id=user.pk)


# invited


def test_an_invited_person_has_a_role_and_no_password(keeper):
    unit = make_unit()
    post = Post(unit, "preparer", TODAY, TODAY + timedelta(days=9))
    eva = accounts.invite_person(EVA, post, by=keeper)
    assert (eva.username, eva.email) == ("eva", "eva@city.example")
    assert not eva.has_usable_password()
    held = Membership.objects.get(user=eva)
    assert (held.unit, held.role) == (unit, "preparer")
    assert (held.since, held.until) == (TODAY, TODAY + timedelta(days=9))
    assert LogEntry.objects.filter(user=keeper, object_id=eva.pk).count() == 3


@pytest.mark.parametrize("role", ["finance_head", "analyst", "auditor", ""])
def test_only_an_administrator_keeps_accounts(role):
    other, unit = make_user(), make_unit()
    by = make_user(role)
    for act in (
        lambda: accounts.invite_person(EVA, None, by=by),
        lambda: accounts.renew_link(other, by=by),
        lambda: accounts.move_person(other, unit, Post(unit, "preparer", TODAY), by=by),
        lambda: accounts.give_post(other, Post(unit, "preparer", TODAY), by=by),
        lambda: accounts.set_last_day(other, TODAY, by=by),
        lambda: accounts.close_account(other, by=by),
        lambda: accounts.open_account(other, by=by),
        lambda: factors.ask_factor_reset(other, reason="Lost", by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_username_is_taken_whatever_its_capitals(keeper):
    make_user(username="EVA")
    with pytest.raises(CatalogueError, match="Somebody has this username"):
        accounts.invite_person(EVA, None, by=keeper)


def test_an_invitation_that_fails_halfway_leaves_nothing(keeper):
    late = Post(make_unit(), "preparer", TODAY, TODAY - timedelta(days=1))
    with pytest.raises(CatalogueError):
        accounts.invite_person(EVA, late, by=keeper)
    assert not User.objects.filter(username="eva").exists()


def test_another_account_with_the_same_email_is_pointed_out(keeper):
    other = make_user(email="Eva@City.example")
    assert accounts.others_with_email(User(email="eva@city.example")) == [other]
    assert accounts.others_with_email(User(email="")) == []


@pytest.mark.django_db(transaction=True)
def test_the_account_of_the_operator_is_not_an_administrators_to_take(client):
    operator, keeper = made_superuser(make_user()), make_user("administrator")
    for act in (
        lambda: accounts.renew_link(operator, by=keeper),
        lambda: accounts.close_account(operator, by=keeper),
        lambda: factors.ask_factor_reset(operator, reason="Lost", by=keeper),
    ):
        with pytest.raises(CatalogueError, match="The operator keeps this account"):
            act()
    client.force_login(keeper)
    page = reverse("admin:auth_user_password_change", args=[operator.pk])
    assert client.get(page).status_code == 403


# moved


def test_who_moves_ends_here_the_day_before_and_begins_there(keeper):
    old, new = make_unit(), make_unit()
    user = make_user("preparer", old)
    Membership.objects.create(user=user, unit=old, role="signatory", since=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    accounts.move_person(user, old, Post(new, "signatory", tomorrow), by=keeper)
    ended = user.memberships.filter(unit=old).values_list("until", flat=True)
    assert list(ended) == [TODAY, TODAY]
    begun = user.memberships.get(unit=new)
    assert (begun.role, begun.since, begun.until) == ("signatory", tomorrow, None)


def test_who_moves_today_sees_the_new_unit_and_no_longer_the_old(keeper):
    old, new = make_unit(), make_unit()
    user = make_user("preparer", old)
    accounts.move_person(user, old, Post(new, "preparer", TODAY), by=keeper)
    assert list(units_of(user)) == [new]


def test_a_mistaken_unit_is_corrected_the_day_it_was_given(keeper):
    wrong, right = make_unit(), make_unit()
    user = make_user()
    accounts.give_post(user, Post(wrong, "preparer", TODAY), by=keeper)
    accounts.move_person(user, wrong, Post(right, "preparer", TODAY), by=keeper)
    assert list(units_of(user)) == [right]
    assert user.memberships.get().unit == right
    assert any("taken back" in str(one.change_message) for one in entries_on(user))


def test_who_has_no_role_in_a_unit_is_given_one_and_nobody_to_themselves(keeper):
    unit, user = make_unit(), make_user()
    with pytest.raises(CatalogueError, match="their own account"):
        accounts.give_post(keeper, Post(unit, "preparer", TODAY), by=keeper)
    until = TODAY + timedelta(days=3)
    given = accounts.give_post(user, Post(unit, "preparer", TODAY, until), by=keeper)
    assert (given.user, given.unit, given.until) == (user, unit, until)
    with pytest.raises(CatalogueError, match="already has this role"):
        accounts.give_post(user, Post(unit, "preparer", until), by=keeper)


def test_a_move_is_whole_or_not_at_all(keeper):
    old = make_unit()
    user = make_user("preparer", old)
    impossible = Post(make_unit(), "preparer", TODAY, TODAY - timedelta(days=3))
    with pytest.raises(CatalogueError):
        accounts.move_person(user, old, impossible, by=keeper)
    assert user.memberships.get().until is None


def test_nobody_leaves_a_unit_in_which_they_have_no_role(keeper):
    user = make_user("preparer", make_unit())
    with pytest.raises(CatalogueError, match="has no role in"):
        accounts.move_person(
            user, make_unit(), Post(make_unit(), "preparer", TODAY), by=keeper
        )


# ended


def signed_in(user):
    user.set_password(PASSWORD)
    user.save()
    browser = Client()
    browser.post(reverse("sign_in"), {"username": user.username, "password": PASSWORD})
    return browser


def is_in(browser):
    return browser.get(reverse("desk")).status_code == 200


def test_a_closed_account_has_no_session_even_once_it_is_open_again(keeper):
    user = make_user()
    browser = signed_in(user)
    assert is_in(browser)
    accounts.close_account(user, by=keeper)
    assert not is_in(browser)
    accounts.open_account(user, by=keeper)
    assert not is_in(browser)
    assert is_in(signed_in(user))


def test_closing_in_the_administration_ends_the_sessions_too(client, keeper):
    user = make_user()
    browser = signed_in(user)
    client.force_login(keeper)
    page = reverse("admin:programme_user_change", args=[user.pk])
    client.post(page, {"username": user.username, "language": "es"})
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert not is_in(browser)


def test_past_its_last_day_an_account_opens_nothing(keeper):
    user = make_user()
    browser = signed_in(user)
    accounts.set_last_day(user, TODAY, by=keeper)
    assert is_in(browser)
    accounts.set_last_day(user, TODAY - timedelta(days=1), by=keeper)
    assert not is_in(browser)
    user.refresh_from_db()
    assert not is_in(signed_in(user))
    user = accounts.set_last_day(user, None, by=keeper)
    assert not is_in(browser)
    assert is_in(signed_in(user))


def test_nobody_ends_or_lengthens_their_own_account(keeper):
    for act in (
        lambda: accounts.close_account(keeper, by=keeper),
        lambda: accounts.set_last_day(keeper, None, by=keeper),
    ):
        with pytest.raises(CatalogueError, match="their own account"):
            act()


def test_a_new_link_takes_the_password_away_and_leaves_the_factor(keeper):
    user = make_user()
    browser = signed_in(user)
    give_authenticator(user)
    accounts.renew_link(user, by=keeper)
    assert not is_in(browser)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert Authenticator.objects.filter(user=user, type="totp").exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"expires_on": "2020-01-01"}])
def test_there_is_no_link_to_an_account_that_is_over(keeper, change):
    user = make_user(password=PASSWORD)
    User.objects.filter(pk=user.pk).update(**change)
    with pytest.raises(CatalogueError, match="open the account or change its last day"):
        accounts.renew_link(user, by=keeper)
    assert User.objects.get(pk=user.pk).has_usable_password()


@pytest.mark.parametrize(("days", "made"), [(-1, False), (0, True)])
def test_nobody_is_invited_to_an_account_that_is_over(keeper, days, made):
    last = TODAY + timedelta(days=days)
    invited = Invitation("eva", "Eva", "Luna", expires_on=last)
    if made:
        accounts.invite_person(invited, None, by=keeper)
    else:
        with pytest.raises(CatalogueError, match="This day is over") as refused:
            accounts.invite_person(invited, None, by=keeper)
        assert refused.value.field == "expires_on"
    assert User.objects.filter(username="eva").exists() == made


@pytest.mark.parametrize(
    "role", ["analyst", "finance_head", "administrator", "auditor"]
)
def test_no_administrator_alone_becomes_who_holds_a_role(keeper, role):
    user = make_user(role, password=PASSWORD)
    with pytest.raises(CatalogueError, match="Take the role away first"):
        accounts.renew_link(user, by=keeper)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    give_authenticator(user)
    accounts.renew_link(user, by=keeper)
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_recovery_codes_alone_are_no_second_factor_for_a_link(keeper):
    user = make_user("analyst")
    give_authenticator(user)
    Authenticator.objects.filter(user=user, type="totp").delete()
    with pytest.raises(CatalogueError, match="Take the role away first"):
        accounts.renew_link(user, by=keeper)


# a lost factor


@pytest.fixture
def loser():
    user = make_user()
    give_authenticator(user)
    return user


def has_factor(user):
    return Authenticator.objects.filter(user=user).exists()


def test_two_administrators_reset_a_lost_factor(keeper):
    loser = make_user()
    browser = signed_in(loser)
    assert is_in(browser)
    give_authenticator(loser)
    second = make_user("administrator")
    reset = factors.ask_factor_reset(loser, reason="Telephone stolen", by=keeper)
    assert has_factor(loser)
    done = factors.confirm_factor_reset(reset, by=second)
    assert not has_factor(loser)
    assert not is_in(browser)
    assert (done.asked_by, done.confirmed_by) == (keeper, second)
    assert LogEntry.objects.filter(object_id=loser.pk, user=keeper).exists()
    assert LogEntry.objects.filter(object_id=loser.pk, user=second).exists()


def test_one_administrator_alone_resets_nothing(keeper, loser):
    reset = factors.ask_factor_reset(loser, reason="Lost", by=keeper)
    with pytest.raises(PermissionDenied, match="second administrator"):
        factors.confirm_factor_reset(reset, by=keeper)
    assert has_factor(loser)
    again = factors.ask_factor_reset(
        loser, reason="Lost", by=make_user("administrator")
    )
    assert again == reset


@pytest.mark.parametrize("role", ["finance_head", "auditor", ""])
def test_the_second_person_is_an_administrator_too(keeper, loser, role):
    reset = factors.ask_factor_reset(loser, reason="Lost", by=keeper)
    with pytest.raises(PermissionDenied):
        factors.confirm_factor_reset(reset, by=make_user(role))
    assert has_factor(loser)


def test_nobody_resets_their_own_factor(keeper):
    give_authenticator(keeper)
    with pytest.raises(PermissionDenied, match="their own"):
        factors.ask_factor_reset(keeper, reason="Lost", by=keeper)
    reset = factors.ask_factor_reset(
        keeper, reason="Lost", by=make_user("administrator")
    )
    with pytest.raises(PermissionDenied):
        factors.confirm_factor_reset(reset, by=keeper)
    assert has_factor(keeper)


def test_a_request_lapses_after_three_days_or_once_withdrawn(keeper, loser):
    second = make_user("administrator")
    old = factors.ask_factor_reset(loser, reason="Lost", by=keeper)
    FactorReset.objects.update(asked_at=now() - timedelta(hours=73))
    with pytest.raises(CatalogueError, match="no longer waits"):
        factors.confirm_factor_reset(old, by=second)
    new = factors.ask_factor_reset(loser, reason="Lost again", by=keeper)
    assert new != old
    factors.withdraw_factor_reset(new, by=second)
    with pytest.raises(CatalogueError, match="no longer waits"):
        factors.confirm_factor_reset(new, by=second)
    assert has_factor(loser)


def test_a_confirmation_repeated_takes_no_new_factor_away(keeper, loser):
    second = make_user("administrator")
    reset = factors.ask_factor_reset(loser, reason="Lost", by=keeper)
    factors.confirm_factor_reset(reset, by=second)
    give_authenticator(loser)
    factors.confirm_factor_reset(reset, by=second)
    assert has_factor(loser)


@pytest.mark.parametrize("who", ["the same twice", "oneself asks", "oneself confirms"])
def test_the_database_knows_that_it_takes_two_others(keeper, loser, who):
    second = make_user("administrator")
    by = {
        "the same twice": (keeper, keeper),
        "oneself asks": (loser, second),
        "oneself confirms": (keeper, loser),
    }[who]
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.create(
            user=loser, asked_by=by[0], confirmed_by=by[1], confirmed_at=now()
        )


def test_the_operator_resets_a_factor_by_command_and_it_shows(loser):
    said = StringIO()
    call_command(
        "reset_second_factor", loser.username, reason="By telephone", stdout=said
    )
    assert not has_factor(loser)
    reset = FactorReset.objects.get(user=loser)
    assert (reset.asked_by, reset.confirmed_by) == (None, None)
    assert reset.confirmed_at is not None
    assert reset.reason == "By telephone"


def test_the_command_says_when_there_is_nobody_of_this_name():
    with pytest.raises(CommandError, match="Nobody has the username ghost"):
        call_command("reset_second_factor", "ghost", reason="?")

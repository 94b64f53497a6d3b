"""Every write to an account: invited, moved between units, ended, its link renewed."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from programme.access.keeping import (
    check_administrator,
    check_not_operators,
    locked,
    note,
    save,
)
from programme.access.sessions import end_sessions, has_factor
from programme.exceptions import CatalogueError
from programme.models import BudgetUnit, Membership, User
from programme.permissions import is_active
from programme.services import end_membership, grant_membership


@dataclass(frozen=True)
class Invitation:
    """Who is invited, and the role in a unit that they begin with, if any."""

    username: str
    first_name: str
    last_name: str
    email: str = ""
    language: str = "es"
    expires_on: date | None = None


@dataclass(frozen=True)
class Post:
    """A role in a unit from a day on, until another if that is known."""

    unit: BudgetUnit
    role: str
    since: date
    until: date | None = None


@transaction.atomic
def invite_person(invited: Invitation, post: Post | None, *, by: User | None) -> User:
    """An account without a password, whose person chooses one by a link of three days.

    Raises PermissionDenied, and CatalogueError for what makes no sense.
    """
    check_administrator(by)
    user = User(**vars(invited))
    if User.objects.filter(username__iexact=user.username).exists():
        raise CatalogueError(
            _("Somebody has this username: choose another."), field="username"
        )
    if user.expires_on is not None and user.expires_on < localdate():
        raise CatalogueError(
            _("This day is over: the link would open nothing."), field="expires_on"
        )
    user.set_unusable_password()
    save(user)
    note(user, "invited", by)
    if post is not None:
        _give(user, post, by)
    return user


@transaction.atomic
def renew_link(user: User, *, by: User | None) -> User:
    """Take the person's password and every earlier link away, for a new link to come.

    Their sessions end; their second factor stays.
    """
    check_administrator(by)
    user = locked(user)
    check_not_operators(user, by)
    if not is_active(user):
        raise CatalogueError(
            _(
                "The account is over, its link would open nothing: open the account "
                "or change its last day first."
            )
        )
    if by is not None:
        _check_link_gives_no_role(user)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user)
    note(user, "password taken away, new link", by)
    return user


@transaction.atomic
def move_person(
    user: User, left: BudgetUnit, post: Post, *, by: User | None
) -> Membership:
    """End every role in the unit that is left the day before, and begin the new one.

    A role that began that very day was a mistake and goes whole. Raises CatalogueError
    where the person has no role to leave on that day.
    """
    check_administrator(by)
    user = locked(user)
    held = Membership.objects.filter(user=user, unit=left).on(post.since)
    if not held:
        raise CatalogueError(
            _("%(person)s has no role in %(unit)s on that day.")
            % {"person": user, "unit": left.code},
            field="since",
        )
    for membership in held:
        _leave(membership, post.since, by)
    return _give(user, post, by)


@transaction.atomic
def give_post(user: User, post: Post, *, by: User | None) -> Membership:
    """The role in a unit that the person has from a day on, beside any other."""
    check_administrator(by)
    user = locked(user)
    _check_others(user, by)
    return _give(user, post, by)


@transaction.atomic
def set_last_day(user: User, last: date | None, *, by: User | None) -> User:
    """Set the last day of the account, or none; past it, its sessions end."""
    check_administrator(by)
    user = locked(user)
    _check_others(user, by)
    if user.expires_on != last:
        user.expires_on = last
        save(user)
        note(user, f"account until {last}" if last else "account without end", by)
    if not is_active(user):
        end_sessions(user)
    return user


@transaction.atomic
def close_account(user: User, *, by: User | None) -> User:
    """Close the account now: every session ends, and the password opens nothing."""
    check_administrator(by)
    user = locked(user)
    _check_others(user, by)
    end_sessions(user)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        note(user, "account closed", by)
    return user


@transaction.atomic
def open_account(user: User, *, by: User | None) -> User:
    """Open a closed account again; its password and second factor are as they were."""
    check_administrator(by)
    user = locked(user)
    _check_others(user, by)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        note(user, "account opened", by)
    return user


@transaction.atomic
def choose_language(user: User, language: str) -> User:
    """The language in which the person is written to, as they chose it themselves."""
    user = locked(user)
    if user.language != language:
        user.language = language
        save(user)
    return user


def others_with_email(user: User) -> list[User]:
    """Other accounts with the same e-mail: perhaps the same person twice."""
    if not user.email:
        return []
    same = User.objects.filter(email__iexact=user.email).exclude(pk=user.pk)
    return list(same.order_by("username"))


def _give(user: User, post: Post, by: User | None) -> Membership:
    """Begin a role, and end it where its last day is known already."""
    membership = grant_membership(
        user, post.unit, role=post.role, since=post.since, by=by
    )
    if post.until is None:
        return membership
    return end_membership(membership, until=post.until, by=by)


def _leave(membership: Membership, day: date, by: User | None) -> None:
    """End a role the day before this one; it is taken back where it began on it, so
    that the wrong unit stays closed: the trail keeps that it was given."""
    if membership.since < day:
        end_membership(membership, until=day - timedelta(days=1), by=by)
        return
    note(membership.user, f"{membership} from {day} taken back", by)
    membership.delete()


def _check_link_gives_no_role(user: User) -> None:
    """Raises CatalogueError where whoever holds the link would hold a role as well.

    The administrator sees the link; only the person's own second factor stands between.
    """
    if has_factor(user) or not user.groups.exists():
        return
    raise CatalogueError(
        _(
            "This person holds a role outside the units and has no second factor: "
            "whoever opens the link would have the role. Take the role away first, "
            "and two people give it again; or whoever runs the server sets a password "
            "(manage.py changepassword)."
        )
    )


def _check_others(user: User, by: User | None) -> None:
    """Raises CatalogueError for one's own account, and for the operator's."""
    if user == by:
        raise CatalogueError(_("Nobody changes their own account: ask another."))
    check_not_operators(user, by)

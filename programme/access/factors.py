"""A person who lost every second factor: two administrators, or the operator."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from programme.access.keeping import (
    check_administrator,
    check_not_operators,
    locked,
    note,
    save,
)
from programme.access.sessions import end_sessions
from programme.exceptions import CatalogueError
from programme.models import FactorReset, User


@transaction.atomic
def ask_factor_reset(user: User, *, reason: str, by: User) -> FactorReset:
    """An administrator's request to take a person's second factors away.

    Asked again while it waits, the answer is the same request. It lapses in 72 hours.
    """
    check_administrator(by)
    user = locked(user)
    if user == by:
        raise PermissionDenied(_("Nobody resets their own second factor."))
    check_not_operators(user, by)
    asked = FactorReset.objects.filter(user=user)
    if waiting := asked.waiting().first():
        return waiting
    asked.filter(confirmed_at=None, withdrawn_at=None).update(withdrawn_at=now())
    reset = FactorReset(user=user, reason=reason, asked_by=by)
    save(reset)
    note(user, f"reset of the second factor asked for: {reason}", by)
    return reset


@transaction.atomic
def confirm_factor_reset(reset: FactorReset, *, by: User) -> FactorReset:
    """A second administrator's confirmation: factors and sessions are gone.

    Confirmed again by the same person it changes nothing. The password stays, and
    the person enrols anew when they next sign in.
    """
    check_administrator(by)
    user = locked(reset.user)
    reset = FactorReset.objects.get(pk=reset.pk)
    if reset.confirmed_by == by:
        return reset
    if by in (reset.asked_by, user):
        raise PermissionDenied(_("A second administrator confirms it."))
    if not FactorReset.objects.waiting().filter(pk=reset.pk).exists():
        raise CatalogueError(_("This request no longer waits: ask again."))
    reset.confirmed_by, reset.confirmed_at = by, now()
    save(reset)
    _take_factors(user)
    note(user, f"second factor reset, asked by {reset.asked_by}", by)
    return reset


@transaction.atomic
def withdraw_factor_reset(reset: FactorReset, *, by: User) -> FactorReset:
    """An administrator's withdrawal of a request that waits."""
    check_administrator(by)
    user = locked(reset.user)
    reset = FactorReset.objects.get(pk=reset.pk)
    if reset.confirmed_at is None and reset.withdrawn_at is None:
        reset.withdrawn_at = now()
        reset.save(update_fields=["withdrawn_at"])
        note(user, "reset of the second factor withdrawn", by)
    return reset


@transaction.atomic
def reset_by_operator(user: User, *, reason: str) -> FactorReset:
    """The operator's reset, by command: recorded as such, factors and sessions gone."""
    user = locked(user)
    waiting = FactorReset.objects.filter(user=user, confirmed_at=None)
    waiting.filter(withdrawn_at=None).update(withdrawn_at=now())
    reset = FactorReset(user=user, reason=reason, confirmed_at=now())
    save(reset)
    _take_factors(user)
    return reset


def _take_factors(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)

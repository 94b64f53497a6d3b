"""The roles of people in units, and that somebody took the trail with them."""

from datetime import date
from typing import Any

from django.db import transaction

from programme import checks
from programme.models import BudgetUnit, Membership, Reading, User
from programme.services.common import check_keeper, locked, log, save


@transaction.atomic
def grant_membership(
    user: User, unit: BudgetUnit, *, role: str, since: date, by: User | None
) -> Membership:
    """Give a person a role in a unit from a day on, until it is ended.

    Asked again with the same day it changes nothing.
    """
    check_keeper(by)
    user = locked(User, user.pk)
    said: dict[str, Any] = {"user": user, "unit": unit, "role": role, "since": since}
    if granted := Membership.objects.filter(**said, until=None).first():
        return granted
    membership = Membership(**said)
    checks.check_membership(membership)
    save(membership)
    log(user, f"{role} of {unit.code} from {since}", by)
    return membership


@transaction.atomic
def end_membership(
    membership: Membership, *, until: date, by: User | None
) -> Membership:
    """End a person's role in a unit; `until` is its last day."""
    check_keeper(by)
    membership = locked(Membership, membership.pk)
    if membership.until == until:
        return membership
    membership.until = until
    checks.check_membership(membership)
    save(membership)
    log(membership.user, f"{membership.role} until {until}", by)
    return membership


@transaction.atomic
def record_reading(what: str, *, by: User | None, **details: Any) -> Reading:
    """Note that something not public is taken out; `by` None is the operator."""
    return Reading.objects.create(what=what, by=by, details=details)

"""Every write to the catalogue but the imports: actions that end or become others,
the roles of people in units, and that somebody took the trail with them."""

from datetime import date
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from programme import checks
from programme.exceptions import CatalogueError
from programme.models import (
    Action,
    BudgetUnit,
    Membership,
    Programme,
    Reading,
    Succession,
    User,
)
from programme.permissions import is_administrator


@transaction.atomic
def retire_action(action: Action, *, from_year: int, by: User | None) -> Action:
    """Take an action out of the catalogue from the first day of a year.

    Asked again with the same year it changes nothing. `by` None is the operator.
    """
    _check_keeper(by)
    action = _locked(Action, action.pk)
    if action.retired_from == from_year:
        return action
    checks.check_retirement(action, from_year)
    action.retired_from = from_year
    _save(action)
    _log(action, f"retired from {from_year}", by)
    return action


@transaction.atomic
def reinstate_action(action: Action, *, by: User | None) -> Action:
    """Undo a retirement; an action that is not retired stays as it is."""
    _check_keeper(by)
    found = _locked(Action, action.pk)
    if found.retired_from is not None:
        found.retired_from = None
        _save(found)
        _log(found, "reinstated", by)
    return found


@transaction.atomic
def record_succession(
    predecessor: Action, successor: Action, *, kind: str, year: int, by: User | None
) -> Succession:
    """Record that an action became another from a year on; once, if asked again.

    Refuses another succession of the two, and a circle of successions.
    """
    _check_keeper(by)
    editions = {predecessor.programme_id, successor.programme_id}
    for edition in sorted(editions):  # so that two people cannot close one circle
        _locked(Programme, edition)
    said: dict[str, Any] = {"predecessor": predecessor, "successor": successor}
    said |= {"kind": kind, "year": year}
    if recorded := Succession.objects.filter(**said).first():
        return recorded
    succession = Succession(**said)
    checks.check_succession(succession)
    _save(succession)
    _log(predecessor, f"{kind}: became {successor} in {year}", by)
    return succession


@transaction.atomic
def grant_membership(
    user: User, unit: BudgetUnit, *, role: str, since: date, by: User | None
) -> Membership:
    """Give a person a role in a unit from a day on, until it is ended.

    Asked again with the same day it changes nothing.
    """
    _check_keeper(by)
    user = _locked(User, user.pk)
    said: dict[str, Any] = {"user": user, "unit": unit, "role": role, "since": since}
    if granted := Membership.objects.filter(**said, until=None).first():
        return granted
    membership = Membership(**said)
    checks.check_membership(membership)
    _save(membership)
    _log(user, f"{role} of {unit.code} from {since}", by)
    return membership


@transaction.atomic
def end_membership(
    membership: Membership, *, until: date, by: User | None
) -> Membership:
    """End a person's role in a unit; `until` is its last day."""
    _check_keeper(by)
    membership = _locked(Membership, membership.pk)
    if membership.until == until:
        return membership
    membership.until = until
    checks.check_membership(membership)
    _save(membership)
    _log(membership.user, f"{membership.role} until {until}", by)
    return membership


@transaction.atomic
def record_reading(what: str, *, by: User | None, **details: Any) -> Reading:
    """Note that something not public is taken out; `by` None is the operator."""
    return Reading.objects.create(what=what, by=by, details=details)


def _check_keeper(by: User | None) -> None:
    """Only an administrator changes the catalogue; the operator's shell is nobody."""
    if by is not None and not is_administrator(by):
        raise PermissionDenied


def _locked(model: type[models.Model], key: int) -> Any:
    """The row as it is now, and nobody else changes it until this is over."""
    return model._default_manager.select_for_update(no_key=True).get(pk=key)


def _save(thing: models.Model) -> None:
    """Save what its own rules accept; raises CatalogueError with what they say."""
    try:
        thing.full_clean()
    except ValidationError as error:
        raise CatalogueError(" ".join(error.messages)) from error
    thing.save()


def _log(thing: models.Model, what: str, by: User | None) -> None:
    """Note who changed it, where the admin shows a row's history."""
    if by is not None:
        LogEntry.objects.log_actions(
            by.pk, [thing], CHANGE, change_message=what, single_object=True
        )

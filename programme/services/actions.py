"""Actions that end, and that became others."""

from typing import Any

from django.db import transaction

from programme import checks
from programme.models import Action, Programme, Succession, User
from programme.services.common import check_keeper, locked, log, save


@transaction.atomic
def retire_action(action: Action, *, from_year: int, by: User | None) -> Action:
    """Take an action out of the catalogue from the first day of a year.

    Asked again with the same year it changes nothing. `by` None is the operator.
    """
    check_keeper(by)
    action = locked(Action, action.pk)
    if action.retired_from == from_year:
        return action
    checks.check_retirement(action, from_year)
    action.retired_from = from_year
    save(action)
    log(action, f"retired from {from_year}", by)
    return action


@transaction.atomic
def reinstate_action(action: Action, *, by: User | None) -> Action:
    """Undo a retirement; an action that is not retired stays as it is."""
    check_keeper(by)
    found = locked(Action, action.pk)
    if found.retired_from is not None:
        found.retired_from = None
        save(found)
        log(found, "reinstated", by)
    return found


@transaction.atomic
def record_succession(
    predecessor: Action, successor: Action, *, kind: str, year: int, by: User | None
) -> Succession:
    """Record that an action became another from a year on; once, if asked again.

    Refuses another succession of the two, and a circle of successions.
    """
    check_keeper(by)
    editions = {predecessor.programme_id, successor.programme_id}
    for edition in sorted(editions):  # so that two people cannot close one circle
        locked(Programme, edition)
    said: dict[str, Any] = {"predecessor": predecessor, "successor": successor}
    said |= {"kind": kind, "year": year}
    if recorded := Succession.objects.filter(**said).first():
        return recorded
    succession = Succession(**said)
    checks.check_succession(succession)
    save(succession)
    log(predecessor, f"{kind}: became {successor} in {year}", by)
    return succession

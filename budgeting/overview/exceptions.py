"""The exceptions of the finance head as the pages of the desk show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from budgeting.models import (
    CeilingException,
    Event,
    FiscalYear,
    Proposal,
    RegisteredException,
    Submission,
)
from programme.models import BudgetUnit


@dataclass(frozen=True)
class Registered:
    """An entry of the register, and the later one that ended it, if one did."""

    entry: RegisteredException
    ended: RegisteredException | None = None


@dataclass(frozen=True)
class UnitExceptions:
    """What was given to one unit in one year, newest first."""

    year: FiscalYear
    unit: BudgetUnit
    entries: list[Registered]


def exceptions_of(proposal: Proposal) -> UnitExceptions:
    """The exceptions that concern a proposal: those of its unit and year; one query."""
    entries = RegisteredException.objects.filter(
        fiscal_year=proposal.fiscal_year_id, unit=proposal.unit_id
    )
    return UnitExceptions(proposal.fiscal_year, proposal.unit, with_ends(entries))


def with_ends(entries: Iterable[RegisteredException]) -> list[Registered]:
    """These entries in their order, each with the one of them that ended it."""
    entries = list(entries)
    ends = {one.follows_id: one for one in entries if one.follows_id}
    return [Registered(one, ends.get(one.pk)) for one in entries]


def ceiling_exceptions_in_force(year: FiscalYear) -> QuerySet[CeilingException]:
    """Those of the year that the head may still take back, by unit and chapter."""
    in_force = CeilingException.objects.in_force().filter(fiscal_year=year)
    ordered = in_force.order_by("unit__code", "chapter", "at")
    return ordered.select_related("unit", "by")


def above_ceiling_said(used: Mapping[str, Any]) -> str:
    """A ceiling that a submission went above by exception, as its event keeps it."""
    amounts = {name: Decimal(used[name]) for name in ("proposed", "ceiling", "granted")}
    terms = {
        "ceiling": f"{amounts['ceiling']:,.2f}",
        "granted": f"{amounts['granted']:,.2f}",
        "excess": f"{amounts['proposed'] - amounts['ceiling']:,.2f}",
        "chapter": used["chapter"],
    }
    if used["chapter"] is None:
        return (
            _(
                "%(excess)s above the ceiling of %(ceiling)s, by an exception of the "
                "finance head for up to %(granted)s."
            )
            % terms
        )
    return (
        _(
            "Chapter %(chapter)s: %(excess)s above its ceiling of %(ceiling)s, by an "
            "exception of the finance head for up to %(granted)s."
        )
        % terms
    )


def exceptions_used(submission: Submission) -> list[str]:
    """The ceilings that a submission went above by exception, as sentences."""
    events = Event.objects.filter(
        proposal=submission.proposal_id,
        kind=Event.Kind.SUBMITTED,
        data__number=submission.number,
    )
    used = [one for event in events for one in event.data.get("above_ceiling", [])]
    return [above_ceiling_said(one) for one in used]

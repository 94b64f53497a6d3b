"""The trail: what a service records about what it did."""

from collections.abc import Sequence
from typing import Any

from budgeting.models import Contribution, Event, FiscalYear, Proposal
from programme.models import User


def record(
    proposal: Proposal, kind: str, *, by: User, note: str = "", data: dict | None = None
) -> Event:
    """One entry of the proposal's history that moves it nowhere."""
    return Event.objects.create(
        kind=kind,
        by=by,
        fiscal_year_id=proposal.fiscal_year_id,
        unit_id=proposal.unit_id,
        proposal=proposal,
        note=note,
        data=data or {},
    )


def record_edit(
    proposal: Proposal, *, by: User, data: dict, rows: Sequence[dict] = ()
) -> Event:
    """An edit, and that this person contributed to what the proposal says.

    `rows` is what stood before (`standing.entry`): with it the edit can be undone.
    """
    record_contribution(proposal, by=by)
    told = {**data, "rows": list(rows)} if rows else data
    return record(proposal, Event.Kind.EDITED, by=by, data=told)


def record_contribution(proposal: Proposal, *, by: User) -> None:
    """Who edited or submitted it; they may not approve it."""
    row = Contribution(proposal=proposal, by=by)
    Contribution.objects.bulk_create([row], ignore_conflicts=True)


def record_of_year(
    year: FiscalYear, kind: str, *, by: User | None, **details: Any
) -> Event:
    """One entry of the year's own history; `by` is None for the operator's command."""
    return Event.objects.create(kind=kind, by=by, fiscal_year=year, **details)


def last_move(proposal: Proposal) -> Event | None:
    """The event of the move that brought the proposal where it is."""
    return proposal.events.exclude(to_status="").first()

"""Which entries of the trail concern a proposal, a unit or a year."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from budgeting.models import (
    Citation,
    Contribution,
    Event,
    FiscalYear,
    Observation,
    PolicyFramework,
    Proposal,
    Reply,
    SpendingLine,
    Submission,
    Waiver,
)
from programme.models import BudgetUnit, TrailEntry
from programme.trail.tables import tables

PROPOSAL = Proposal._meta.db_table
LINE = SpendingLine._meta.db_table
OF_PROPOSAL = [
    one._meta.db_table
    for one in (
        PolicyFramework,
        SpendingLine,
        Observation,
        Submission,
        Event,
        Contribution,
    )
]
OF_LINE = [Citation._meta.db_table, Waiver._meta.db_table]
OBSERVATION, REPLY = Observation._meta.db_table, Reply._meta.db_table
OWN = {"unit_id": BudgetUnit, "fiscal_year_id": FiscalYear}


def concerning_proposal(pk: int) -> Q:
    """What was ever written of one proposal: itself, its forms, lines and citations."""
    lines = lines_ever(pk)
    return (
        Q(source=PROPOSAL, row_id=pk)
        | Q(source__in=OF_PROPOSAL, place=pk)
        | Q(source__in=OF_LINE, place__in=lines)
        | Q(source=REPLY, place__in=_ever(OBSERVATION, [pk]))
    )


def lines_ever(proposal: int) -> list[int]:
    """The keys of every line that the proposal ever had, the deleted ones too."""
    entries = TrailEntry.objects.filter(source=LINE, place=proposal).order_by()
    return list(entries.values_list("row_id", flat=True).distinct())


def concerning(*, unit: int | None, year: int | None) -> Q:
    """What was ever written of a unit, of a year, or of a unit in a year."""
    asked = {"unit_id": unit, "fiscal_year_id": year}
    asked = {name: key for name, key in asked.items() if key is not None}
    if not asked:
        return Q()
    said: dict[str, Any] = {f"said__{name}": key for name, key in asked.items()}
    having = [
        table.source
        for table in tables().values()
        if asked.keys() <= {*table.columns} and table.source not in OF_PROPOSAL
    ]
    whole = Q(source__in=having, **said)
    if len(asked) == 1:
        ((name, key),) = asked.items()
        whole |= Q(source=OWN[name]._meta.db_table, row_id=key)
    proposals = TrailEntry.objects.filter(source=PROPOSAL, **said).order_by()
    events = Q(source=Event._meta.db_table, place=None, **said)
    return whole | events | _within(proposals.values("row_id"))


def _within(proposals: QuerySet | Iterable[int]) -> Q:
    """What is part of these proposals."""
    return (
        Q(source__in=OF_PROPOSAL, place__in=proposals)
        | Q(source__in=OF_LINE, place__in=_ever(LINE, proposals))
        | Q(source=REPLY, place__in=_ever(OBSERVATION, proposals))
    )


def _ever(source: str, proposals: QuerySet | Iterable[int]) -> QuerySet:
    """The keys of every row of this table that these proposals ever had."""
    entries = TrailEntry.objects.filter(source=source, place__in=proposals).order_by()
    return entries.values("row_id")

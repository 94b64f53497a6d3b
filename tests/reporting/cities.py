"""Small cities to publish: units, lines and what they cite, written out in full."""

from collections.abc import Mapping
from typing import NamedTuple

from budgeting.models import FiscalYear, Proposal
from programme.models import Action, BudgetUnit
from tests.factories import (
    make_citation,
    make_framework,
    make_line,
    make_proposal,
    move_proposal,
)


class Line(NamedTuple):
    """A line: its code, amount, and the share of each action it cites."""

    code: str
    amount: str
    cites: Mapping[Action, int] = {}
    framework: str = "F1"
    screened: str = ""


def budget(
    year: FiscalYear,
    unit: BudgetUnit,
    *lines: Line,
    status: str = "approved",
    origin: str = "imported",
) -> Proposal:
    """A unit's proposal with these lines, in this status."""
    proposal = make_proposal(year, unit, lines=0, origin=origin)
    frameworks = {}
    for line in lines:
        if line.framework not in frameworks:
            frameworks[line.framework] = make_framework(proposal, line.framework)
        reason = {"screened": "none", "screened_reason": line.screened}
        row = make_line(
            frameworks[line.framework],
            line.code,
            line.amount,
            **(reason if line.screened else {}),
        )
        for action, share in line.cites.items():
            make_citation(row, action, share)
    for step in ["approved"] if origin == "imported" else ["submitted", "approved"]:
        if status == "approved" or (status, step) == ("submitted", "submitted"):
            move_proposal(proposal, step)
    return proposal


def reopen(proposal: Proposal) -> None:
    """Take an imported proposal back to draft, as an import does."""
    proposal.status, proposal.approved_at = "draft", None
    proposal.save()

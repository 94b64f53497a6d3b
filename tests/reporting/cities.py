"""Small cities to publish: units, lines and what they cite, written out in full."""

from collections.abc import Mapping
from typing import NamedTuple

from budgeting.models import FiscalYear, PolicyFramework, Proposal, Waiver
from programme.models import Action, BudgetUnit, Programme, Succession
from reporting.models import Publication
from reporting.publishing import publish_year
from tests.factories import (
    make_citation,
    make_framework,
    make_line,
    make_proposal,
    make_user,
    make_year,
    move_proposal,
)


class Line(NamedTuple):
    """A line: its code, amount, and the share of each action it cites."""

    code: str
    amount: str
    cites: Mapping[Action, int] = {}
    framework: str = "F1"
    screened: str = ""
    waived: str = ""
    description: str = "Apoyos a la población"


def budget(
    year: FiscalYear,
    unit: BudgetUnit,
    *lines: Line,
    status: str = "approved",
    origin: str = "imported",
) -> Proposal:
    """A unit's proposal with these lines, in this status."""
    proposal = make_proposal(year, unit, lines=0, origin=origin)
    frameworks: dict[str, PolicyFramework] = {}
    for line in lines:
        if line.framework not in frameworks:
            frameworks[line.framework] = make_framework(proposal, line.framework)
        add_line(frameworks[line.framework], line)
    steps = ["approved"] if origin == "imported" else ["submitted", "approved"]
    until = steps.index(status) + 1 if status in steps else 0
    for step in steps[:until]:
        move_proposal(proposal, step)
    return proposal


def add_line(framework: PolicyFramework, line: Line) -> None:
    """This line, what it cites, and its waiver."""
    reason = {"screened": "none", "screened_reason": line.screened}
    given = dict(reason) if line.screened else {}
    given["description"] = line.description
    row = make_line(framework, line.code, line.amount, **given)
    for action, share in line.cites.items():
        make_citation(row, action, share)
    if line.waived:
        Waiver.objects.create(
            line=row,
            reason=line.waived,
            amount=row.amount,
            object_code=row.object_code,
            description=row.description,
            by=make_user("finance_head"),
        )


def reopen(proposal: Proposal) -> None:
    """Take an imported proposal back to draft, as an import does."""
    proposal.status, proposal.approved_at = "draft", None
    proposal.save()


def funding_year(
    year: int, programme: Programme, unit: BudgetUnit, *actions: Action
) -> FiscalYear:
    """A year in which this unit funds each of these actions with 100.00."""
    fiscal_year = make_year(year, programme, linking="requested")
    lines = [Line(f"L{n}", "100.00", {a: 10000}) for n, a in enumerate(actions)]
    budget(fiscal_year, unit, *lines or [Line("L", "1.00")])
    return fiscal_year


def published(
    year: int, programme: Programme, unit: BudgetUnit, *actions: Action
) -> Publication:
    """The publication of a year in which this unit funds these actions."""
    return publish_year(funding_year(year, programme, unit, *actions)).publication


def make_succession(before: Action, after: Action, **kwargs) -> Succession:
    """`before` became `after`."""
    values = {"kind": "carried", "year": 2031, **kwargs}
    return Succession.objects.create(predecessor=before, successor=after, **values)

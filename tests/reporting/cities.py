"""Small cities to publish: units, lines and what they cite, written out in full."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hypothesis import strategies as st

from budgeting.models import FiscalYear, PolicyFramework, Proposal, Waiver
from programme.models import Action, BudgetUnit, Programme, Succession
from reporting.models import Publication
from reporting.publishing import publish_year
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_right,
    make_unit,
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


# Any small city


_amounts = st.sampled_from(["0.00", "0.01", "0.07", "99.99", "1234567890123.45"])
_cites = st.dictionaries(
    st.integers(0, 5), st.integers(1, 9), min_size=0, max_size=4
).map(lambda weights: sorted(weights.items()))
_line = st.tuples(_amounts, _cites, st.sampled_from(["", "screened", "waived"]))
_unit = st.tuples(
    st.sampled_from(["draft", "submitted", "approved"]),
    st.lists(_line, max_size=4),
)
ANY_YEARS = st.lists(st.lists(_unit, min_size=1, max_size=3), min_size=1, max_size=3)
ANY_STEP = st.tuples(st.integers(0, 5), st.integers(0, 5))


def any_publications(years: list, step: tuple[int, int]) -> Iterator[Publication]:
    """The publications of these years (`ANY_YEARS`), one after the other.

    Six actions in a right and a group; `step` says which of them became which.
    """
    programme = make_programme("DH")
    make_right(programme, "02", kind="group")
    actions = [
        make_action(
            programme,
            f"0{n % 2 + 1}.01.{n}",
            carried_out_since=2025 if n == 4 else None,
            retired_from=2029 if n == 5 else None,
        )
        for n in range(6)
    ]
    if step[0] != step[1]:
        make_succession(actions[step[0]], actions[step[1]])
    for n, units in enumerate(years):
        year = make_year(2028 + n, programme, linking="requested")
        for status, drawn in units:
            lines = [_line_of(actions, f"L{k}", *one) for k, one in enumerate(drawn)]
            status = status if lines else "draft"
            budget(year, make_unit(), *lines, status=status, origin="entered")
        yield publish_year(year).publication


def _line_of(
    actions: list[Action], code: str, amount: str, weights: list, said: str
) -> Line:
    """A line as drawn; one that cites says nothing else."""
    cited = [actions[n] for n, _weight in weights]
    cites = dict(zip(cited, _shares(weights), strict=True))
    state = {said: "Reason"} if said and not weights else {}
    return Line(code, amount, cites, **state)


def _shares(weights: list) -> list[int]:
    """Basis points in proportion to the weights; the last takes the rest."""
    total = sum(weight for _, weight in weights)
    parts = [weight * 10_000 // total for _, weight in weights[:-1]]
    return [*parts, 10_000 - sum(parts)] if weights else []

"""Proposals of so much money by object of expenditure, in a year that asks no link."""

from tests.factories import (
    make_framework,
    make_line,
    make_proposal,
    make_unit,
    make_year,
    move_proposal,
)


def requested_year(year: int = 2030):
    return make_year(year, linking="requested")


def spend(year, code, lines, *, origin="entered", status="approved"):
    """The proposal of a unit of this code with lines of these amounts by partida."""
    proposal = make_proposal(year, make_unit(code), lines=0, origin=origin)
    framework = make_framework(proposal)
    for number, (partida, amount) in enumerate(lines):
        make_line(framework, f"{code}-{number}", amount, object_code=partida)
    if status != "draft":
        steps = {"imported": ("approved",), "entered": ("submitted", "approved")}
        for step in steps[origin]:
            move_proposal(proposal, step)
            if step == status:
                break
    return proposal

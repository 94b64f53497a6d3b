"""All signals of a proposal, computed anew each time; nothing of it is stored."""

from collections.abc import Callable, Iterator

from budgeting.contents import frameworks_with_lines
from budgeting.models import PolicyFramework, Proposal
from budgeting.signals.found import Known, Signal, Whole
from budgeting.signals.meaning import others, unlike
from budgeting.signals.money import payroll, token
from budgeting.signals.spread import equal_shares, one_action, one_reason
from budgeting.signals.versions import versions_for

FINDERS: list[Callable[[Whole], Iterator[Signal]]] = [
    one_action,
    one_reason,
    equal_shares,
    unlike,
    others,
    token,
    payroll,
]


def find_signals(
    proposal: Proposal, frameworks: list[PolicyFramework] | None = None
) -> list[Signal]:
    """The signals that a proposal shows, in one order.

    `frameworks` as `frameworks_with_lines` gives them, where the page has them. One
    query; more only when the catalogue or the approved past has changed.
    """
    if frameworks is None:
        frameworks = frameworks_with_lines(proposal)
    return found_in(Whole(proposal, frameworks, known=_known(proposal, frameworks)))


def _known(proposal: Proposal, frameworks: list[PolicyFramework]) -> Known:
    """What is known beside the proposal, its versions asked for at once."""
    lines = [line for one in frameworks for line in one.kept_lines]  # type: ignore[attr-defined]
    cited = {one.programme_id for line in lines for one in line.citations.all()}
    return Known(versions_for(cited, proposal.fiscal_year_id) if cited else None)


def found_in(whole: Whole) -> list[Signal]:
    """The same, of a proposal that was read already."""
    return [signal for find in FINDERS for signal in find(whole)]

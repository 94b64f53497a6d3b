"""All signals of a proposal, computed anew each time; nothing of it is stored."""

from collections.abc import Callable, Iterator

from budgeting.contents import frameworks_with_lines
from budgeting.models import PolicyFramework, Proposal
from budgeting.signals.found import Signal, Whole
from budgeting.signals.meaning import others, unlike
from budgeting.signals.money import payroll, token
from budgeting.signals.spread import equal_shares, one_action, one_reason

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
    query for each programme that its lines cite, and one of approved years where no
    words speak for a citation; more only when catalogue or past have changed.
    """
    if frameworks is None:
        frameworks = frameworks_with_lines(proposal)
    return found_in(Whole(proposal, frameworks))


def found_in(whole: Whole) -> list[Signal]:
    """The same, of a proposal that was read already."""
    return [signal for find in FINDERS for signal in find(whole)]

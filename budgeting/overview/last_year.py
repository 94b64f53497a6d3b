"""What a unit cited in the last year before that has a proposal of it approved."""

from collections.abc import Iterable

from budgeting.models import Citation, Proposal
from programme.models import Succession


def cited_last_year(proposal: Proposal) -> set[int]:
    """Keys of the actions that the unit cited then, and of what they have become."""
    last = proposal.last_approved()
    if last is None:
        return set()
    citations = Citation.objects.filter(
        line__proposal=last, line__removed_at__isnull=True
    )
    cited = set(citations.values_list("action", flat=True))
    return cited.union(*became(cited).values())


def became(actions: Iterable[int]) -> dict[int, set[int]]:
    """By action, what it was renamed, merged, split or carried into, step by step.

    One query a step, and one that finds nothing more.
    """
    follow: dict[int, set[int]] = {}
    asked = newest = set(actions)
    while newest:
        steps = Succession.objects.filter(predecessor__in=newest)
        for one, other in steps.values_list("predecessor", "successor"):
            follow.setdefault(one, set()).add(other)
        reached = {one for key in newest for one in follow.get(key, ())}
        newest = reached - follow.keys()
    return {key: _reached(key, follow) - {key} for key in asked}


def _reached(start: int, follow: dict[int, set[int]]) -> set[int]:
    """Every key to which one leads."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = follow.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen

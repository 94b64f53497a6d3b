"""What a unit cited in the last year before that has a proposal of it approved."""

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
    return cited | _became(cited)


def _became(actions: set[int]) -> set[int]:
    """What these actions were renamed, merged, split or carried into, step by step."""
    known: set[int] = set()
    newest = actions
    while newest:
        following = Succession.objects.filter(predecessor__in=newest)
        newest = set(following.values_list("successor", flat=True)) - known
        known |= newest
    return known

"""Whether a returned proposal says anything that Finance has not read yet."""

from datetime import datetime

from django.db.models import Q

from budgeting.contents import content_of, hash_of
from budgeting.models import PolicyFramework, Proposal, Reply
from budgeting.workflow import Status


def says_nothing_new(proposal: Proposal, frameworks: list[PolicyFramework]) -> bool:
    """Whether it was returned, and neither changed nor answered since.

    An observation that Finance itself resolved since counts as answered. `frameworks`
    as `frameworks_with_lines` gives them. Three queries at most, where it was returned.
    """
    if proposal.status != Status.RETURNED:
        return False
    last = proposal.submissions.order_by("number").values("content_hash").last()
    if last is None:
        return False
    if last["content_hash"] != hash_of(content_of(proposal, frameworks)):
        return False
    since = _returned_at(proposal)
    return since is not None and not _answered_since(proposal, since)


def _returned_at(proposal: Proposal) -> datetime | None:
    """When it came back to its unit."""
    moves = proposal.events.filter(to_status=Status.RETURNED)
    return moves.values_list("at", flat=True).first()


def _answered_since(proposal: Proposal, since: datetime) -> bool:
    """Whether the unit answered, or Finance resolved, an observation after this.

    Where Finance asked back meanwhile, it read the answer: that says nothing new.
    """
    observations = proposal.observations.with_last_side()
    answered = Q(replied_at__gt=since, last_side=Reply.Side.UNIT)
    return observations.filter(answered | Q(resolved_at__gt=since)).exists()

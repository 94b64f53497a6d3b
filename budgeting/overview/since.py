"""What changed in a proposal: since its last submission, and since last year's."""

from typing import Any

from budgeting.contents import content_of, frameworks_with_lines
from budgeting.models import Proposal, SpendingLine, Submission
from budgeting.overview.changes import Changes
from budgeting.overview.comparing import changes_between

Content = dict[str, Any]


def since_submission(
    proposal: Proposal, last: Submission | None, content: Content
) -> Changes | None:
    """What an open proposal says now that its last submission did not; None if none."""
    if last is None or not proposal.is_open:
        return None
    return changes_between(last.content, content)


def since_last_year(proposal: Proposal, content: Content) -> Changes | None:
    """What the proposal says that the unit's last approved one did not.

    A line is last year's if it was copied from it, else if it has the same code.
    """
    before = proposal.last_approved()
    if before is None:
        return None
    copied = SpendingLine.objects.kept().filter(
        proposal=proposal, copied_from__proposal=before
    )
    pairs = dict(copied.values_list("code", "copied_from__code"))
    was = content_of(before, frameworks_with_lines(before))
    return changes_between(was, content, pairs)

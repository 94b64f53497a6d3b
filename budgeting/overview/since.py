"""What changed in a proposal: since its last submission, and since last year's."""

from collections.abc import Sequence
from typing import Any

from budgeting.contents import content_of, frameworks_with_lines
from budgeting.models import PolicyFramework, Proposal, Submission
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


def since_last_year(
    proposal: Proposal, content: Content, frameworks: Sequence[PolicyFramework]
) -> Changes | None:
    """What the proposal says that the unit's last approved one did not.

    `content` is that of these `frameworks`, as `frameworks_with_lines` gives them.
    """
    before = proposal.last_approved()
    if before is None:
        return None
    was = content_of(before, frameworks_with_lines(before))
    return since_approved(before, was, content, frameworks)


def since_approved(
    before: Proposal,
    was: Content,
    content: Content,
    frameworks: Sequence[PolicyFramework],
) -> Changes:
    """The same, where what the approved one said is read already; no query.

    A line is last year's if it was copied from it, else if it has the same code.
    """
    pairs = {
        line.code: line.copied_code
        for each in frameworks
        for line in each.kept_lines  # type: ignore[attr-defined]
        if line.copied_proposal == before.pk
    }
    return changes_between(was, content, pairs)

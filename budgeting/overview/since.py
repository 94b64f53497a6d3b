"""What changed in a proposal: since its last submission, and since last year's."""

from typing import Any

from budgeting.contents import content_of, frameworks_with_lines
from budgeting.models import Proposal, SpendingLine, Submission
from budgeting.overview.changes import Changes, changes_between
from budgeting.workflow import Status

Content = dict[str, Any]


def since_submission(
    proposal: Proposal, last: Submission | None, content: Content
) -> Changes | None:
    """What an open proposal says now that its last submission did not; None if none."""
    if last is None or not proposal.is_open:
        return None
    return changes_between(last.content, content)


def last_approved(proposal: Proposal) -> Proposal | None:
    """The unit's latest approved proposal of an earlier year."""
    approved = Proposal.objects.filter(
        unit=proposal.unit_id,
        status=Status.APPROVED,
        fiscal_year__lt=proposal.fiscal_year_id,
    )
    latest = approved.select_related("fiscal_year", "unit").order_by("-fiscal_year_id")
    return latest.first()


def since_last_year(proposal: Proposal, content: Content) -> Changes | None:
    """What the proposal says that the unit's last approved one did not.

    A line is last year's if it was copied from it, else if it has the same code.
    """
    before = last_approved(proposal)
    if before is None:
        return None
    copied = SpendingLine.objects.kept().filter(
        proposal=proposal, copied_from__proposal=before
    )
    pairs = dict(copied.values_list("code", "copied_from__code"))
    was = content_of(before, frameworks_with_lines(before))
    return changes_between(was, content, pairs)

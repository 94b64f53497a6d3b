"""The statement that no action applies to a line, in years that take one."""

from django.db import transaction
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import FiscalYear, Proposal, SpendingLine
from budgeting.services.locks import check_text, kept_line, open_for_edit
from budgeting.services.refusals import in_words
from budgeting.services.standing import entry, standing
from budgeting.services.trail import record_edit
from programme.models import User
from programme.trail import because


@transaction.atomic
@in_words
def screen_line(
    line: SpendingLine, *, by: User, reason: str, before: str | None = None
) -> SpendingLine:
    """The line, declared to have no action that applies; for `requested` years.

    Raises StaleVersion where the reason is no longer `before`, which the page showed.
    """
    proposal = open_for_edit(line.proposal_id, by=by)
    line = kept_line(proposal, line.pk)
    check_screening(proposal, reason.strip(), line.citations.exists())
    if line.screened and line.screened_reason == reason.strip():
        return line
    check_text(line, line.screened_reason, before)
    stood = standing(line)
    line.screened = SpendingLine.Screened.NONE
    line.screened_reason = reason.strip()
    line.full_clean(exclude=set(line.pending))
    _save_screening(line, proposal, by=by, before=stood)
    return line


@transaction.atomic
@in_words
def unscreen_line(line: SpendingLine, *, by: User) -> SpendingLine:
    """The line without the statement that no action applies."""
    proposal = open_for_edit(line.proposal_id, by=by)
    line = kept_line(proposal, line.pk)
    if not line.screened:
        return line
    before = standing(line)
    line.screened = line.screened_reason = ""
    _save_screening(line, proposal, by=by, before=before)
    return line


def check_screening(proposal: Proposal, reason: str, cites: bool) -> None:
    """Raise WorkflowError where the year, a citation or a lacking reason forbids it."""
    if proposal.fiscal_year.linking == FiscalYear.Linking.REQUIRED:
        raise WorkflowError(
            _(
                "In this year every line cites an action. Cite one, or ask Finance "
                "for a waiver."
            )
        )
    if cites:
        raise WorkflowError(
            _("This line cites actions. Remove them first if none of them applies.")
        )
    if not reason:
        raise WorkflowError(_("Say why no action applies."))


def _save_screening(
    line: SpendingLine, proposal: Proposal, *, by: User, before: dict
) -> None:
    """Save and record what the line says about its screening."""
    what = "screened" if line.screened else "screening withdrawn"
    line.version += 1
    with because(line.screened_reason):
        line.save(update_fields=["screened", "screened_reason", "version"])
    data = {"what": what, "code": line.code, "reason": line.screened_reason}
    record_edit(proposal, by=by, data=data, rows=[entry(line, before)])

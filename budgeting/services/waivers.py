"""Waivers: Finance's named, reasoned, public permission for a line to cite nothing."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import (
    Event,
    FiscalYear,
    Proposal,
    RegisteredException,
    SpendingLine,
    Waiver,
)
from budgeting.permissions import is_finance_head
from budgeting.services.locks import (
    check_not_imported,
    frozen,
    kept_line,
    lock_proposal,
)
from budgeting.services.refusals import in_words
from budgeting.services.registering import register
from budgeting.services.trail import record
from programme.models import User
from programme.trail import because


@transaction.atomic
@in_words
def grant_waiver(line: SpendingLine, *, by: User, reason: str) -> Waiver:
    """The finance head's waiver for this line of a draft or returned proposal.

    It lapses when the line's amount, partida or description changes.
    """
    proposal = lock_proposal(line.proposal_id)
    check_not_imported(proposal)
    if not is_finance_head(by):
        raise PermissionDenied(_("Only the finance head grants a waiver."))
    line = kept_line(proposal, line.pk)
    saved = line.waivers.filter(lapsed_at=None).first()
    if saved and (saved.by_id, saved.reason) == (by.pk, reason.strip()):
        return saved
    _check_may_be_waived(proposal, line, reason.strip())
    waiver = Waiver(
        line=line,
        reason=reason.strip(),
        amount=line.amount,
        object_code=line.object_code,
        description=line.description,
        by=by,
    )
    waiver.full_clean()
    with because(waiver.reason):
        waiver.save()
    data = {"code": line.code, "waiver": waiver.pk}
    record(proposal, Event.Kind.WAIVED, by=by, note=waiver.reason, data=data)
    _register(waiver, proposal, by=by)
    return waiver


def _register(waiver: Waiver, proposal: Proposal, *, by: User) -> None:
    """Into the public register: which line, by its code, and nothing of what it says.

    That it lapsed, the database itself adds.
    """
    register(
        RegisteredException.Kind.WAIVER,
        proposal.fiscal_year,
        proposal.unit,
        by=by,
        reason=waiver.reason,
        line_code=waiver.line.code,
        source=waiver.pk,
    )


def _check_may_be_waived(proposal: Proposal, line: SpendingLine, reason: str) -> None:
    """Raise WorkflowError where no waiver can be granted to this line now."""
    if not proposal.is_open:
        raise WorkflowError(frozen(proposal))
    if proposal.fiscal_year.linking != FiscalYear.Linking.REQUIRED:
        raise WorkflowError(
            _("In this year a citation is requested, not required: nothing to waive.")
        )
    if line.pending:
        raise WorkflowError(
            _(
                "The line holds text that cannot be read yet. Its unit corrects "
                "it first."
            )
        )
    if not reason:
        raise WorkflowError(_("Say why the waiver is granted: the reason is public."))

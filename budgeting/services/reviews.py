"""What Finance does with a submitted proposal: return, approve, reopen."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.doubts import doubts_about
from budgeting.exceptions import WorkflowError
from budgeting.models import Event, Proposal, RegisteredException, Submission
from budgeting.permissions import has_contributed
from budgeting.services.locks import lock_proposal, lock_year
from budgeting.services.moves import check_move, make_move
from budgeting.services.refusals import in_words
from budgeting.services.registering import register
from budgeting.services.trail import last_move
from budgeting.workflow import Status
from programme.models import User


@transaction.atomic
@in_words
def return_proposal(
    proposal: Proposal, *, by: User, note: str = "", due_on: date | None = None
) -> Proposal:
    """Send the proposal back to its unit, which may change it up to `due_on`.

    Needs an open observation or a note; without a due date it stays open.
    """
    proposal = lock_proposal(proposal.pk)
    data = {"due_on": due_on.isoformat() if due_on else None}
    if _was_moved_so(proposal, Event.Kind.RETURNED, by, note, data):
        return proposal
    check_move(proposal, Status.RETURNED, by=by)
    if proposal.status != Status.SUBMITTED:
        raise WorkflowError(_("An approved proposal is reopened, with a reason."))
    if not note.strip() and not proposal.observations.open().exists():
        raise WorkflowError(
            _("Say what to correct: make an observation, or write a note.")
        )
    if due_on and due_on < proposal.fiscal_year.today():
        raise WorkflowError(_("The day to answer by has passed. Choose a later one."))
    proposal.return_due = due_on
    return make_move(
        proposal,
        Status.RETURNED,
        Event.Kind.RETURNED,
        by=by,
        note=note.strip(),
        data=data,
    )


@transaction.atomic
@in_words
def approve_proposal(
    proposal: Proposal, *, by: User, content_hash: str = ""
) -> Proposal:
    """Approve the last submission, which is the one read: `content_hash` is its hash.

    Raises PermissionDenied for whoever edited or submitted the proposal, WorkflowError
    while a blocking observation is open and for a content that was not read. The event
    keeps what speaks against it.
    """
    proposal = lock_proposal(proposal.pk)
    if proposal.status == Status.APPROVED and proposal.approved_by_id == by.pk:
        return proposal
    check_move(proposal, Status.APPROVED, by=by)
    if has_contributed(by, proposal) or proposal.submitted_by_id == by.pk:
        raise PermissionDenied(
            _("Whoever edited or submitted a proposal may not approve it.")
        )
    if proposal.observations.open().blocking().exists():
        raise WorkflowError(
            _("A blocking observation is open. Resolve it, or return the proposal.")
        )
    last = proposal.submissions.order_by("number").last()
    _check_was_read(last, content_hash)
    proposal.approved_at, proposal.approved_by = now(), by
    said = {"hash": last.content_hash if last else ""}
    data = {**said, **doubts_about(by, proposal).facts}
    return make_move(proposal, Status.APPROVED, Event.Kind.APPROVED, by=by, data=data)


@transaction.atomic
@in_words
def reopen_proposal(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """An approved proposal back with its unit for a correction, for a reason.

    Once the year is published only the finance head reopens; the reason is public.
    """
    proposal = lock_proposal(proposal.pk)
    proposal.fiscal_year = lock_year(proposal.fiscal_year_id)  # published meanwhile?
    if _was_moved_so(proposal, Event.Kind.REOPENED, by, reason, {}):
        return proposal
    check_move(proposal, Status.RETURNED, by=by)
    if proposal.status != Status.APPROVED:
        raise WorkflowError(_("Only an approved proposal is reopened."))
    if not reason.strip():
        raise WorkflowError(_("Say why the proposal is reopened."))
    proposal.approved_at = proposal.approved_by = proposal.return_due = None
    reopened = make_move(
        proposal, Status.RETURNED, Event.Kind.REOPENED, by=by, note=reason.strip()
    )
    _register_reopening(reopened, by=by, reason=reason.strip())
    return reopened


def _register_reopening(proposal: Proposal, *, by: User, reason: str) -> None:
    """Into the public register, once something of the year was published."""
    year = proposal.fiscal_year
    if year.published_at:
        kind = RegisteredException.Kind.REOPENING
        register(kind, year, proposal.unit, by=by, reason=reason)


def _check_was_read(last: Submission | None, content_hash: str) -> None:
    """Raise WorkflowError where the approver read another content, or none."""
    if last and not content_hash:
        raise WorkflowError(_("Read the proposal first, then approve what you read."))
    if content_hash != (last.content_hash if last else ""):
        raise WorkflowError(
            _("The proposal was submitted again meanwhile. Read it anew, then decide.")
        )


def _was_moved_so(
    proposal: Proposal, kind: str, by: User, note: str, data: dict
) -> bool:
    """Whether the proposal is where it is by this very request, made before."""
    move = last_move(proposal)
    return move is not None and (move.kind, move.by_id, move.note, move.data) == (
        kind,
        by.pk,
        note.strip(),
        data,
    )

"""A move of a proposal: checked against the workflow, saved and recorded."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Event, Proposal
from budgeting.permissions import roles_of
from budgeting.services.locks import check_not_imported
from budgeting.workflow import (
    NEVER_FOR_AUTONOMOUS,
    Move,
    Role,
    Status,
    holds,
    least_role,
)
from programme.models import User
from programme.trail import because

STAMPS = [
    "status",
    "version",
    "return_due",
    "submitted_at",
    "submitted_by",
    "approved_at",
    "approved_by",
]


def check_move(proposal: Proposal, to: str, *, by: User) -> None:
    """Raise WorkflowError where nobody makes this move now, PermissionDenied where
    others do."""
    check_not_imported(proposal)
    least = least_role(proposal, to)
    if least is None:
        raise WorkflowError(no_such_move(proposal, to))
    if not holds(roles_of(by, proposal.unit), least):
        raise PermissionDenied(
            _("This step is taken by: %(role)s.") % {"role": Role(least).label}
        )


def make_move(
    proposal: Proposal,
    to: str,
    kind: str,
    *,
    by: User,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> Proposal:
    """The proposal in its new status, with the event that says so."""
    start, proposal.status = proposal.status, to
    proposal.version += 1
    with because(note):
        proposal.save(update_fields=STAMPS)
    Event.objects.create(
        kind=kind,
        by=by,
        fiscal_year_id=proposal.fiscal_year_id,
        unit_id=proposal.unit_id,
        proposal=proposal,
        from_status=start,
        to_status=to,
        note=note,
        data=data or {},
    )
    return proposal


def no_such_move(proposal: Proposal, to: str) -> str:
    """Why nobody may move the proposal there, and what to do."""
    move = Move(proposal.status, to)
    if proposal.unit.is_autonomous and move in NEVER_FOR_AUTONOMOUS:
        return _(
            "The budget of an autonomous body is received, never returned: make an "
            "advisory observation."
        )
    return _(
        "The proposal is “%(start)s” and cannot become “%(to)s” from there. Read it "
        "anew to see where it stands."
    ) % {"start": proposal.get_status_display(), "to": Status(to).label}

"""A unit's proposal: begun, formulated on its behalf, submitted."""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting import checks
from budgeting.ceilings import Excess
from budgeting.contents import content_of, frameworks_with_lines, hash_of
from budgeting.exceptions import ReadAnew, WindowClosed, WorkflowError
from budgeting.models import (
    Event,
    FiscalYear,
    Letter,
    Proposal,
    RegisteredException,
    Submission,
)
from budgeting.notices import notify
from budgeting.permissions import is_finance_head, roles_of
from budgeting.services.locks import check_window, lock_proposal
from budgeting.services.moves import check_move, make_move
from budgeting.services.refusals import in_words
from budgeting.services.registering import register
from budgeting.services.trail import record, record_contribution
from budgeting.windows import is_open_to
from budgeting.workflow import UNIT_ROLES, Origin, Status
from programme.models import BudgetUnit, User
from programme.trail import because, sealed_first


@transaction.atomic
@in_words
def create_proposal(year: FiscalYear, unit: BudgetUnit, *, by: User) -> Proposal:
    """The unit's proposal of the year: a new draft, or the one it has already.

    Raises WindowClosed outside the unit's window.
    """
    year = FiscalYear.objects.get(pk=year.pk)
    if not roles_of(by, unit) & UNIT_ROLES:
        raise PermissionDenied(_("Only the people of a unit begin its proposal."))
    held = Proposal.objects.standing().filter(fiscal_year=year, unit=unit)
    if saved := held.first():
        return saved
    if not is_open_to(year, unit):
        raise WindowClosed(
            _(
                "The capture window of %(year)s is not open for this unit. Ask "
                "the finance head for more days: they are given for a public reason."
            )
            % {"year": year}
        )
    return _begin(year, unit, by=by)


@transaction.atomic
@in_words
def formulate_on_behalf(
    year: FiscalYear, unit: BudgetUnit, *, by: User, reason: str
) -> Proposal:
    """The unit's proposal of the year in the finance head's hands, for a public reason.

    A new one, or the unit's own draft once its window is closed. Raises WorkflowError
    while the unit may still write, and once its proposal was handed in.
    """
    year = FiscalYear.objects.get(pk=year.pk)
    if not is_finance_head(by):
        raise PermissionDenied(
            _("Only the finance head formulates on a unit's behalf.")
        )
    if year.closed_at:
        raise WorkflowError(_("The year is closed. Open it first."))
    if not (reason := reason.strip()):
        raise WorkflowError(
            _("Say why Finance formulates the proposal: the reason is public.")
        )
    with because(reason):
        proposal, is_new = Proposal.objects.get_or_create(
            fiscal_year=year, unit=unit, defaults={"origin": Origin.ON_BEHALF}
        )
        proposal = lock_proposal(proposal.pk)
        if not is_new and proposal.origin == Origin.ON_BEHALF:
            return proposal
        if not is_new:
            _take_over(proposal)
        _record_beginning(proposal, by=by, note=reason)
    register(RegisteredException.Kind.ON_BEHALF, year, unit, by=by, reason=reason)
    return proposal


def _take_over(proposal: Proposal) -> None:
    """The unit's own draft becomes Finance's; raises WorkflowError while it is not."""
    open_to_unit = is_open_to(proposal.fiscal_year, proposal.unit)
    open_to_unit = open_to_unit and not _is_undone(proposal)
    if proposal.status != Status.DRAFT or open_to_unit:
        raise WorkflowError(
            _("The unit has its own proposal of this year and answers for it.")
        )
    _make(proposal, Origin.ON_BEHALF)


class Read(NamedTuple):
    """What the page of whoever submits showed: the receipt to be made, its content.

    With them a request is known again, be it pressed twice or sent by two signatories.
    """

    number: int
    content_hash: str


@sealed_first
@transaction.atomic
@in_words
def submit_proposal(
    proposal: Proposal, *, by: User, read: Read | None = None
) -> Proposal:
    """Hand the proposal to Finance, with an immutable, hashed copy of what it says.

    A receipt that was made already, of the content `read`, is made once. Raises
    ReadAnew where what was `read` is not what would be submitted, UncitedLines,
    LinesAtFault or IncompleteFrameworks naming every one at fault, AboveCeiling,
    WindowClosed, WorkflowError or PermissionDenied.
    """
    proposal = lock_proposal(proposal.pk)
    if _is_submitted(proposal, read, by=by):
        return proposal
    check_move(proposal, Status.SUBMITTED, by=by)
    check_window(proposal)
    frameworks = frameworks_with_lines(proposal)
    content = content_of(proposal, frameworks)
    _check_read(content, read)
    faults = checks.find_faults(proposal, frameworks)
    checks.raise_faults(faults)
    proposal.submitted_at, proposal.submitted_by = now(), by
    proposal.return_due = None
    submission = _keep_copy(proposal, content, by=by)
    data = {
        "number": submission.number,
        "hash": submission.content_hash,
        **_exceptions_used(faults.excepted),
    }
    make_move(proposal, Status.SUBMITTED, Event.Kind.SUBMITTED, by=by, data=data)
    notify(Letter.Kind.SUBMITTED, proposal, about=submission.number)
    return proposal


def _exceptions_used(excepted: Sequence[Excess]) -> dict[str, list]:
    """What the event keeps of the exceptions that let it go above its ceilings."""
    used = [one.told() for one in excepted]
    return {"above_ceiling": used} if used else {}


def _is_submitted(proposal: Proposal, read: Read | None, *, by: User) -> bool:
    """Whether this was submitted before; raises ReadAnew where something else was."""
    if read is None:
        same = proposal.submitted_by_id == by.pk
        return proposal.status == Status.SUBMITTED and same
    made = proposal.submissions.filter(number=read.number).first()
    if made is None:
        return False
    if made.content_hash == read.content_hash:
        return True
    raise ReadAnew(
        _(
            "%(person)s submitted the proposal meanwhile, with receipt %(number)s, and "
            "it does not say what your page showed. Read that receipt."
        )
        % {"person": made.signer, "number": made.number}
    )


def _check_read(content: dict, read: Read | None) -> None:
    """Raise ReadAnew where the content is not the one that was read."""
    if read and hash_of(content) != read.content_hash:
        raise ReadAnew(
            _(
                "The proposal changed after you opened this page. Read what changed, "
                "then submit it if you agree."
            )
        )


def _begin(year: FiscalYear, unit: BudgetUnit, *, by: User) -> Proposal:
    """A new draft; or, where another session was quicker, the one it made."""
    proposal, is_new = Proposal.objects.get_or_create(
        fiscal_year=year, unit=unit, defaults={"origin": Origin.ENTERED}
    )
    if not is_new:
        proposal = lock_proposal(proposal.pk)
        is_new = _is_undone(proposal)
        if is_new:
            _make(proposal, Origin.ENTERED)
    if is_new:
        _record_beginning(proposal, by=by)
    return proposal


def _is_undone(proposal: Proposal) -> bool:
    """Whether it came from a file whose import was undone: it holds nothing."""
    return proposal.origin == Origin.IMPORTED and proposal.status == Status.DRAFT


def _make(proposal: Proposal, origin: str) -> None:
    proposal.origin = origin
    proposal.version += 1
    proposal.save(update_fields=["origin", "version"])


def _record_beginning(proposal: Proposal, *, by: User, note: str = "") -> None:
    """Who began the proposal, or took it over, and why."""
    record_contribution(proposal, by=by)
    data = {"origin": proposal.origin}
    record(proposal, Event.Kind.CREATED, by=by, note=note, data=data)


def _keep_copy(proposal: Proposal, content: dict, *, by: User) -> Submission:
    """The next submission, signed with the person's full name.

    The database prints the head of the trail on it.
    """
    last = proposal.submissions.aggregate(number=Max("number"))["number"]
    return Submission.objects.create(
        proposal=proposal,
        number=(last or 0) + 1,
        content=content,
        content_hash=hash_of(content),
        signer=str(by),
        by=by,
        at=proposal.submitted_at or now(),
    )

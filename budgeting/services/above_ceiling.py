"""Ceilings that the finance head lets a unit exceed: by how much and why, in public."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import (
    Ceiling,
    CeilingException,
    Event,
    FiscalYear,
    RegisteredException,
)
from budgeting.permissions import is_finance_head
from budgeting.services.locks import lock_proposal_of, lock_year
from budgeting.services.refusals import in_words
from budgeting.services.registering import register, register_end
from budgeting.services.trail import record_of_year
from budgeting.workflow import Status
from programme.models import BudgetUnit, User
from programme.trail import because


@transaction.atomic
@in_words
def allow_above_ceiling(
    year: FiscalYear,
    unit: BudgetUnit,
    *,
    by: User,
    chapter: int | None,
    amount: Decimal,
    reason: str,
) -> CeilingException:
    """Let the unit go this much above a ceiling, in all (None) or of one chapter.

    It is added to what was granted before. Raises WorkflowError where there is no such
    ceiling, PermissionDenied for anyone but the finance head.
    """
    lock_proposal_of(year.pk, unit.pk)  # before the year, as reopening takes them
    year = lock_year(year.pk)
    _check_head(by)
    reason = reason.strip()
    place = {"fiscal_year": year, "unit": unit, "chapter": chapter}
    asked = CeilingException(**place, amount=amount, reason=reason, by=by)
    same = CeilingException.objects.in_force().filter(**place, amount=amount)
    if given := same.filter(by=by, reason=reason).first():
        return given
    _check_may_be_exceeded(year, place, reason)
    return _give(asked)


@transaction.atomic
@in_words
def take_back_above_ceiling(
    given: CeilingException, *, by: User, reason: str
) -> CeilingException:
    """The exception no longer in force, for a reason; the register says so too.

    Only while the unit's proposal is not with Finance: what was submitted under an
    exception was submitted rightly. Raises WorkflowError and PermissionDenied.
    """
    proposal = lock_proposal_of(given.fiscal_year_id, given.unit_id)
    _check_head(by)
    given = CeilingException.objects.select_for_update().get(pk=given.pk)
    if given.withdrawn_at:
        return given
    if proposal and proposal.status in (Status.SUBMITTED, Status.APPROVED):
        raise WorkflowError(
            _(
                "The proposal was submitted under this exception. Return it to its "
                "unit first; then the exception can be taken back."
            )
        )
    given.withdrawn_at, given.withdrawn_by = now(), by
    given.withdrawal_reason = reason.strip()
    given.full_clean()
    with because(given.withdrawal_reason):
        given.save()
    _record(given, Event.Kind.EXCEPTION_ENDED, by=by, note=given.withdrawal_reason)
    register_end(
        RegisteredException.Kind.CEILING,
        given.pk,
        by=by,
        reason=given.withdrawal_reason,
    )
    return given


def _give(asked: CeilingException) -> CeilingException:
    """Save the exception, record it and register it."""
    asked.full_clean()
    with because(asked.reason):
        asked.save()
    _record(asked, Event.Kind.CEILING_EXCEPTION, by=asked.by, note=asked.reason)
    register(
        RegisteredException.Kind.CEILING,
        asked.fiscal_year,
        asked.unit,
        by=asked.by,
        reason=asked.reason,
        chapter=asked.chapter,
        amount=asked.amount,
        source=asked.pk,
    )
    return asked


def _check_head(by: User) -> None:
    """Raise PermissionDenied for anyone but the finance head."""
    if not is_finance_head(by):
        raise PermissionDenied(
            _("Only the finance head lets a unit exceed its ceiling.")
        )


def _check_may_be_exceeded(year: FiscalYear, place: dict, reason: str) -> None:
    """Raise WorkflowError where there is nothing to exceed, or no reason to."""
    if year.closed_at:
        raise WorkflowError(_("The year is closed. Open it first."))
    if not Ceiling.objects.filter(**place).exists():
        raise WorkflowError(
            _("The unit has no such ceiling: nothing keeps it from this amount.")
        )
    if not reason:
        raise WorkflowError(
            _("Say why the ceiling may be exceeded: the reason is public.")
        )


def _record(given: CeilingException, kind: str, *, by: User, note: str) -> None:
    """The event, in the history of the proposal too where there is one."""
    proposals = given.fiscal_year.proposals.filter(unit=given.unit_id)
    record_of_year(
        given.fiscal_year,
        kind,
        by=by,
        unit=given.unit,
        proposal=proposals.first(),
        note=note,
        data={
            "exception": given.pk,
            "chapter": given.chapter,
            "amount": str(given.amount),
        },
    )

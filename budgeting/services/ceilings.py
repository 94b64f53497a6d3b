"""The ceilings of one unit, changed on the page; a file of them has an import."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Ceiling, Event, FiscalYear
from budgeting.permissions import may_keep_ceilings
from budgeting.services.locks import lock_year
from budgeting.services.refusals import in_words
from budgeting.services.trail import record_of_year
from programme.imports.running import one_at_a_time
from programme.models import BudgetUnit, User
from programme.trail import because

Amounts = Mapping[
    int | None, Decimal | None
]  # by chapter, None in all; None: no ceiling


@transaction.atomic
@in_words
def set_ceilings(
    year: FiscalYear,
    unit: BudgetUnit,
    *,
    by: User,
    amounts: Amounts,
    seen: Amounts,
    reason: str,
) -> list[Ceiling]:
    """The ceilings that changed: those of `amounts`, others of the unit stay.

    `seen` is what the page showed. Raises PermissionDenied, and WorkflowError where
    one is no longer that or no reason is given.
    """
    year = _lock_year(year, by=by)
    before = {one.chapter: one for one in year.ceilings.filter(unit=unit)}
    changes = {
        chapter: (_amount(before.get(chapter)), amount)
        for chapter, amount in amounts.items()
        if _amount(before.get(chapter)) != amount
    }
    if not changes:
        return []
    _check_seen(changes, seen)
    reason = _checked(reason)
    with because(reason):
        written = [
            _write(before.get(chapter) or Ceiling(chapter=chapter), year, unit, amount)
            for chapter, (_was, amount) in changes.items()
        ]
    told = {str(chapter or ""): _told(pair) for chapter, pair in changes.items()}
    record_of_year(
        year,
        Event.Kind.CEILINGS_LOADED,
        by=by,
        unit=unit,
        note=reason,
        data={"what": "ceilings set", "changes": told},
    )
    return written


def _lock_year(year: FiscalYear, *, by: User) -> FiscalYear:
    """The locked year, if this person keeps ceilings; after any file under way, which
    reads all ceilings before it writes."""
    if not may_keep_ceilings(by):
        raise PermissionDenied(_("Only an administrator keeps the ceilings."))
    one_at_a_time()
    return lock_year(year.pk)


def _amount(ceiling: Ceiling | None) -> Decimal | None:
    return ceiling.amount if ceiling else None


def _check_seen(changes: Mapping, seen: Amounts) -> None:
    """Raise WorkflowError where a ceiling is no longer what the page showed."""
    for chapter, (now, _wanted) in changes.items():
        if now != seen.get(chapter):
            said = _("none") if now is None else f"{now:,.2f}"
            place = str(chapter) if chapter else _("in all")
            raise WorkflowError(
                _(
                    "Somebody changed this ceiling meanwhile (%(place)s): it is "
                    "%(now)s now. Nothing was saved; look at it and save again."
                )
                % {"place": place, "now": said}
            )


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise WorkflowError(_("Say why the ceiling changes."))
    return reason


def _write(
    ceiling: Ceiling, year: FiscalYear, unit: BudgetUnit, amount: Decimal | None
) -> Ceiling:
    """Save the ceiling with this amount; delete it where there is to be none."""
    if amount is None:
        ceiling.delete()
        return ceiling
    ceiling.fiscal_year, ceiling.unit, ceiling.amount = year, unit, amount
    ceiling.full_clean()
    ceiling.save()
    return ceiling


def _told(pair: tuple[Decimal | None, Decimal | None]) -> list[str | None]:
    return [None if one is None else f"{one:.2f}" for one in pair]

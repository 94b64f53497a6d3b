"""Whose each unit is: the finance head says which analyst reviews which unit."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Assignment, FiscalYear
from budgeting.permissions import is_finance, may_assign, reviewers_and
from budgeting.services.locks import lock_year
from budgeting.services.refusals import in_words
from programme.models import BudgetUnit, User


class TakenOver(NamedTuple):
    """From which year, how many units, and how many whose analyst reviews no more."""

    year: int | None
    units: int
    left_out: int


@transaction.atomic
@in_words
def assign_units(
    year: FiscalYear, units: Iterable[BudgetUnit], *, analyst: User, by: User
) -> int:
    """These units are this analyst's to review in the year; how many were not before.

    Raises WorkflowError where the person does not review for Finance.
    """
    year = _lock(year, by=by)
    if not is_finance(analyst):
        raise WorkflowError(
            _("%(person)s does not review for Finance. Choose another analyst.")
            % {"person": analyst}
        )
    wanted = {unit.pk: analyst.pk for unit in units}
    return _write(year, wanted, by=by)


@transaction.atomic
@in_words
def release_units(year: FiscalYear, units: Iterable[BudgetUnit], *, by: User) -> int:
    """These units are nobody's in the year; how many were somebody's."""
    year = _lock(year, by=by)
    keys = [unit.pk for unit in units]
    return year.assignments.filter(unit__in=keys).delete()[0]


@transaction.atomic
@in_words
def take_over_assignments(
    year: FiscalYear, units: Sequence[BudgetUnit], *, by: User
) -> TakenOver:
    """Those of these units that are nobody's, with the analyst of the last year that
    had any, where that person still reviews."""
    year = _lock(year, by=by)
    earlier = Assignment.objects.filter(fiscal_year__lt=year.pk)
    last = earlier.order_by("-fiscal_year").values_list("fiscal_year", flat=True)
    if (source := last.first()) is None:
        return TakenOver(None, 0, 0)
    theirs = Assignment.objects.filter(fiscal_year=source, unit__in=units)
    taken = set(year.assignments.values_list("unit", flat=True))
    before = dict(theirs.order_by().values_list("unit", "analyst"))
    free = {unit: one for unit, one in before.items() if unit not in taken}
    reviewers = {one.pk for one in reviewers_and()}
    wanted = {unit: one for unit, one in free.items() if one in reviewers}
    return TakenOver(source, _write(year, wanted, by=by), len(free) - len(wanted))


def _lock(year: FiscalYear, *, by: User) -> FiscalYear:
    """The locked year, if this person says whose its units are."""
    if not may_assign(by):
        raise PermissionDenied(_("Only the finance head assigns units to analysts."))
    return lock_year(year.pk)


def _write(year: FiscalYear, wanted: dict[int, int], *, by: User) -> int:
    """Save these analysts by unit, where another or none is; how many changed."""
    saved = dict(year.assignments.order_by().values_list("unit", "analyst"))
    rows = [
        Assignment(fiscal_year=year, unit_id=unit, analyst_id=analyst, by=by, at=now())
        for unit, analyst in sorted(wanted.items())
        if saved.get(unit) != analyst
    ]
    Assignment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["fiscal_year", "unit"],
        update_fields=["analyst", "by", "at"],
    )
    return len(rows)

"""When a unit may change its proposal: the capture window and its exceptions."""

from datetime import date

from django.db.models import Max

from budgeting.models import Extension, FiscalYear, Proposal
from budgeting.workflow import Origin, Status
from programme.models import BudgetUnit


def last_day(year: FiscalYear, unit: BudgetUnit) -> date | None:
    """The last day that the unit may write: the window's, or its extension's."""
    given = Extension.objects.filter(fiscal_year=year, unit=unit)
    extended = given.aggregate(until=Max("until"))["until"]
    days = [day for day in (year.closes_on, extended) if day]
    return max(days, default=None)


def is_open_to(year: FiscalYear, unit: BudgetUnit) -> bool:
    """Whether the capture window, or the unit's extension of it, is open today.

    Whole days of the year's time zone, both ends included; a closed year has none.
    """
    if year.window_is_open():
        return True
    if year.closed_at or (year.opens_on and year.today() < year.opens_on):
        return False
    until = last_day(year, unit)
    return until is not None and year.today() <= until


def may_change_today(proposal: Proposal) -> bool:
    """Whether the days allow its authors to change this proposal.

    A returned one is open until its due date, be the window open or not. What Finance
    formulates on a unit's behalf has no window, but a closed year is closed to it.
    """
    year, due = proposal.fiscal_year, proposal.return_due
    if proposal.status == Status.RETURNED and (due is None or year.today() <= due):
        return True
    if proposal.origin == Origin.ON_BEHALF:
        return not year.closed_at
    return is_open_to(year, proposal.unit)

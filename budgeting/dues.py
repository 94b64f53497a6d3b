"""The day by which an observation is to be answered: what is proposed, what may be."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import FiscalYear

WORKING_DAYS = 5
SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """The day so many working days later; Saturdays and Sundays do not count."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def last_due(year: FiscalYear) -> date:
    """The last day that may be given: the last of the budget year."""
    return date(year.year, 12, 31)


def proposed_due(year: FiscalYear) -> date:
    """Five working days from today, in the time of the year."""
    return min(working_days_after(year.today(), WORKING_DAYS), last_due(year))


def check_due(year: FiscalYear, day: date | None) -> None:
    """Raise WorkflowError for a day that has passed or lies beyond the budget year."""
    if day is None:
        return
    if day < year.today():
        raise WorkflowError(_("The day to answer by has passed. Choose a later one."))
    if day > last_due(year):
        raise WorkflowError(
            _("The day to answer by lies after %(year)s ends. Choose an earlier one.")
            % {"year": year.year}
        )

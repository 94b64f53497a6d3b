"""Until when a unit may work on its proposal, as a moment in the year's time zone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Max

from budgeting.models import Extension, FiscalYear, Proposal
from budgeting.workflow import Status
from programme.models import BudgetUnit


@dataclass(frozen=True)
class Deadline:
    """The last day on which the unit may change and submit; whole days count."""

    day: date
    zone: str
    today: date
    extended: bool = False
    of_return: bool = False

    @property
    def moment(self) -> datetime:
        """The last minute of the last day, in the year's time zone."""
        return datetime.combine(self.day, time(23, 59), ZoneInfo(self.zone))

    @property
    def passed(self) -> bool:
        return self.today > self.day

    @property
    def days_left(self) -> int:
        """Days left after today; 0 on the last day."""
        return max((self.day - self.today).days, 0)


def deadline_of(
    year: FiscalYear, unit: BudgetUnit, proposal: Proposal | None = None
) -> Deadline | None:
    """The deadline of one unit; None while the year has no window."""
    return deadlines_of(year, [(unit, proposal)])[unit.pk]


def deadlines_of(
    year: FiscalYear, units: Iterable[tuple[BudgetUnit, Proposal | None]]
) -> dict[int, Deadline | None]:
    """Deadlines by unit key, for units with their proposal or None; one query."""
    extensions = (
        Extension.objects.filter(fiscal_year=year)
        .order_by()
        .values("unit")
        .annotate(latest=Max("until"))
        .values_list("unit", "latest")
    )
    return deadlines_extended(year, units, dict(extensions))


def deadlines_extended(
    year: FiscalYear,
    units: Iterable[tuple[BudgetUnit, Proposal | None]],
    extensions: Mapping[int, date | None],
) -> dict[int, Deadline | None]:
    """The same where each unit's latest extension is known; no query."""
    today = year.today()
    return {
        unit.pk: _deadline(year, today, extensions.get(unit.pk), proposal)
        for unit, proposal in units
    }


def _deadline(
    year: FiscalYear, today: date, extension: date | None, proposal: Proposal | None
) -> Deadline | None:
    if proposal is not None and proposal.status == Status.RETURNED:
        due = proposal.return_due
        return Deadline(due, year.time_zone, today, of_return=True) if due else None
    days = [day for day in (year.closes_on, extension) if day]
    if not days:
        return None
    last = max(days)
    return Deadline(last, year.time_zone, today, extended=last != year.closes_on)

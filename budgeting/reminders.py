"""Whom a year's reminders are for, and on which day: units that have not submitted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate, now

from budgeting.models import Event, Extension, FiscalYear, Proposal, ReminderPlan
from budgeting.notices import accounts_in_use
from budgeting.overview.deadlines import Deadline, deadlines_of
from budgeting.workflow import UNIT_ROLES, Origin, Status
from programme.models import BudgetUnit, Membership, User

MORNING = time(8)  # of the year's time zone: no reminder is written before


@dataclass(frozen=True)
class Missing:
    """A unit that Finance waits for, until when, and who is told.

    `given_on` is the day on which this deadline was given: reminders of days before it
    are not made up for.
    """

    unit: BudgetUnit
    proposal: Proposal | None
    deadline: Deadline | None
    given_on: date | None
    people: list[User] = field(default_factory=list)

    @property
    def state(self) -> str:
        """`none` before it began, else the status of its proposal."""
        return self.proposal.status if self.proposal else "none"

    def stage(self, days: Sequence[int]) -> int | None:
        """The latest of these days before the deadline that has come, if one has.

        None once the deadline has passed: nobody is reminded of what is over.
        """
        if self.deadline is None or self.deadline.passed:
            return None
        left = self.deadline.days_left
        come = [one for one in self._ahead(days) if one >= left]
        return min(come, default=None)

    def next_on(self, days: Sequence[int]) -> date | None:
        """The first day after today on which the unit will be reminded."""
        if self.deadline is None or self.deadline.passed:
            return None
        left = self.deadline.days_left
        coming = [one for one in self._ahead(days) if one < left]
        if not coming:
            return None
        return self.deadline.day - timedelta(days=max(coming))

    def key(self, year: FiscalYear, stage: int) -> str:
        """What names the reminder of this day before this deadline, but for whom."""
        day = self.deadline.day if self.deadline else date.min
        return f"reminder:{year.pk}:{self.unit.pk}:{day:%Y%m%d}:{stage}"

    def _ahead(self, days: Sequence[int]) -> list[int]:
        """The days before the deadline that came after it was given."""
        if self.deadline is None:
            return []
        last, given = self.deadline.day, self.given_on
        return [n for n in days if given is None or last - timedelta(days=n) > given]


def years_reminded() -> QuerySet[FiscalYear]:
    """The years with a window that are not closed."""
    return FiscalYear.objects.filter(closed_at=None, closes_on__isnull=False)


def plan_of(year: FiscalYear) -> ReminderPlan:
    """The plan of the year: its own, or the usual one, not saved."""
    saved = ReminderPlan.objects.filter(pk=year.pk).first()
    return saved or ReminderPlan(fiscal_year=year)


def is_morning(year: FiscalYear, at: datetime | None = None) -> bool:
    """Whether it is late enough in the year's time zone to write to people."""
    here = (at or now()).astimezone(ZoneInfo(year.time_zone))
    return here.time() >= MORNING


def missing_of(year: FiscalYear, only: BudgetUnit | None = None) -> list[Missing]:
    """The units that Finance waits for, by code, or `only` this; a few queries.

    Obliged units that have submitted nothing, and those whose proposal was returned;
    not what Finance formulates itself, nor what came from a file.
    """
    held = Proposal.objects.standing().filter(fiscal_year=year)
    found = {one.unit_id: one for one in held}
    returned = [key for key, one in found.items() if one.status == Status.RETURNED]
    obliged = BudgetUnit.objects.obliged_in(year.year).values("pk")
    units = BudgetUnit.objects.filter(Q(pk__in=returned) | Q(pk__in=obliged))
    units = units.filter(pk=only.pk) if only else units
    waited_for = [one for one in units.order_by("code") if _waits(found.get(one.pk))]
    pairs = [(unit, found.get(unit.pk)) for unit in waited_for]
    deadlines, given = deadlines_of(year, pairs), _given_days(year)
    people = people_by_unit(waited_for)
    return [
        Missing(
            unit=unit,
            proposal=proposal,
            deadline=(deadline := deadlines[unit.pk]),
            given_on=_given_on(year, deadline, given.get(unit.pk, {})),
            people=people.get(unit.pk, []),
        )
        for unit, proposal in pairs
    ]


def people_by_unit(units: Iterable[BudgetUnit]) -> dict[int, list[User]]:
    """The people in use of each unit, by name; one query."""
    members = Membership.objects.filter(unit__in=list(units), role__in=UNIT_ROLES)
    rows = members.on(localdate()).filter(user__in=accounts_in_use())
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for one in rows.select_related("user").order_by("user__last_name", "user"):
        found[one.unit_id][one.user_id] = one.user
    return {unit: list(people.values()) for unit, people in found.items()}


def _waits(proposal: Proposal | None) -> bool:
    """Whether Finance waits for the unit's people: a draft of theirs, or none yet."""
    if proposal is None:
        return True
    return proposal.is_open and proposal.origin == Origin.ENTERED


def _given_on(
    year: FiscalYear, deadline: Deadline | None, given: dict[str, date]
) -> date | None:
    """The day on which this deadline was given; the one before the window opens for
    the window's own, None where nothing tells."""
    if deadline is None:
        return None
    if deadline.of_return:
        return given.get("returned")
    if deadline.extended:
        return given.get("extended")
    return year.opens_on - timedelta(days=1) if year.opens_on else None


def _given_days(year: FiscalYear) -> dict[int, dict[str, date]]:
    """By unit: the day of its last return, and of its longest extension."""
    zone = ZoneInfo(year.time_zone)
    found: dict[int, dict[str, date]] = defaultdict(dict)
    returns = Event.objects.filter(fiscal_year=year, kind=Event.Kind.RETURNED)
    last = returns.order_by().values("unit").annotate(last=Max("at"))
    for unit, moment in last.values_list("unit", "last"):
        found[unit]["returned"] = moment.astimezone(zone).date()
    for one in Extension.objects.filter(fiscal_year=year).order_by("until", "-at"):
        found[one.unit_id]["extended"] = one.at.astimezone(zone).date()
    return found

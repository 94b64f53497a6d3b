"""Finance's page of reminders: who will be reminded and when, and what was sent."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from budgeting.models import FiscalYear, Letter
from budgeting.reminders import Missing, missing_of, plan_of

State = Letter.State


@dataclass(frozen=True)
class ReminderRow:
    """A unit that is waited for: its next reminder, and what became of earlier ones."""

    missing: Missing
    next_on: date | None
    last_sent: datetime | None
    waiting: int
    failed: int

    @property
    def reachable(self) -> bool:
        """Whether somebody of the unit has an e-mail."""
        return any(person.email for person in self.missing.people)

    @property
    def may_remind(self) -> bool:
        """Whether a reminder can be sent by hand: in time, to somebody."""
        deadline = self.missing.deadline
        return self.reachable and not (deadline and deadline.passed)


def reminder_rows(year: FiscalYear) -> list[ReminderRow]:
    """A row for each unit that Finance waits for, by code; a few queries."""
    plan, letters = plan_of(year), Letter.objects.filter(fiscal_year=year)
    reminders = letters.filter(kind=Letter.Kind.REMINDER).order_by()
    by_calendar = reminders.filter(asked_by=None).values_list("key", flat=True)
    written = {key.rpartition(":")[0] for key in by_calendar}
    told = {row["unit"]: row for row in _told(reminders)}
    on = plan.is_on and not year.closed_at
    days = plan.days_before if on else []
    return [
        ReminderRow(
            missing=row,
            next_on=_next_on(year, row, days, written),
            last_sent=(said := told.get(row.unit.pk, {})).get("last"),
            waiting=said.get("waiting", 0),
            failed=said.get("failed", 0),
        )
        for row in missing_of(year)
    ]


def _told(reminders):
    """By unit: when the last reminder was sent, how many wait or were given up."""
    return reminders.values("unit").annotate(
        last=Max("sent_at"),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )


def _next_on(
    year: FiscalYear, row: Missing, days: list[int], written: set[str]
) -> date | None:
    """The day of the next reminder: today, while the one that is due is not written;
    None where nobody of the unit has an address."""
    if not any(person.email for person in row.people):
        return None
    stage = row.stage(days)
    if stage is not None and row.key(year, stage) not in written:
        return year.today()
    return row.next_on(days)

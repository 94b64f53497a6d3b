from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgeting import services
from budgeting.models import FiscalYear
from budgeting.reminders import missing_of, plan_of


class Command(BaseCommand):
    """Writes the reminders of a year that are due; the worker sends them."""

    help = "Write the reminders of a year that are due today, or show them."

    def add_arguments(self, parser: CommandParser) -> None:
        """The year; whether only to show whom it concerns."""
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show who is waited for; write nothing",
        )

    def handle(self, *args: Any, year: int, dry_run: bool, **options: Any) -> None:
        """Write what is due, or show who is missing and when they are reminded."""
        found = FiscalYear.objects.filter(pk=year).first()
        if found is None:
            raise CommandError(f"There is no year {year}.")
        if dry_run:
            return self.show(found)
        if not settings.SENDS_MAIL:
            raise CommandError("Set HRBUDGET_EMAIL_URL: this site sends no e-mail.")
        written = services.remind_due(found, at_any_hour=True)
        self.stdout.write(f"{written} reminders written; send_mail sends them.")
        return None

    def show(self, year: FiscalYear) -> None:
        """One line a unit that has not submitted."""
        plan = plan_of(year)
        self.stdout.write(
            f"{year}: {plan.days} days before; {'on' if plan.is_on else 'off'}"
        )
        for row in missing_of(year):
            day = row.deadline.day.isoformat() if row.deadline else "no day"
            stage, coming = row.stage(plan.days_before), row.next_on(plan.days_before)
            today = "no" if stage is None else f"{stage} days before"
            addresses = sum(bool(one.email) for one in row.people)
            self.stdout.write(
                f"{row.unit.code} {row.state}: until {day}; due: {today}; next:"
                f" {coming or 'none'}; {addresses} of {len(row.people)} with e-mail"
            )

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from budgeting.models import FiscalYear
from budgeting.suggestions import accuracy_of


class Command(BaseCommand):
    """How often the actions suggested to officers were cited, by their place."""

    help = (
        "How often the actions suggested in a year were cited, and how high they stood."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The year."""
        parser.add_argument("--year", required=True, type=int)

    def handle(self, *args, year: int, **options) -> None:
        """Print the counts, then the part of the lines within 1, 5 and 10."""
        if not FiscalYear.objects.filter(pk=year).exists():
            raise CommandError(f"There is no fiscal year {year}.")
        found = accuracy_of(year)
        self.stdout.write(
            f"{year}: {found.shown} suggestions shown, {found.cited} cited, "
            f"{found.set_aside} set aside."
        )
        if not found.lines:
            self.stdout.write("No line that cites was shown any yet.")
            return
        self.stdout.write(
            f"Lines that cite an action and were shown any: {found.lines}"
        )
        for place, lines in found.within.items():
            self.stdout.write(
                f"  one cited stood in the first {place:>2}: {lines} "
                f"({lines / found.lines:.1%})"
            )

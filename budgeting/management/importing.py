"""What the commands that load a file into a fiscal year share."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from budgeting.models import FiscalYear
from programme.management.importing import ImportCommand


class YearImportCommand(ImportCommand):
    """An import that names its fiscal year."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its year, and what to do with it."""
        super().add_arguments(parser)
        parser.add_argument("--year", required=True, metavar="YEAR")

    def year_of(self, written: str | int) -> FiscalYear:
        """The fiscal year of this number; raises CommandError where there is none."""
        return fiscal_year(written)


def fiscal_year(written: str | int) -> FiscalYear:
    """The fiscal year of this number; raises CommandError where there is none."""
    number = str(written)
    plain = number.isascii() and number.isdigit() and len(number) == 4
    year = FiscalYear.objects.filter(year=number).first() if plain else None
    if not year:
        years = ", ".join(map(str, FiscalYear.objects.order_by("year"))) or "none"
        raise CommandError(
            f"There is no fiscal year {number}; there are: {years}. "
            "Create it first with add_year."
        )
    return year

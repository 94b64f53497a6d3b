import json
from argparse import ArgumentTypeError
from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import (
    CommandError,
    CommandParser,
    no_translations,
)

from budgeting.exceptions import WorkflowError
from budgeting.models import FiscalYear
from budgeting.services import add_year
from programme.management.refusing import RefusingCommand


class Command(RefusingCommand):
    """Creates a fiscal year; refuses one that exists."""

    help = "Creates a fiscal year with its programmes, its rule and its window."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=_year, metavar="YEAR")
        parser.add_argument(
            "--programme",
            action="append",
            required=True,
            metavar="CODE",
            help="a programme that lines may cite; the first is the year's programme",
        )
        parser.add_argument(
            "--linking", choices=FiscalYear.Linking.values, default="required"
        )
        parser.add_argument("--opens", type=_day, metavar="DATE")
        parser.add_argument("--closes", type=_day, metavar="DATE")
        parser.add_argument("--currency", default="MXN")
        parser.add_argument("--json", action="store_true", help="a result for machines")

    @no_translations
    def handle(self, *args, **options) -> None:
        names = ("linking", "opens", "closes", "currency")
        try:
            year = add_year(
                options["year"],
                programme_codes=options["programme"],
                **{name: options[name] for name in names},
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_told(year, as_json=options["json"]))


def _year(text: str) -> int:
    """The year in four digits; raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ArgumentTypeError(f"“{text}” is no year: write four digits.")
    return int(text)


def _day(text: str) -> date:
    """The day; raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"“{text}” is no day: write it as 2030-01-31."
        ) from error


def _told(year: FiscalYear, *, as_json: bool) -> str:
    """The new year, for a person or for a machine."""
    order = year.year_programmes.order_by("-is_main", "pk")
    facts = {
        "year": year.year,
        "linking": year.linking,
        "programmes": list(order.values_list("programme__code", flat=True)),
        "opens": year.opens_on and year.opens_on.isoformat(),
        "closes": year.closes_on and year.closes_on.isoformat(),
        "currency": year.currency,
    }
    if as_json:
        return json.dumps(facts)
    return (
        f"Year {year} added: linking {year.linking}, programme {year.main_programme}."
    )

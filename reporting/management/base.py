"""What the commands on publications share: English, --json, naming a publication."""

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db.models import QuerySet
from django.utils import translation

from budgeting.models import FiscalYear
from programme.management.refusing import RefusingCommand
from reporting.models import Publication

NICENESS = 10  # whoever reads the site meanwhile goes first


class PublicationCommand(RefusingCommand):
    """A command about one year: it speaks English and can answer in JSON."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """YEAR and --json, which all of them have."""
        parser.add_argument("year", type=int, metavar="YEAR")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run in English, whatever the site's language is."""
        with translation.override("en"):
            self.run(**options)

    def run(self, **options: Any) -> None:
        """What the command does."""
        raise NotImplementedError

    def answer(self, sentence: str, facts: dict[str, Any], as_json: bool) -> None:
        """Print the sentence; or, with --json, the facts."""
        self.stdout.write(
            json.dumps(facts, ensure_ascii=False) if as_json else sentence
        )


class CompletingCommand(RefusingCommand):
    """A command that makes what publications lack, of every year or of some."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """YEAR… and --beside."""
        parser.add_argument("years", type=int, nargs="*", metavar="YEAR")
        parser.add_argument(
            "--beside", action="store_true", help="let the site answer first"
        )

    def publications(self, years: list[int], *, beside: bool) -> QuerySet[Publication]:
        """Those asked for, this process behind the site if it runs beside it.

        Raises CommandError for a year without one.
        """
        if beside:
            os.nice(NICENESS)
        found = Publication.objects.filter(sealed=True)
        if years:
            found = found.filter(fiscal_year__in=years)
        known = set(found.values_list("fiscal_year", flat=True))
        if absent := sorted(set(years) - known):
            raise CommandError(f"Nothing is published for {absent[0]}.")
        return found


def known_year(year: int) -> FiscalYear:
    """The fiscal year of the command line."""
    found = FiscalYear.objects.filter(pk=year).first()
    if found is None:
        raise CommandError(f"There is no fiscal year {year}. Add it with add_year.")
    return found


def known_publication(year: int, number: int | None = None) -> Publication:
    """The publication of this number, or the latest one of the year."""
    publications = Publication.objects.filter(fiscal_year=known_year(year), sealed=True)
    if number is not None:
        publications = publications.filter(number=number)
    found = publications.order_by("-number").first()
    if found is None:
        which = "no publication yet" if number is None else f"no publication {number}"
        raise CommandError(f"The year {year} has {which}.")
    return found


def named(publication: Publication) -> dict[str, Any]:
    """A publication as answers name it (method.md, 8)."""
    return {
        "year": publication.fiscal_year_id,
        "stage": publication.stage,
        "number": publication.number,
        "hash": publication.hash,
    }

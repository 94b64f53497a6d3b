import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from programme.management.refusing import RefusingCommand
from reporting import charts, finishing
from reporting.models import Publication

NICENESS = 10  # whoever reads the site meanwhile goes first


class Command(RefusingCommand):
    """Draws the charts that publications lack: made before a chart was, or cut off."""

    help = "Draw the charts that are missing, of every publication or of some years."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """YEAR…, --again and --beside."""
        parser.add_argument("years", type=int, nargs="*", metavar="YEAR")
        parser.add_argument(
            "--again", action="store_true", help="draw anew what is there, too"
        )
        parser.add_argument(
            "--beside", action="store_true", help="let the site answer first"
        )

    def handle(self, *args: Any, years: list[int], again: bool, **options: Any) -> None:
        """Draw, and say how many pictures of which publication."""
        if options["beside"]:
            os.nice(NICENESS)
        publications = Publication.objects.filter(sealed=True).order_by(
            "fiscal_year_id", "number"
        )
        if years:
            publications = publications.filter(fiscal_year__in=years)
        known = set(publications.values_list("fiscal_year", flat=True))
        if absent := sorted(set(years) - known):
            raise CommandError(f"Nothing is published for {absent[0]}.")
        with finishing.alone():
            for publication in publications:
                drawn = charts.draw_pictures(publication, again=again)
                self.stdout.write(f"{publication}: {drawn} pictures drawn")

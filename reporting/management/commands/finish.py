import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from programme.management.refusing import RefusingCommand
from reporting import finishing
from reporting.models import Publication

NICENESS = 10  # whoever reads the site meanwhile goes first


class Command(RefusingCommand):
    """Makes the long files and the pictures that publications lack."""

    help = "Make the long files and pictures that are missing, of all or of some years."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """YEAR… and --beside."""
        parser.add_argument("years", type=int, nargs="*", metavar="YEAR")
        parser.add_argument(
            "--beside", action="store_true", help="let the site answer first"
        )

    def handle(self, *args: Any, years: list[int], **options: Any) -> None:
        """Finish each, and say what was made of which publication."""
        if options["beside"]:
            os.nice(NICENESS)
        # the newest first: one that cannot be finished keeps nobody waiting for it
        publications = Publication.objects.filter(sealed=True).order_by("-published_at")
        if years:
            publications = publications.filter(fiscal_year__in=years)
        known = set(publications.values_list("fiscal_year", flat=True))
        if absent := sorted(set(years) - known):
            raise CommandError(f"Nothing is published for {absent[0]}.")
        with finishing.alone():
            for publication in publications:
                files, pictures = finishing.finish(publication)
                said = f"{len(files)} files kept, {pictures} pictures drawn"
                self.stdout.write(f"{publication}: {said}")

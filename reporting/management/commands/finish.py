from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db.models import F

from reporting import finishing
from reporting.management.base import CompletingCommand
from reporting.models import Publication


class Command(CompletingCommand):
    """Makes the long files and pictures that publications lack, and shows these."""

    help = (
        "Make the long files and pictures that are missing, of all or of some years,"
        " and show the public what waited for them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """YEAR…, --beside and --as-it-is."""
        super().add_arguments(parser)
        parser.add_argument(
            "--as-it-is",
            action="store_true",
            help="make nothing: show what waits of these years without what it lacks",
        )

    def handle(self, *args: Any, years: list[int], **options: Any) -> None:
        """Finish each, and say what was made of which publication."""
        if options["as_it_is"]:
            self.show(years)
            return
        publications = self.publications(years, beside=options["beside"])
        # what the public waits for first, in its order; then the newest first: one that
        # cannot be finished keeps nobody waiting for it
        first = F("awaited").asc(nulls_last=True)
        with finishing.alone():
            for publication in publications.order_by(first, "-published_at"):
                files, pictures = finishing.finish(publication)
                said = f"{len(files)} files kept, {pictures} pictures drawn"
                self.stdout.write(f"{publication}: {said}, {shown(publication)}")

    def show(self, years: list[int]) -> None:
        """Show what waits of the years, the oldest first, and say so.

        Raises CommandError where none is named: who does this knows of which.
        """
        if not years:
            raise CommandError("Name the years that are to be shown as they are.")
        publications = self.publications(years, beside=False)
        for waiting in publications.filter(awaited__isnull=False).order_by("pk"):
            finishing.show_unfinished(waiting.fiscal_year_id)
            self.stdout.write(f"{waiting}: {shown(waiting)}")


def shown(publication: Publication) -> str:
    """Whether the public sees it now."""
    waits = finishing.waiting().filter(pk=publication.pk).exists()
    return "shown after an earlier one that waits" if waits else "shown"

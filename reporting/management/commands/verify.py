from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from reporting.management.base import PublicationCommand, known_publication, named
from reporting.publishing import verify_publication


class Command(PublicationCommand):
    """Recomputes every number and hash of a publication by a second road."""

    help = "Recompute every number and hash of a publication; exit 1 on a difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--publication, for another than the latest."""
        super().add_arguments(parser)
        parser.add_argument("--publication", type=int, metavar="N")

    def run(self, **options: Any) -> None:
        """List the differences on standard error, if there are any."""
        publication = known_publication(options["year"], options["publication"])
        differences = verify_publication(publication)
        facts = {"publication": named(publication), "differences": differences}
        which = f"publication {publication.number} of {publication.fiscal_year_id}"
        if options["json"] or not differences:
            said = f"Every number and hash of {which} is as published."
            self.answer(said, facts, options["json"])
        if differences:
            found = f"{len(differences)} difference(s) in {which}:"
            raise CommandError("\n".join([found, *differences]))

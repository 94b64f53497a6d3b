from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from reporting.management.base import PublicationCommand, known_publication, named
from reporting.publishing import verify_publication


class Command(PublicationCommand):
    """Recomputes every number and hash of a publication by a second road."""

    help = "Recompute every number and hash of a publication; exit 1 on a difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--publication, for another than the latest; --package, for files alone."""
        super().add_arguments(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--publication", type=int, metavar="N")
        which.add_argument(
            "--package",
            type=Path,
            metavar="FOLDER_OR_ZIP",
            help="verify a data package from its files alone",
        )

    def run(self, **options: Any) -> None:
        """List the differences on standard error, if there are any."""
        if options["package"]:
            which, facts = self._package(options["year"], options["package"])
        else:
            publication = known_publication(options["year"], options["publication"])
            differences = verify_publication(publication)
            facts = {"publication": named(publication), "differences": differences}
            which = f"publication {publication.number} of {publication.fiscal_year_id}"
        if options["json"] or not facts["differences"]:
            said = f"Every number and hash of {which} is as published."
            self.answer(said, facts, options["json"])
        if differences := facts["differences"]:
            found = f"{len(differences)} difference(s) in {which}:"
            raise CommandError("\n".join([found, *differences]))

    def _package(self, year: int, path: Path) -> tuple[str, dict[str, Any]]:
        """What was verified and what was found in it, without the database."""
        # pandas is heavy: a command that needs none of it never loads it
        from reporting.publishing.from_package import UnreadablePackage, verify_package

        try:
            found = verify_package(path)
        except UnreadablePackage as error:
            raise CommandError(str(error)) from error
        if found.year != year:
            raise CommandError(f"{path} is the package of {found.year}, not of {year}.")
        facts = {"package": str(path), "hash": found.hash}
        return str(path), {**facts, "differences": found.differences}

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from reporting.management.base import PublicationCommand, known_publication, named
from reporting.packaging import write_dataset, write_package


class Command(PublicationCommand):
    """Writes the open data set of a publication into a folder."""

    help = "Write a publication's open data set: CSV files, manifest, data package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--out, and --publication for another than the latest."""
        super().add_arguments(parser)
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument("--publication", type=int, metavar="N")
        parser.add_argument(
            "--zip", type=Path, metavar="FILE", help="write the whole as a zip too"
        )

    def run(self, **options: Any) -> None:
        """Write the files; refuse what is not what was published."""
        publication = known_publication(options["year"], options["publication"])
        out = options["out"]
        try:
            written = write_dataset(publication, out)
            if options["zip"]:
                write_package(publication, options["zip"])
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        if written != publication.manifest:
            raise CommandError(
                f"The files in {out} are not what was published: "
                f"run verify {publication.fiscal_year_id}."
            )
        which = f"publication {publication.number} of {publication.fiscal_year_id}"
        facts = {"publication": named(publication), "out": str(out)}
        names = [line.split("  ")[1] for line in written.splitlines()]
        self.answer(
            f"Wrote {which} into {out}.", {**facts, "files": names}, options["json"]
        )

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from budgeting.exceptions import WorkflowError
from budgeting.models import Stage
from programme.trail import Head
from reporting.management.base import PublicationCommand, known_year, named
from reporting.models import Publication
from reporting.publishing import publish_year


class Command(PublicationCommand):
    """Makes the next publication of a year: the operator's door, which it shows."""

    help = "Make the next publication of a year, unless nothing changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--stage, where the default is not what the figures are."""
        super().add_arguments(parser)
        parser.add_argument("--stage", choices=Stage.values)
        parser.add_argument(
            "--undrawn",
            action="store_true",
            help="leave its pictures and long files to `finish`, which then shows it",
        )

    def run(self, **options: Any) -> None:
        """Publish, and say which publication is on record now."""
        year = known_year(options["year"])
        try:
            publication, new = publish_year(
                year, stage=options["stage"], drawn=not options["undrawn"]
            )
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        which = f"publication {publication.number} of {year} ({publication.stage})"
        said = f"Made {which}" if new else f"Nothing changed since {which}"
        head = str(Head(publication.trail_position, publication.trail_hash))
        facts = {"new": new, "publication": named(publication), "trail": head}
        follows = awaited(publication) if publication.waits else ""
        self.answer(
            f"{said}: {publication.hash}. Head of the trail: {head}{follows}",
            {**facts, "shown": not follows, "numbers": publication.numbers},
            options["json"],
        )


def awaited(publication: Publication) -> str:
    """What the public waits for, and how to wait for it too."""
    return (
        ". The public sees it as soon as its files and pictures are made: `manage.py"
        f" finish {publication.fiscal_year_id}` comes back when they are"
    )

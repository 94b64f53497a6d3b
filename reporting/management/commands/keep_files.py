from argparse import ArgumentParser
from typing import Any

from programme.management.refusing import RefusingCommand
from reporting.finishing import alone
from reporting.keeping import keep_files
from reporting.models import Publication


class Command(RefusingCommand):
    """Makes and keeps the long files of publications made before they were kept."""

    help = "Make and keep the workbooks and zips of large publications that lack them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--again, to make those kept anew."""
        parser.add_argument(
            "--again", action="store_true", help="make anew what is kept already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through every publication, newest first, and say what was made."""
        made = 0
        with alone():
            for publication in Publication.objects.filter(sealed=True):
                names = keep_files(publication, again=options["again"])
                made += len(names)
                if names:
                    self.stdout.write(f"{publication}: {', '.join(names)}")
        self.stdout.write(f"{made} file(s) made.")

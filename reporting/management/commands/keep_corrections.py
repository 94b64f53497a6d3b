from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reporting.corrections import keep_correction, without_correction


class Command(BaseCommand):
    """Keeps what each older publication changed; publishing keeps its own."""

    help = "Keep what each publication changed, for those made before this was kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """No argument: it does what is missing, and nothing twice."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep each, in a transaction of its own, and say which."""
        for publication in without_correction():
            keep_correction(publication)
            self.stdout.write(f"Kept what {publication} changed.")

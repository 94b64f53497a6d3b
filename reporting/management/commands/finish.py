from typing import Any

from reporting import finishing
from reporting.management.base import CompletingCommand


class Command(CompletingCommand):
    """Makes the long files and the pictures that publications lack."""

    help = "Make the long files and pictures that are missing, of all or of some years."

    def handle(self, *args: Any, years: list[int], **options: Any) -> None:
        """Finish each, and say what was made of which publication."""
        publications = self.publications(years, beside=options["beside"])
        with finishing.alone():
            # the newest first: one that cannot be finished keeps nobody waiting for it
            for publication in publications.order_by("-published_at"):
                files, pictures = finishing.finish(publication)
                said = f"{len(files)} files kept, {pictures} pictures drawn"
                self.stdout.write(f"{publication}: {said}")

from typing import Any

from django.db.models import F

from reporting import finishing
from reporting.management.base import CompletingCommand


class Command(CompletingCommand):
    """Makes the long files and pictures that publications lack, and shows these."""

    help = (
        "Make the long files and pictures that are missing, of all or of some years,"
        " and show the public what waited for them."
    )

    def handle(self, *args: Any, years: list[int], **options: Any) -> None:
        """Finish each, and say what was made of which publication."""
        publications = self.publications(years, beside=options["beside"])
        # what the public waits for first, in its order; then the newest first: one that
        # cannot be finished keeps nobody waiting for it
        first = F("awaited").asc(nulls_last=True)
        with finishing.alone():
            for publication in publications.order_by(first, "-published_at"):
                files, pictures = finishing.finish(publication)
                waits = finishing.waiting().filter(pk=publication.pk).exists()
                shown = "shown after an earlier one that waits" if waits else "shown"
                said = f"{len(files)} files kept, {pictures} pictures drawn, {shown}"
                self.stdout.write(f"{publication}: {said}")

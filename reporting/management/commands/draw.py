from argparse import ArgumentParser
from typing import Any

from reporting import charts, finishing
from reporting.management.base import CompletingCommand


class Command(CompletingCommand):
    """Draws the charts that publications lack: made before a chart was, or cut off."""

    help = "Draw the charts that are missing, of every publication or of some years."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """YEAR…, --again and --beside."""
        super().add_arguments(parser)
        parser.add_argument(
            "--again", action="store_true", help="draw anew what is there, too"
        )

    def handle(self, *args: Any, years: list[int], again: bool, **options: Any) -> None:
        """Draw, and say how many pictures of which publication."""
        publications = self.publications(years, beside=options["beside"])
        with finishing.alone():
            for publication in publications.order_by("fiscal_year_id", "number"):
                drawn = charts.draw_pictures(publication, again=again)
                self.stdout.write(f"{publication}: {drawn} pictures drawn")

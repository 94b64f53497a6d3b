from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fixtures.city import loading
from reporting import charts


class Command(BaseCommand):
    """Loads the reference city: programme, units, years, users."""

    help = (
        "Loads the reference city: its programme, units, two published years, next"
        " year's proposals and demonstration accounts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing where something else was loaded",
        )
        parser.add_argument(
            "--undrawn",
            action="store_true",
            help="leave its pictures and long files to `finish`",
        )

    def handle(self, *args, if_empty: bool, undrawn: bool, **options) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The reference city brings accounts whose password everybody knows:"
                " it is never loaded with HRBUDGET_ENV=production."
            )
        if loading.is_complete():
            self.stdout.write("The reference city is loaded already.")
        elif loading.is_empty() or loading.is_begun():
            self.stdout.write("Loading the reference city.")
            loading.load_city(lambda step: self.stdout.write(f"  {step}"))
            if not undrawn:
                charts.draw_beside()
        elif not if_empty:
            raise CommandError(
                "This installation holds other data. The reference city is loaded"
                " into an empty one: set HRBUDGET_DATA_DIR to an empty folder."
            )

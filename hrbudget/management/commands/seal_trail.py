import threading

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import Error

from hrbudget.database.launcher import DatabaseUnavailable
from hrbudget.keeper import stop_at_signals
from hrbudget.management.beside import BesideCommand
from programme import trail

EVERY = 2.0  # seconds
LOOK = 1.0  # seconds between two looks at whether to go on


class Command(BesideCommand):
    """Seals what has committed into the trail's chain, every few seconds."""

    help = "Seal the trail every few seconds; `serve` runs it beside the site."
    once = "seal once, and end"
    troubled = "The trail cannot be sealed"
    well = "The trail is being sealed again."

    def add_arguments(self, parser: CommandParser) -> None:
        """How often; once only; beside which process."""
        super().add_arguments(parser)
        parser.add_argument("--every", type=float, default=EVERY, metavar="SECONDS")

    def handle(self, *args, every: float, once: bool, beside: int, **options) -> None:
        """Seal now, or until told to stop."""
        if once:
            return self.seal_once()
        return self.seal_until(stop_at_signals(), every, beside)

    def seal_once(self) -> None:
        """Seal what has committed, and print the head."""
        if settings.READ_ONLY:
            raise CommandError("In read-only mode nothing is sealed.")
        head = trail.seal()
        self.stdout.write(f"{head.position} {head.hash}")

    def seal_until(self, stopped: threading.Event, every: float, beside: int) -> None:
        """Seal every few seconds, through restarts of the database."""
        waited = every
        while not self.is_over(stopped, beside):
            if waited >= every and not settings.READ_ONLY:
                self.try_to_seal()
                waited = 0.0
            pause = min(every, LOOK)
            stopped.wait(pause)
            waited += pause

    def try_to_seal(self) -> None:
        """Seal, or say that the database does not let it."""
        try:
            trail.seal()
        except (Error, DatabaseUnavailable) as error:
            self.is_troubled_by(error)
        else:
            self.is_well()

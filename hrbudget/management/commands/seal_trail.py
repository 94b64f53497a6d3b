import os
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection

from hrbudget.database.launcher import DatabaseUnavailable
from hrbudget.keeper import stop_at_signals
from programme import trail

EVERY = 2.0  # seconds
LOOK = 1.0  # seconds between two looks at whether to go on


class Command(BaseCommand):
    """Seals what has committed into the trail's chain, every few seconds."""

    help = "Seal the trail every few seconds; `serve` runs it beside the site."
    requires_system_checks: list[str] = []
    in_trouble = False

    def add_arguments(self, parser: CommandParser) -> None:
        """How often; once only; beside which process."""
        parser.add_argument("--every", type=float, default=EVERY, metavar="SECONDS")
        parser.add_argument("--once", action="store_true", help="seal once, and end")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end when this parent is gone"
        )

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
        while not stopped.is_set() and beside in (None, os.getppid()):
            if waited >= every and not settings.READ_ONLY:
                self.try_to_seal()
                waited = 0.0
            pause = min(every, LOOK)
            stopped.wait(pause)
            waited += pause

    def try_to_seal(self) -> None:
        """Seal; say once that the database does not let it, and once that it does."""
        try:
            trail.seal()
        except (Error, DatabaseUnavailable) as error:
            connection.close()  # Django does so only within a transaction
            if not self.in_trouble:
                reason = str(error).strip().partition("\n")[0]
                self.say(f"The trail cannot be sealed, trying again: {reason}")
            self.in_trouble = True
        else:
            if self.in_trouble:
                self.say("The trail is being sealed again.")
            self.in_trouble = False

    def say(self, sentence: str) -> None:
        """One line in the log of the site."""
        self.stderr.write(sentence)
        self.stderr.flush()

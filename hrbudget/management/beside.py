"""A command that `serve` keeps running beside the site, through thick and thin."""

import os
import threading

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection


class BesideCommand(BaseCommand):
    """Works until told to stop or until the site is gone; told once, it says once in
    the log that the database does not let it, and once that it does again."""

    requires_system_checks: list[str] = []
    once = ""  # what it does with --once
    troubled = ""  # what it says where the database fails it
    well = ""  # what it says when the database is back
    in_trouble = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Once only; beside which process."""
        parser.add_argument("--once", action="store_true", help=self.once)
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end when this parent is gone"
        )

    def is_over(self, stopped: threading.Event, beside: int | None) -> bool:
        """Whether it was told to stop, or the process that it ran beside is gone."""
        return stopped.is_set() or beside not in (None, os.getppid())

    def is_troubled_by(self, error: Exception) -> None:
        """Let go of the database, and say so the first time."""
        connection.close()  # Django does so only within a transaction
        if not self.in_trouble:
            reason = str(error).strip().partition("\n")[0]
            self.say(f"{self.troubled}, trying again: {reason}")
        self.in_trouble = True

    def is_well(self) -> None:
        """Say that it works again, if it did not."""
        if self.in_trouble:
            self.say(self.well)
        self.in_trouble = False

    def say(self, sentence: str) -> None:
        """One line in the log of the site."""
        self.stderr.write(sentence)
        self.stderr.flush()

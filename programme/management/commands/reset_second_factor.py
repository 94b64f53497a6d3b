from typing import Any

from django.core.management.base import CommandError, CommandParser

from programme.access.factors import reset_by_operator
from programme.management.refusing import RefusingCommand
from programme.models import User


class Command(RefusingCommand):
    """Takes a person's second factors away, as the operator; recorded as such."""

    help = "Reset the second factor of a person who lost it; their sessions end."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and why."""
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset it, or say that there is nobody of this name."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"Nobody has the username {options['username']}.")
        reset_by_operator(user, reason=options["reason"])
        self.stdout.write(f"{user.username} adds a second factor at the next sign-in.")

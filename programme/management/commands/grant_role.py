from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError, no_translations

from programme.exceptions import CatalogueError
from programme.granting import grant_role_by_command
from programme.management.refusing import RefusingCommand
from programme.models import RoleGrant, User


class Command(RefusingCommand):
    """Gives a role outside the units: the operator's door, which the site shows."""

    help = "Give an account a role without a second person; the site says so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, which role, and why."""
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("role", choices=RoleGrant.Role.values)
        parser.add_argument("--reason", required=True, help="why; everybody reads it")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Give the role, or say why not."""
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no account {options['username']}.")
        try:
            grant_role_by_command(person, options["role"], reason=options["reason"])
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person.username} is {options['role']} now.")

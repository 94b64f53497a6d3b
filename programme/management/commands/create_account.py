import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, no_translations
from django.db import transaction

from programme.exceptions import CatalogueError
from programme.granting import grant_role_by_command
from programme.management.refusing import RefusingCommand
from programme.models import RoleGrant, User


class Command(RefusingCommand):
    """Makes an account with a role outside the units: how the first people come in."""

    help = "Make an account with a role; asks the password, or reads it from stdin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and which role for what reason."""
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--role", required=True, choices=RoleGrant.Role.values)
        parser.add_argument("--reason", default="First accounts of the installation")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--email", default="")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account whole, or nothing of it."""
        fields = ("username", "first_name", "last_name", "email")
        person = User(**{name: options[name] for name in fields})
        try:
            person.clean_fields(exclude=["password"])
            person.validate_unique()
            password = self._password()
            validate_password(password, person)
            person.set_password(password)
            self._make(person, options["role"], options["reason"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person.username} is {options['role']} now.")

    @transaction.atomic
    def _make(self, person: User, role: str, reason: str) -> None:
        person.save()
        grant_role_by_command(person, role, reason=reason)

    def _password(self) -> str:
        """Typed twice at a terminal; else the first line of what is piped in."""
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        password = getpass("Password: ")
        if getpass("Password again: ") != password:
            raise CommandError("The two passwords differ: nothing was made.")
        return password

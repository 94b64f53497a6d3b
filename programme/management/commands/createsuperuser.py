from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """In the place of Django's own: nothing here is done by a superuser."""

    help = "Not used: see create_account."

    def run_from_argv(self, argv: list[str]) -> None:
        """Refuse whatever its options."""
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        """Say which command makes the first account."""
        raise CommandError(
            "A superuser may do nothing here. Make the first account with: "
            "manage.py create_account USERNAME --role administrator"
        )

from django.core.management.commands import migrate
from django.db import connections

from hrbudget.database.base import owner
from hrbudget.database.roles import grant_application_role
from hrbudget.database.trail import forget_views, keep_trail


class Command(migrate.Command):
    """Migrates as the owner of the tables, then grants the application its rights."""

    def handle(self, *args, **options) -> None:
        connection = connections[options["database"]]
        with owner(connection):
            with connection.cursor() as cursor:
                forget_views(cursor)
            super().handle(*args, **options)
            with connection.cursor() as cursor:
                grant_application_role(cursor)
                keep_trail(cursor)

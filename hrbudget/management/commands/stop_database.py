from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hrbudget.database.launcher import EmbeddedPostgres


class Command(BaseCommand):
    help = "Stops the private PostgreSQL of the data folder; the next use starts it."

    def handle(self, *args, **options) -> None:
        folder = connection.settings_dict.get("EMBEDDED")
        if not folder:
            raise CommandError(
                "The database is a server of DATABASE_URL: stop it there."
            )
        connection.close()
        EmbeddedPostgres(Path(folder)).stop()
        self.stdout.write("The private PostgreSQL is stopped.")

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError

from hrbudget.backup import BackupError
from hrbudget.backup.making import make_backup
from programme.management.refusing import RefusingCommand


class Command(RefusingCommand):
    """Backs up the database and the uploads into one folder, while the site serves."""

    help = "Back up the database and the uploads into a new folder under DIR."

    def add_arguments(self, parser) -> None:
        """DIR, where backups are kept, and how many of them."""
        configured = settings.BACKUP_DIR
        parser.add_argument(
            "dir",
            metavar="DIR",
            type=Path,
            nargs="?" if configured else None,
            default=configured,
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="delete all but the newest N"
        )

    def handle(self, *args, dir: Path, keep: int | None, **options) -> None:
        """Make it, and say what is in it."""
        if keep is not None and keep < 1:
            raise CommandError("--keep is 1 or more: the new backup is one of them.")
        try:
            made = make_backup(dir.absolute(), keep)
        except (BackupError, OperationalError) as error:
            raise CommandError(str(error).strip()) from None
        rows, uploads = made.manifest["rows"], made.manifest["uploads"]
        self.stdout.write(
            f"{made.folder}: {len(rows)} tables, {sum(rows.values())} rows,"
            f" {uploads['files']} uploads,"
            f" {len(made.manifest['publications'])} publications."
        )
        for folder in made.pruned:
            self.stdout.write(f"Deleted {folder.name}.")

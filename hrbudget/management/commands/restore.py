from pathlib import Path

from django.core.management.base import CommandError
from django.db import OperationalError

from hrbudget.backup import BackupError
from hrbudget.backup.restoring import restore_backup
from programme.management.refusing import RefusingCommand


class Command(RefusingCommand):
    """Restores a backup into an empty installation and proves what came back."""

    help = "Restore a backup into an empty installation; exit 1 on any difference."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        """BACKUP, the folder that `backup` made."""
        parser.add_argument("backup", metavar="BACKUP", type=Path)

    def handle(self, *args, backup: Path, **options) -> None:
        """Restore it, say what was checked, and list every difference."""
        try:
            restored = restore_backup(backup.absolute())
        except (BackupError, OperationalError) as error:
            raise CommandError(str(error).strip()) from None
        made = restored.manifest["made_at"]
        self.stdout.write(f"Restored the backup of {made}. Checked:")
        for check in restored.checks:
            found = len(check.differences)
            outcome = f"{found} difference(s)" if found else "as in the backup"
            self.stdout.write(f"  {check.said}: {outcome}.")
        if restored.differences:
            raise CommandError("\n".join(["What differs:", *restored.differences]))

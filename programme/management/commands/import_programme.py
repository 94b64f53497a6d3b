from pathlib import Path
from typing import Any

from programme.imports import ImportReport, import_programme
from programme.management.importing import ImportCommand


class Command(ImportCommand):
    """Loads or updates one programme edition."""

    help = "Load or update one programme edition from a workbook (.xlsx)."

    def load(self, path: Path, *, dry_run: bool, **options: Any) -> ImportReport:
        """Import the programme workbook."""
        return import_programme(path, dry_run=dry_run)

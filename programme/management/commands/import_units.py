from pathlib import Path
from typing import Any

from programme.imports import ImportReport, import_units
from programme.management.importing import ImportCommand


class Command(ImportCommand):
    """Loads or updates budget units."""

    help = "Load or update budget units from a workbook (.xlsx) or .csv."

    def load(self, path: Path, *, dry_run: bool, **options: Any) -> ImportReport:
        """Import the list of units."""
        return import_units(path, dry_run=dry_run)

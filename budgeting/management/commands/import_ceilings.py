from pathlib import Path
from typing import Any

from budgeting.imports import import_ceilings
from budgeting.management.importing import YearImportCommand
from programme.imports import ImportReport


class Command(YearImportCommand):
    """Loads or updates the ceilings of a fiscal year."""

    help = "Load or update a year's ceilings from a workbook (.xlsx) or .csv."

    def load(self, path: Path, *, dry_run: bool, **options: Any) -> ImportReport:
        """Import the ceilings into the year."""
        year = self.year_of(options["year"])
        return import_ceilings(path, year, dry_run=dry_run)

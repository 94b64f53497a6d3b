from pathlib import Path
from typing import Any

from budgeting.imports import import_budget
from budgeting.management.importing import YearImportCommand
from programme.imports import ImportReport


class Command(YearImportCommand):
    """Loads a past year's proposals as imported."""

    help = "Load a past year's proposals, imported, from a workbook (.xlsx) or .csv."

    def load(self, path: Path, *, dry_run: bool, **options: Any) -> ImportReport:
        """Import the budget into the year."""
        year = self.year_of(options["year"])
        return import_budget(path, year, dry_run=dry_run)

"""Files of ceilings in the browser: rehearsed and loaded as checked, or written out."""

import hashlib
from pathlib import Path

from django.db.models import F
from django.utils.translation import gettext as _

from budgeting.imports import import_ceilings
from budgeting.models import FiscalYear
from programme.exceptions import CatalogueError
from programme.imports import ImportReport
from programme.models import User
from programme.uploads import Importer
from programme.workbooks import written

COLUMNS = ("unit", "chapter", "amount")


def importer_of(year: FiscalYear, *, seen: str | None = None) -> Importer:
    """What loads or rehearses a file of the year's ceilings.

    With `seen`, the fingerprint of the report that a person confirmed, it raises
    CatalogueError where the file would do anything else by now.
    """

    def load(
        path: Path,
        *,
        by: User | None = None,
        dry_run: bool = False,
        name: str | None = None,
    ) -> ImportReport:
        report = import_ceilings(path, year, by=by, dry_run=dry_run, name=name)
        if seen is not None and fingerprint(report) != seen:
            raise CatalogueError(
                _(
                    "The ceilings changed since the file was checked, so nothing was "
                    "loaded: upload it again."
                )
            )
        return report

    return load


def fingerprint(report: ImportReport) -> str:
    """A short name of what a report says of every row."""
    rows = [
        (row.row, row.key, row.outcome, sorted(row.changes.items()))
        for row in report.rows
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def ceilings_as_file(year: FiscalYear, kind: str) -> bytes:
    """The year's ceilings as the import reads them: `xlsx` or `csv`."""
    ceilings = year.ceilings.order_by("unit__code", F("chapter").asc(nulls_first=True))
    rows = ceilings.values_list("unit__code", "chapter", "amount")
    return written(kind, "ceilings", COLUMNS, rows)

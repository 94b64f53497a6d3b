"""The files of a year, as the site takes them: ceilings, and past budgets."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.urls import reverse

from budgeting.imports.budget import import_budget
from budgeting.imports.ceilings import import_ceilings
from budgeting.imports.checks import year_there
from budgeting.imports.undoing import undo_budget, undo_ceilings
from budgeting.models import FiscalYear
from budgeting.permissions import may_keep_ceilings
from programme.imports.kinds import Importer, Kind, register
from programme.imports.report import ImportReport
from programme.models import ImportBatch, User


def register_kinds() -> None:
    """Take files of ceilings and of past budgets."""
    register(
        Kind(
            ImportBatch.Kind.CEILINGS,
            partial(_of_year, import_ceilings),
            undo_ceilings,
            may=may_keep_ceilings,
            years=_years,
            page=lambda batch: reverse("budgeting:ceiling_year", args=[batch.year]),
        )
    )
    register(
        Kind(
            ImportBatch.Kind.BUDGET,
            partial(_of_year, import_budget),
            undo_budget,
            megabytes=50,
            years=_years,
            standing=_proposals_as_they_are,
        )
    )


def _of_year(load, batch: ImportBatch) -> Importer:
    """The importer, for the year of this batch."""

    def importer(
        path: Path,
        *,
        by: User | None = None,
        dry_run: bool = False,
        name: str | None = None,
    ) -> ImportReport:
        year = year_there(batch.year or 0)
        return load(path, year, by=by, dry_run=dry_run, name=name)

    return importer


def _years() -> Iterable[int]:
    return FiscalYear.objects.values_list("year", flat=True)


def _proposals_as_they_are(batch: ImportBatch) -> str:
    """The year's proposals, told apart by what they came from and how often changed."""
    held = FiscalYear.objects.get(pk=batch.year).proposals.order_by("pk")
    return repr(list(held.values_list("pk", "status", "source_hash", "version")))

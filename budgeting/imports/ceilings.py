"""The ceilings of a year, from a file."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from budgeting.imports.checks import year_there
from budgeting.lowered import below_proposed
from budgeting.models import Ceiling, Event, FiscalYear
from programme.imports.report import (
    CHANGED,
    NEW,
    UNCHANGED,
    ImportReport,
    RowReport,
)
from programme.imports.running import Job, Write, run
from programme.models import BudgetUnit, ImportBatch, User
from programme.workbooks import CellProblem, Column, SheetForm, Table, read_tables
from programme.workbooks.columns import amount, known, whole

Place = tuple[int, int | None]  # a unit, and a chapter or all of them


def ceiling_form(units: dict[str, int]) -> SheetForm:
    """What the sheet `ceilings` must look like (method.md, 6)."""
    return SheetForm(
        "ceilings",
        (
            Column("unit", known(units, _("No unit has this code."))),
            Column("chapter", chapter, blank=True, empty=None),
            Column("amount", amount()),
        ),
    )


def chapter(cell: Any) -> int:
    """A chapter of the object of expenditure: 1000, 2000 and so on."""
    number = whole(1000, 9000)(cell)
    if number % 1000:
        raise CellProblem(_("A chapter is 1000, 2000 and so on up to 9000."))
    return number


def import_ceilings(
    path: Path,
    year: FiscalYear,
    *,
    by: User | None = None,
    dry_run: bool = False,
    name: str | None = None,
) -> ImportReport:
    """Load or update a year's ceilings; one that the file does not name stays.

    Raises ImportRefused with every error of the file; nothing is written then.
    """
    job = Job(ImportBatch.Kind.CEILINGS, path, by, dry_run, name, year.year)
    return run(job, lambda: _plan(job, year_there(year.pk)))


def _plan(job: Job, year: FiscalYear) -> tuple[ImportReport, Write]:
    units = dict(BudgetUnit.objects.values_list("code", "pk"))
    file = read_tables(job.path, [ceiling_form(units)], name=job.file_name)
    job.tell(1)
    table = file.tables["ceilings"]
    message = _("This ceiling is already in cell %(first)s.")
    table.refuse_repeats("chapter", "unit", message=message)
    file.problems.refuse_if_any()
    job.tell(2)
    report = ImportReport(job.file_hash, notes=file.notes)
    new, changed, lowered = _compare(table, year, report)
    given = {(one.unit_id, one.chapter): one.amount for one in (*new, *lowered)}
    report.notes += below_proposed(year, given)
    return report, _writer(job, year, new, changed)


def _compare(
    table: Table, year: FiscalYear, report: ImportReport
) -> tuple[list[Ceiling], list[Ceiling], list[Ceiling]]:
    """The new ceilings, those whose amount changes, and the lower ones of these."""
    before = {(one.unit_id, one.chapter): one for one in year.ceilings.all()}
    new, changed, lowered = [], [], []
    columns = (table.values[name] for name in ("unit", "chapter", "amount"))
    for i, (unit, chapter, limit) in enumerate(zip(*columns, strict=True)):
        ceiling = before.get((unit, chapter))
        outcome, changes = _outcome(ceiling, limit)
        if not ceiling:
            place = {"unit_id": unit, "chapter": chapter, "amount": limit}
            new.append(Ceiling(fiscal_year=year, **place))
        elif changes:
            lowered += [ceiling] if limit < ceiling.amount else []
            ceiling.amount = limit
            changed.append(ceiling)
        key = f"{table.given['unit'][i]} {chapter or ''}".strip()
        row = RowReport(table.sheet, table.rows[i], key, outcome, changes)
        report.rows.append(row)
    report.count_rows()
    report.touch({table.sheet: len(before)})
    return new, changed, lowered


def _outcome(
    ceiling: Ceiling | None, limit: Decimal
) -> tuple[str, dict[str, tuple[Any, Any]]]:
    if not ceiling:
        return NEW, {}
    if ceiling.amount == limit:
        return UNCHANGED, {}
    return CHANGED, {"amount": (ceiling.amount, limit)}


def _writer(
    job: Job, year: FiscalYear, new: list[Ceiling], changed: list[Ceiling]
) -> Callable[[ImportReport], None]:
    def write(report: ImportReport) -> None:
        if not report.changes_something:
            return
        Ceiling.objects.bulk_create(new)
        Ceiling.objects.bulk_update(changed, ["amount"], batch_size=1000)
        Event.objects.create(
            kind=Event.Kind.CEILINGS_LOADED,
            by=job.by,
            batch=report.batch,
            fiscal_year=year,
            data=report.counts,
        )

    return write

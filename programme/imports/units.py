"""The list of budget units, from a file."""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from programme.imports.report import (
    CHANGED,
    NEW,
    UNCHANGED,
    ImportReport,
    RowReport,
    changes_between,
)
from programme.imports.running import Job, Write, run
from programme.models import BudgetUnit, ImportBatch, User
from programme.workbooks import Column, SheetForm, Table, read_tables
from programme.workbooks.columns import choice, code, text, year

FIELDS = ("name", "kind", "sector", "obliged_from", "obliged_until")


def unit_form() -> SheetForm:
    """What the sheet `units` must look like (method.md, 6)."""
    capitals = _("A unit code is digits and capitals, such as 01C001.")
    return SheetForm(
        "units",
        (
            Column("code", code(20, r"[0-9A-Z]+", capitals)),
            Column("name", text(250)),
            Column("kind", choice(BudgetUnit.Kind.values)),
            Column("sector", text(150), blank=True),
            Column("obliged_from", year(), blank=True, empty=None),
            Column("obliged_until", year(), blank=True, empty=None),
        ),
    )


def import_units(
    path: Path,
    *,
    by: User | None = None,
    dry_run: bool = False,
    name: str | None = None,
) -> ImportReport:
    """Load or update budget units; a unit that the file does not name stays.

    Raises ImportRefused with every error of the file; nothing is written then.
    """
    job = Job(ImportBatch.Kind.UNITS, path, by, dry_run, name)
    return run(job, lambda: _plan(job))


def _plan(job: Job) -> tuple[ImportReport, Write]:
    file = read_tables(job.path, [unit_form()], name=job.file_name)
    job.tell(1)
    table = file.tables["units"]
    _check(table)
    file.problems.refuse_if_any()
    job.tell(2)
    report = ImportReport(job.file_hash, notes=file.notes)
    units = _compare(table, report)
    return report, _writer(units)


def _check(table: Table) -> None:
    table.refuse_repeats("code", message=_("The unit is already in cell %(first)s."))
    for i in table.sound():
        first, last = table.values["obliged_from"][i], table.values["obliged_until"][i]
        if last is not None and first is None:
            table.error(i, "obliged_from", _("Give the first year obliged too."))
        elif last is not None and last < first:
            table.error(
                i, "obliged_until", _("The last year obliged comes before the first.")
            )


def _compare(table: Table, report: ImportReport) -> list[BudgetUnit]:
    """The units to write; what each row means is added to the report."""
    known = {unit.code: unit for unit in BudgetUnit.objects.all()}
    to_write = []
    for i, unit_code in enumerate(table.values["code"]):
        values = {name: table.values[name][i] for name in FIELDS}
        before = known.get(unit_code)
        changes = changes_between(before, values) if before else {}
        outcome = (CHANGED if changes else UNCHANGED) if before else NEW
        row = RowReport(table.sheet, table.rows[i], unit_code, outcome, changes)
        report.rows.append(row)
        if outcome != UNCHANGED:
            to_write.append(BudgetUnit(code=unit_code, **values))
    report.count_rows()
    report.touch({table.sheet: len(known)})
    return to_write


def _writer(units: list[BudgetUnit]) -> Callable[[ImportReport], None]:
    def write(report: ImportReport) -> None:
        BudgetUnit.objects.bulk_create(
            units,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=list(FIELDS),
        )

    return write

"""One edition of a programme, from a workbook."""

from pathlib import Path
from typing import Any

from programme.imports.checks import check_edition
from programme.imports.edition import Edition, EditionFile, edition_of
from programme.imports.forms import programme_forms
from programme.imports.report import (
    CHANGED,
    NEW,
    UNCHANGED,
    ImportReport,
    RowReport,
    changes_between,
)
from programme.imports.running import Job, Write, run
from programme.imports.wordings import (
    Wording,
    keep_former,
    note_wording,
    worded_anew,
)
from programme.imports.writing import write_edition
from programme.models import ImportBatch, User
from programme.workbooks import Table, read_tables
from programme.workbooks.columns import parts_of

SHEETS = ("rights", "strategies", "actions")


def import_programme(
    path: Path,
    *,
    by: User | None = None,
    dry_run: bool = False,
    name: str | None = None,
    wording: Wording | None = None,
) -> ImportReport:
    """Load or update one programme edition; what the file does not name stays.

    Texts that it changes are new wordings where a `wording` is given, else corrections.
    Raises ImportRefused with every error of the file; nothing is written then.
    """
    job = Job(ImportBatch.Kind.PROGRAMME, path, by, dry_run, name)
    return run(job, lambda: _plan(job, wording))


def _plan(job: Job, wording: Wording | None) -> tuple[ImportReport, Write]:
    file = read_tables(job.path, programme_forms(), csv=False, name=job.file_name)
    job.tell(1)
    codes = file.tables["programme"].values["code"]
    known = edition_of(codes[0] or "" if codes else "")
    report = ImportReport(job.file_hash, notes=file.notes)
    check_edition(file.tables, known, report.notes)
    file.problems.refuse_if_any()
    job.tell(2)
    said = EditionFile(
        programme=_row(file.tables["programme"], 0),
        rows={sheet: _rows(file.tables[sheet]) for sheet in SHEETS},
    )
    _compare(said, file.tables, known, report)
    report.worded = len(worded_anew(said, known))

    def write(report: ImportReport) -> None:
        if wording and report.batch and report.worded:
            note_wording(report.batch, wording)
            keep_former(said, known, wording, job.by)
        write_edition(said, known)

    return report, write


def _row(table: Table, index: int) -> dict[str, Any]:
    """A row by column; an optional column that the file leaves out says nothing."""
    return {name: table.values[name][index] for name in table.headers}


def _rows(table: Table) -> dict[str, dict[str, Any]]:
    """The rows of a sheet by code; lists of an action as lists."""
    rows = {code: _row(table, i) for i, code in enumerate(table.values["code"])}
    for row in rows.values():
        row.pop("code")
        if "population_groups" in row:
            row["population_groups"] = sorted(parts_of(row["population_groups"]))
            row["responsible_units"] = parts_of(row["responsible_units"])
    return rows


def _compare(
    said: EditionFile, tables: dict[str, Table], known: Edition, report: ImportReport
) -> None:
    """Find what is new or changed, row by row; fills the report."""
    before, code = known.programme, said.programme["code"]
    changes = changes_between(before, said.programme) if before else {}
    outcome = (CHANGED if changes else UNCHANGED) if before else NEW
    said.programme_changed = outcome != UNCHANGED
    table = tables["programme"]
    report.rows.append(RowReport(table.sheet, table.rows[0], code, outcome, changes))
    for sheet in SHEETS:
        said.changed[sheet] = _compare_sheet(
            sheet, tables[sheet], said.rows[sheet], known, report
        )
    report.count_rows()
    report.touch(
        {table.sheet: int(before is not None)}
        | {tables[one].sheet: len(known.by_sheet[one]) for one in SHEETS}
    )


def _compare_sheet(
    sheet: str,
    table: Table,
    rows: dict[str, dict[str, Any]],
    known: Edition,
    report: ImportReport,
) -> set[str]:
    """The codes whose rows are new or changed."""
    to_write = set()
    for number, (code, row) in zip(table.rows, rows.items(), strict=True):
        before = known.by_sheet[sheet].get(code)
        changes = _changes(before, code, row, known) if before else {}
        outcome = (CHANGED if changes else UNCHANGED) if before else NEW
        report.rows.append(RowReport(table.sheet, number, code, outcome, changes))
        if outcome != UNCHANGED:
            to_write.add(code)
    return to_write


def _changes(
    before: Any, code: str, row: dict[str, Any], known: Edition
) -> dict[str, tuple[Any, Any]]:
    """The fields that the file gives another value; lists compared as lists."""
    lists = {
        "population_groups": known.groups.get(code, []),
        "responsible_units": known.bodies.get(code, []),
    }
    plain = {name: value for name, value in row.items() if name not in lists}
    changes = changes_between(before, plain)
    for name, earlier in lists.items():
        if name in row and earlier != row[name]:
            changes[name] = (earlier, row[name])
    return changes

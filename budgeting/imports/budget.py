"""The proposals of a past year, from a file: checked by sets, written by sets."""

from pathlib import Path
from typing import Any

from django.db.models import Count, Sum

from budgeting.imports.checks import (
    check_frameworks,
    check_lines,
    check_proposals,
    year_there,
)
from budgeting.imports.citations import ActionsOfYear
from budgeting.imports.content import BudgetContent, UnitContent, content_of
from budgeting.imports.forms import budget_forms
from budgeting.imports.writing import Loading, write_budget
from budgeting.models import Citation, FiscalYear, Proposal, SpendingLine
from programme.imports.report import (
    CHANGED,
    NEW,
    UNCHANGED,
    ImportReport,
    RowReport,
)
from programme.imports.running import Job, Write, run
from programme.models import BudgetUnit, ImportBatch, User
from programme.workbooks import read_tables
from programme.workbooks.tables import as_text


def import_budget(
    path: Path,
    year: FiscalYear,
    *,
    by: User | None = None,
    dry_run: bool = False,
    name: str | None = None,
) -> ImportReport:
    """Load a year's proposals as imported and approved (method.md, 3 and 6).

    Replaces whole the imported proposals whose rows changed; units that the file does
    not name stay. Raises ImportRefused with every error; nothing is written then.
    """
    job = Job(ImportBatch.Kind.BUDGET, path, by, dry_run, name, year.year)
    return run(job, lambda: _plan(job, year_there(year.pk)))


def _plan(job: Job, year: FiscalYear) -> tuple[ImportReport, Write]:
    units = dict(BudgetUnit.objects.values_list("code", "pk"))
    proposals = {one.unit_id: one for one in year.proposals.all()}
    actions = ActionsOfYear(year)
    forms = budget_forms(units, actions.read)
    file = read_tables(job.path, forms, name=job.file_name)
    job.tell(1)
    lines, frameworks = file.tables["lines"], file.tables["frameworks"]
    check_lines(lines, year, actions)
    check_proposals(lines, proposals)
    check_frameworks(frameworks, lines)
    file.problems.refuse_if_any()
    job.tell(2)
    report = ImportReport(job.file_hash, notes=file.notes)
    content = content_of(lines, frameworks)
    to_write = _compare(content, proposals, report)
    loading = Loading(year, content, to_write, proposals, job)
    return report, lambda report: write_budget(loading, report.batch)


def _compare(
    content: BudgetContent, proposals: dict[int, Proposal], report: ImportReport
) -> list[UnitContent]:
    """The units whose rows are new or changed; fills the report, a row a unit."""
    outcomes = [_outcome(unit, proposals) for unit in content.units]
    found = list(zip(content.units, outcomes, strict=True))
    before = _totals([proposals[u.unit_id].pk for u, what in found if what == CHANGED])
    lines = content.lines
    for unit, outcome in found:
        changes: dict[str, tuple[Any, Any]] = {}
        if outcome == CHANGED:
            after = {
                "lines": len(unit.rows),
                "citations": unit.citations,
                "amount": unit.amount,
            }
            changes = _differing(before.get(unit.unit_id, {}), after)
        first = unit.rows[0]
        code = as_text(lines.given["unit"][first])
        row = RowReport(lines.sheet, lines.rows[first], code, outcome, changes)
        report.rows.append(row)
    report.counts = _counts(found)
    imported = [one for one in proposals.values() if one.source_hash]
    held = _held([one.pk for one in imported])
    replaced = _held([proposals[u.unit_id].pk for u, what in found if what == CHANGED])
    report.touched = {kind: (replaced[kind], held[kind]) for kind in held}
    return [unit for unit, outcome in found if outcome != UNCHANGED]


def _counts(found: list[tuple[UnitContent, str]]) -> dict[str, dict[str, int]]:
    """How many proposals, lines and citations are new, changed or unchanged."""
    kinds = ("proposals", "lines", "citations")
    counts = {kind: dict.fromkeys((NEW, CHANGED, UNCHANGED), 0) for kind in kinds}
    for unit, outcome in found:
        sizes = (1, len(unit.rows), unit.citations)
        for kind, size in zip(kinds, sizes, strict=True):
            counts[kind][outcome] += size
    return counts


def _outcome(unit: UnitContent, proposals: dict[int, Proposal]) -> str:
    proposal = proposals.get(unit.unit_id)
    if not proposal or not proposal.source_hash:  # none, or its import was undone
        return NEW
    return UNCHANGED if proposal.source_hash == unit.hash else CHANGED


def _held(proposals: list[int]) -> dict[str, int]:
    """How many rows of each kind these proposals hold, themselves included."""
    lines = SpendingLine.objects.kept().filter(proposal__in=proposals)
    citations = Citation.objects.filter(line__in=lines)
    return {
        "proposals": len(proposals),
        "lines": lines.count() if proposals else 0,
        "citations": citations.count() if proposals else 0,
    }


def _differing(
    before: dict[str, Any], after: dict[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """What is another number by the file; empty where only what rows say differs."""
    pairs = {name: (before.get(name, 0), value) for name, value in after.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _totals(proposals: list[int]) -> dict[int, dict[str, Any]]:
    """Lines, citations and amount of these proposals as they stand, by unit."""
    rows = SpendingLine.objects.kept().filter(proposal__in=proposals)
    by_unit = rows.order_by().values("proposal__unit")
    found = by_unit.annotate(lines=Count("pk"), total=Sum("amount"))
    cited = Citation.objects.filter(line__in=rows).order_by()
    citing = cited.values("line__proposal__unit").annotate(n=Count("pk"))
    citations = dict(citing.values_list("line__proposal__unit", "n"))
    return {
        unit: {"lines": lines, "citations": citations.get(unit, 0), "amount": total}
        for unit, lines, total in found.values_list("proposal__unit", "lines", "total")
    }

"""What the page of an import shows: how far it is, what it would do, what to mend."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from programme.imports.kinds import KINDS
from programme.imports.report import CHANGED, NEW, UNCHANGED, RowReport, rows_of
from programme.models import ImportBatch, ImportWork, User

PATIENCE = timedelta(minutes=2)  # after which it is said that the worker may be off
Outcome, Task = ImportBatch.Outcome, ImportWork.Task
ORDER = (  # of what is counted
    *("programme", "rights", "strategies", "actions"),
    *("proposals", "lines", "citations"),
)
FIRST = (CHANGED, NEW, UNCHANGED)  # what changes something stands first


def shown_import(batch: ImportBatch, user: User) -> dict[str, Any]:
    """What the templates say of an import, for whoever reads it."""
    work = ImportWork.objects.filter(pk=batch.pk).first()
    kind = KINDS.get(batch.kind)
    report = work.report if work else {}
    rows = rows_of(report)
    stored = batch.stored_file
    return {
        "may_load": bool(kind and kind.may(user)),
        "kind": kind,
        "work": work,
        "progress": progress_of(work) if work else None,
        "in_hand": batch.outcome in ImportBatch.IN_HAND,
        "report": report,
        "counts": _in_order(batch.counts),
        "sheets": by_sheet([_readable(row) for row in rows]),
        "changes_something": any(row.outcome != UNCHANGED for row in rows),
        "has_file": bool(stored) and stored.storage.exists(stored.name),
        "marked": _marked(batch, work),
        "page": kind.page(batch) if kind else "",
    }


def progress_of(work: ImportWork) -> dict[str, Any]:
    """Which step the work is at, of how many, and since when."""
    waits = work.started_at is None
    steps = (
        [_("Looking at what came since"), _("Putting back what was")]
        if work.task == Task.UNDO
        else [
            _("Reading the file"),
            _("Checking every row"),
            _("Comparing with what is there"),
            _("Writing"),
        ]
    )
    step = min(work.done * len(steps) // work.of, len(steps) - 1)
    return {
        "waits": waits,
        "step": step + 1,
        "of": len(steps),
        "share": 100 * work.done // work.of,
        "what": steps[step],
        "since": work.asked_at if waits else work.started_at,
        "long": waits and work.asked_at < now() - PATIENCE,
    }


def by_sheet(rows: list[RowReport]) -> list[dict[str, Any]]:
    """For each sheet its rows by outcome."""
    sheets = []
    for name in dict.fromkeys(row.sheet for row in rows):
        own = [row for row in rows if row.sheet == name]
        outcomes = {
            outcome: [row for row in own if row.outcome == outcome] for outcome in FIRST
        }
        sheets.append({"name": name, **outcomes})
    return sheets


def _in_order(counts: dict[str, Any]) -> dict[str, Any]:
    """The counts in the order of the sheets: the database keeps none."""
    known = [name for name in ORDER if name in counts]
    return {name: counts[name] for name in [*known, *sorted({*counts} - {*known})]}


def _readable(row: RowReport) -> RowReport:
    """The row with its values as they are shown: money as money, lists as lists."""
    changes = {
        name: tuple(_value(name, one) for one in pair)
        for name, pair in row.changes.items()
    }
    return RowReport(row.sheet, row.row, row.key, row.outcome, changes)  # type: ignore[arg-type]


def _value(name: str, value: Any) -> Any:
    if name == "amount" and value is not None:
        return Decimal(value)
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _marked(batch: ImportBatch, work: ImportWork | None) -> Any:
    """The workbook with its errors marked, if there is one."""
    if batch.outcome != Outcome.REFUSED:
        return None
    if work is not None:
        return work.marked_file or None
    return batch.stored_file or None  # of before, when the original was not kept

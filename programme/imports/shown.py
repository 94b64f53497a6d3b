"""What the page of an import shows: how far it is, what it would do, what to mend."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.imports.kinds import KINDS
from programme.imports.paged import shown_errors, shown_rows, told_of
from programme.imports.report import changed_much
from programme.models import ImportBatch, ImportWork, LoadRequest, User
from programme.permissions import other_administrators

PATIENCE = timedelta(minutes=2)  # after which it is said that the worker may be off
Outcome, Task, Asked = ImportBatch.Outcome, ImportWork.Task, LoadRequest.Outcome
ROW_BY_ROW = (Outcome.CHECKED, Outcome.LOADED, Outcome.UNDONE)  # of which rows are told
ORDER = (  # of what is counted
    *("programme", "rights", "strategies", "actions"),
    *("proposals", "lines", "citations"),
)


def shown_import(
    batch: ImportBatch, user: User, asked: Mapping[str, str]
) -> dict[str, Any]:
    """What the templates say of an import, for whoever reads it.

    `asked` tells which of its rows are shown, by outcome and page.
    """
    work = _work(batch)
    kind = KINDS.get(batch.kind)
    report = told_of(work)
    stored, has_errors = batch.stored_file, batch.outcome == Outcome.REFUSED
    errors = shown_errors(work, asked) if has_errors else None
    return {
        "may_load": bool(kind and kind.may(user)),
        "kind": kind,
        "work": work,
        "progress": progress_of(work) if work else None,
        "in_hand": batch.outcome in ImportBatch.IN_HAND,
        "report": report,
        "counts": _in_order(batch.counts),
        "rows": shown_rows(work, asked) if batch.outcome in ROW_BY_ROW else {},
        "errors": errors,
        "names_cells": any(one["cell"] for one in errors or ()),
        "told_in": work.language if work and work.language != get_language() else "",
        **shown_requests(batch, user, report),
        "has_file": bool(stored) and stored.storage.exists(stored.name),
        "marked": marked_of(batch),
        "page": kind.page(batch) if kind else "",
    }


def shown_requests(
    batch: ImportBatch, user: User, report: dict[str, Any]
) -> dict[str, Any]:
    """What is told of the two people that a file takes, if it takes them."""
    people = LoadRequest.objects.select_related("by", "decided_by")
    requests = list(people.filter(batch=batch))
    asked = next((one for one in requests if one.outcome == Asked.OPEN), None)
    declined = [one for one in requests[:1] if one.outcome == Asked.DECLINED]
    first = asked.by if asked else user
    return {
        "much": changed_much(report.get("touched", {})),
        "requests": requests,
        "asked": asked,
        "declined": declined[0] if declined else None,
        "nobody_else": report.get("takes_two")
        and not other_administrators(first).exists(),
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


def _in_order(counts: dict[str, Any]) -> dict[str, Any]:
    """The counts in the order of the sheets: the database keeps none."""
    known = [name for name in ORDER if name in counts]
    return {name: counts[name] for name in [*known, *sorted({*counts} - {*known})]}


def marked_of(batch: ImportBatch) -> Any:
    """The workbook with its errors marked, if there is one."""
    if batch.outcome != Outcome.REFUSED:
        return None
    if work := _work(batch):
        return work.marked_file or None
    return batch.stored_file or None  # of before, when the original was not kept


def _work(batch: ImportBatch) -> ImportWork | None:
    """Its work but for the report, of which only a page is read."""
    return ImportWork.objects.defer("report").filter(pk=batch.pk).first()

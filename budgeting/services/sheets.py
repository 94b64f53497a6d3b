"""Many lines of a proposal saved at once: the table, a paste, a workbook, bulk citing.

How a batch travels: its rows are read in one query (`Batch`), what was typed is taken
into copies of them (`drafts`), codes and versions are checked, and what is good is
saved by sets, with one event that holds what stood before.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction

from budgeting.exceptions import LinesNotSaved
from budgeting.models import Event, Proposal, SpendingLine
from budgeting.services.drafted import Drafted, LineDraft
from budgeting.services.drafts import Batch
from budgeting.services.lines import COMPARED
from budgeting.services.locks import open_for_edit
from budgeting.services.refusals import in_words
from budgeting.services.rows import changes, picture
from budgeting.services.standing import entry
from budgeting.services.trail import record_edit
from budgeting.services.writing import write_citations, write_lines
from programme.models import User


class SavedLines(NamedTuple):
    """What became of each draft, by its index; `event` is what undo takes."""

    saved: list[tuple[int, SpendingLine]]
    conflicts: list[tuple[int, SpendingLine]]
    refused: list[tuple[int, dict[str, list[str]]]]
    event: Event | None


@transaction.atomic
@in_words
def save_lines(
    proposal: Proposal,
    *,
    by: User,
    drafts: Sequence[LineDraft],
    whole: bool = False,
    what: str = "lines",
    also: Sequence[dict[str, Any]] = (),
) -> SavedLines:
    """The drafts saved, or said why not: a line changed meanwhile is a conflict.

    With `whole`, raises LinesNotSaved, and saves nothing, where one of them cannot be.
    `also` holds the entries (`standing.entry`) of frameworks that the caller saved with
    the lines: they are of the same event, and come back with the same undo.
    """
    proposal = open_for_edit(proposal.pk, by=by)
    told = Batch(proposal, drafts, by=by).take()
    result = SavedLines(
        saved=[(one.index, one.row) for one in told if one.good],
        conflicts=[(one.index, one.saved) for one in told if one.conflict],
        refused=[(one.index, one.refused) for one in told if one.refused],
        event=None,
    )
    if whole and (result.conflicts or result.refused):
        raise LinesNotSaved(result.conflicts, result.refused)
    changed = [one for one in told if one.good and one.changed]
    if not (changed or also):
        return result
    _write(changed)
    event = _record(proposal, changed, by=by, what=what, also=also)
    return result._replace(event=event)


def _write(changed: list[Drafted]) -> None:
    """Save the rows, then what they cite."""
    for one in changed:
        one.row.version = one.before["version"] + 1 if one.before else 1
    had = {one.row.pk: one.before["code"] for one in changed if one.before}
    write_lines([one.row for one in changed], had)
    citing = [one for one in changed if one.wanted is not None]
    write_citations(
        [old for one in citing for old in one.cited.values()],
        {one.row.pk: one.wanted or {} for one in citing},
    )


def _record(
    proposal: Proposal,
    changed: list[Drafted],
    *,
    by: User,
    what: str,
    also: Sequence[dict[str, Any]],
) -> Event:
    """One event of the whole batch, with what stood before each of its rows."""
    rows = [*also]
    rows += [entry(one.row, one.before, cited=one.cited_before) for one in changed]
    data: dict[str, Any] = {"what": what}
    keys = {one.draft.key: one.row.pk for one in changed if one.draft.key}
    if keys:
        data["keys"] = keys
    if len(changed) == 1 and not also:
        (one,) = changed
        now = picture(one.row, COMPARED)
        data |= {"code": one.row.code, "changed": changes(one.before, now)}
    return record_edit(proposal, by=by, data=data, rows=rows)

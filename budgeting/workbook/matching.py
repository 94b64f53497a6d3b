"""Which saved row each row of the file means: by its hidden mark, else by its code.

No mark is believed that this proposal's row does not answer to; what cannot be told for
certain is an error or a note in words.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from budgeting.models import PolicyFramework, Proposal, SpendingLine
from budgeting.workbook.comparing import Row, Saved
from budgeting.workbook.marks import newest
from budgeting.workbook.reading import Given, GivenRow

CODE = {"frameworks": "framework", "lines": "line"}


def match_rows(proposal: Proposal, given: Given, rows: list[GivenRow]) -> list[Row]:
    """The rows of one sheet with the saved rows they mean; errors are noted."""
    if not rows:
        return []
    column = CODE[rows[0].sheet]
    _refuse_repeats(given, rows, column)
    _refuse_others(proposal, given, rows)
    _split_copies(given, rows, column)
    saved = _saved(proposal, rows)
    marked = {row.mark.row for row in rows if row.mark}
    by_code = {
        one.code: one
        for one in saved.values()
        if one.removed_at is None and one.pk not in marked
    }
    latest = newest({row.index: row.mark for row in rows if row.mark})
    last = latest.last if latest and column == "line" else None
    return [_matched(given, row, saved, by_code, last) for row in rows]


def missing_lines(lines: Iterable[SpendingLine], rows: list[Row]) -> list[SpendingLine]:
    """Saved lines that the file was downloaded with and has no row for any more."""
    named = {row.saved.pk for row in rows if row.saved}
    latest = newest({n: row.given.mark for n, row in enumerate(rows) if row.given.mark})
    return [
        line
        for line in lines
        if line.pk not in named and (latest is None or line.pk <= latest.last)
    ]


def _saved(proposal: Proposal, rows: list[GivenRow]) -> dict[int, Saved]:
    """Every row of the proposal by key, with what its picture needs."""
    if rows[0].sheet == "frameworks":
        frameworks = PolicyFramework.objects.filter(proposal=proposal)
        return {one.pk: one for one in frameworks}
    lines = SpendingLine.objects.filter(proposal=proposal).prefetch_related(
        "citations__action", "citations__programme"
    )
    return {one.pk: one for one in lines}


def _matched(
    given: Given,
    row: GivenRow,
    saved: dict[int, Saved],
    by_code: dict[str, Saved],
    last: int | None,
) -> Row:
    code = str(row.said[CODE[row.sheet]] or "")
    if row.mark is None:
        found = by_code.get(code)
        newer = found is not None and last is not None and found.pk > last
        return Row(row, code, found, newer=newer)
    found = saved.get(row.mark.row)
    if found is None:
        _error(given, row, "mark", _unknown())
        return Row(row, code)
    taken = by_code.get(code)
    if taken and taken.pk != found.pk:
        message = _("Another row of the proposal has this code: choose a free one.")
        _error(given, row, CODE[row.sheet], message)
    return Row(row, code, found, gone=found.removed_at is not None)


def _refuse_repeats(given: Given, rows: list[GivenRow], column: str) -> None:
    message = _("This code is already in cell %(first)s: each row has its own.")
    given.table(rows[0]).refuse_repeats(column, message=message)


def _refuse_others(proposal: Proposal, given: Given, rows: list[GivenRow]) -> None:
    """Note an error for the rows that were downloaded from another proposal."""
    others = [row for row in rows if row.mark and row.mark.proposal != proposal.pk]
    for row in others:
        row.mark = None
    if others:
        table = given.table(others[0])
        table.error(others[0].index, "mark", _unknown())
        for row in others:
            row.errors = True


def _unknown() -> str:
    return _(
        "This row was downloaded from another proposal. Download the workbook of this "
        "one and copy into it what you need, values only."
    )


def _split_copies(given: Given, rows: list[GivenRow], column: str) -> None:
    """Of rows with one mark, the one with its code is the row; copies are new rows."""
    same: dict[int, list[GivenRow]] = defaultdict(list)
    for row in rows:
        if row.mark:
            same[row.mark.row].append(row)
    for found in same.values():
        if len(found) < 2:
            continue
        own = [r for r in found if r.mark and r.mark.says(column, str(r.said[column]))]
        for row in found:
            if len(own) == 1 and row is not own[0]:
                row.mark = None
                message = _(
                    "Row %(row)s is a copy of row %(first)s: it is taken as new."
                )
                numbers = {"row": row.number, "first": own[0].number}
                given.file.notes.append(message % numbers)
            elif len(own) != 1 and row is not found[0]:
                message = _(
                    "This row is a copy of row %(first)s, and neither has the code "
                    "that was downloaded. Empty the hidden cell of the new one."
                )
                _error(given, row, "mark", message % {"first": found[0].number})


def _error(given: Given, row: GivenRow, column: str, message: str) -> None:
    row.errors = True
    given.table(row).error(row.index, column, message)

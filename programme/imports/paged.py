"""What a check found, a page at a time: the database cuts it out of what is kept.

A report may tell of 299,999 rows, of which nobody reads more than a page at once. The
fingerprint that a person confirms stays that of the whole.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.translation import ngettext

from programme.imports.report import CHANGED, NEW, UNCHANGED, RowReport
from programme.models import ImportBatch, ImportWork

PAGE = 200
OUTCOMES = (CHANGED, NEW, UNCHANGED)  # what changes something stands first
TOLD = "select report - 'rows' - 'errors' from programme_importwork where batch_id = %s"
COUNTS = """
select one ->> 3, count(*)
from programme_importwork, jsonb_array_elements(report -> 'rows') one
where batch_id = %s group by 1
"""
ROWS = """
select one from programme_importwork,
    jsonb_array_elements(report -> 'rows') with ordinality as every (one, place)
where batch_id = %s and one ->> 3 = %s order by place limit %s offset %s
"""
ERRORS = """
select jsonb_array_length(coalesce(report -> 'errors', '[]'))
from programme_importwork where batch_id = %s
"""
ERROR = """
select one from programme_importwork,
    jsonb_array_elements(report -> 'errors') with ordinality as every (one, place)
where batch_id = %s order by place limit %s offset %s
"""


class Cut:
    """A list that is in the database, of which only what is asked for is read."""

    def __init__(self, length: int, sql: str, *which: Any) -> None:
        self.length, self.sql, self.which = length, sql, which

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice) -> list[Any]:
        size = part.stop - part.start
        found = _select(self.sql, *self.which, size, part.start)
        return [json.loads(one) for (one,) in found]


def told_of(work: ImportWork | None) -> dict[str, Any]:
    """What is kept of a check besides its rows and its errors."""
    return json.loads(_select(TOLD, work.pk)[0][0]) if work else {}


def shown_rows(work: ImportWork | None, asked: Mapping[str, str]) -> dict[str, Any]:
    """A page of the rows of one outcome, and how many there are of each.

    `asked` may name the outcome (`show`) and the page; without, what changes stands
    first. A budget is told unit by unit.
    """
    counts = dict(_select(COUNTS, work.pk)) if work else {}
    there = [one for one in OUTCOMES if counts.get(one)]
    if work is None or not there:
        return {}
    show = asked.get("show", "")
    show = show if show in there else there[0]
    page = _page(Cut(counts[show], ROWS, work.pk, show), asked)
    page.object_list = [_readable(RowReport(*one)) for one in page.object_list]
    by_unit = work.batch.kind == ImportBatch.Kind.BUDGET
    said = _units if by_unit else _rows
    return {
        "links": [(one, said(one, counts[one])) for one in there],
        "by_unit": by_unit,
        "show": show,
        "page": page,
        "address": f"show={show}",
        "change_something": there != [UNCHANGED],
    }


def _rows(outcome: str, count: int) -> str:
    """So many rows of an outcome, in words."""
    said = {
        CHANGED: ngettext("%(shown)s changed row", "%(shown)s changed rows", count),
        NEW: ngettext("%(shown)s new row", "%(shown)s new rows", count),
        UNCHANGED: ngettext(
            "%(shown)s row that changes nothing",
            "%(shown)s rows that change nothing",
            count,
        ),
    }
    return said[outcome] % {"shown": f"{count:,}"}


def _units(outcome: str, count: int) -> str:
    """So many units of an outcome, in words."""
    said = {
        CHANGED: ngettext("%(shown)s changed unit", "%(shown)s changed units", count),
        NEW: ngettext("%(shown)s new unit", "%(shown)s new units", count),
        UNCHANGED: ngettext(
            "%(shown)s unit of which nothing changes",
            "%(shown)s units of which nothing changes",
            count,
        ),
    }
    return said[outcome] % {"shown": f"{count:,}"}


def shown_errors(work: ImportWork | None, asked: Mapping[str, str]) -> Page | None:
    """A page of what is to be mended, as the check told it; None if nothing is told."""
    length = _select(ERRORS, work.pk)[0][0] if work else 0
    return _page(Cut(length, ERROR, work.pk), asked) if work and length else None


def _page(cut: Cut, asked: Mapping[str, str]) -> Page:
    return Paginator(cut, PAGE).get_page(asked.get("page"))


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


def _select(sql: str, *which: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, which)
        return cursor.fetchall()

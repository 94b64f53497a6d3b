"""The public register of exceptions: what it tells, and its file.

It reads only the register, into which each exception was copied when it was given; no
table of a draft, of a person or of a unit.
"""

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from budgeting.models import RegisteredException
from programme.cells import guard
from reporting.cells import columns

Kind = RegisteredException.Kind
Step = RegisteredException.Step
MEANINGS = {
    Kind.EXTENSION: _(
        "The unit may change and submit its proposal for more days than the others."
    ),
    Kind.WAIVER: _(
        "One line may be submitted without citing an action. It lapses when what the "
        "line is for, or its amount, changes."
    ),
    Kind.ON_BEHALF: _(
        "Finance writes and submits the proposal in place of the unit, which did not; "
        "another person of Finance approves it."
    ),
    Kind.CEILING: _(
        "The unit may propose more than its ceiling, by the amount stated and no more."
    ),
    Kind.REOPENING: _(
        "An approved proposal of a year already published goes back for a correction, "
        "which the next publication shows."
    ),
}
COLUMNS = columns(
    ("number", "integer", "Number of the entry; entries are never changed or removed"),
    ("year", "integer", "Fiscal year"),
    ("kind", "text", "extension, waiver, on_behalf, ceiling or reopening"),
    ("step", "text", "given, taken_back or lapsed"),
    ("ends", "integer", "Number of the entry that this one ends"),
    ("unit_code", "text", "Code of the unit"),
    ("unit_name", "text", "Name of the unit on that day"),
    ("line_code", "text", "Code of the line of a waiver"),
    ("chapter", "integer", "Chapter of the ceiling; empty: the ceiling in all"),
    ("amount", "amount", "How much above the ceiling"),
    ("until", "date", "Last day of an extension, included"),
    ("reason", "text", "The reason, as written for the public"),
    ("author", "text", "Name of who gave it or took it back"),
    ("author_function", "text", "Function of that person: finance_head"),
    ("at", "text", "Day and time, with its distance from UTC"),
    ("before_register", "boolean", "Given before the register: no public reason"),
)


class YearCounts(NamedTuple):
    """How many exceptions of each kind a year has, in the order of the kinds."""

    year: int
    counts: list[int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


def counts_by_year() -> list[YearCounts]:
    """The exceptions given, by year and kind, the newest year first; one query."""
    given = RegisteredException.objects.filter(step=Step.GIVEN).order_by()
    counted = given.values_list("fiscal_year", "kind").annotate(count=Count("pk"))
    found = {(year, kind): count for year, kind, count in counted}
    years = sorted({year for year, _kind in found}, reverse=True)
    return [YearCounts(one, [found.get((one, k), 0) for k in Kind]) for one in years]


def entries(year: int, *, kind: str = "", unit: str = "") -> QuerySet:
    """The entries of a year, the newest first, of one kind or unit if asked."""
    found = RegisteredException.objects.filter(fiscal_year=year)
    found = found.filter(kind=kind) if kind else found
    return found.filter(unit_code=unit) if unit else found


def units_of(year: int) -> list[tuple[str, str]]:
    """Code and latest name of the units that the year's entries name."""
    named = RegisteredException.objects.filter(fiscal_year=year).order_by("at", "pk")
    return sorted(dict(named.values_list("unit_code", "unit_name")).items())


def register_csv(found: Iterable[RegisteredException]) -> str:
    """These entries as CSV: UTF-8, LF, header first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in COLUMNS)
    for entry in found:
        writer.writerow(_cells(entry))
    return out.getvalue()


def _cells(entry: RegisteredException) -> list[str]:
    told = {
        "number": entry.pk,
        "year": entry.fiscal_year_id,
        "ends": entry.follows_id,
        "at": localtime(entry.at).isoformat(timespec="seconds"),
        "before_register": str(entry.before_register).lower(),
    }
    cells = []
    for column in COLUMNS:
        value = told.get(column.name, getattr(entry, column.name, None))
        text = "" if value is None else str(value)
        cells.append(guard(text) if column.kind == "text" else text)
    return cells

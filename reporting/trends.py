"""Each published number over the years on record, with its breaks marked.

Only stored numbers are read, by a handful of queries whatever the lines of a year:
nothing is computed here that a publication does not hold. Amounts are nominal.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reporting.across import (
    FINDERS,
    TOLD,
    Found,
    all_found,
    records_of,
    steps_of,
    unit_steps_of,
)
from reporting.breaks import (
    Break,
    Record,
    breaks_between,
    breaks_of_codes,
    breaks_of_name,
)
from reporting.kept import Edition, Records
from reporting.labels import NUMBERS
from reporting.models import Publication, PublishedUnit
from reporting.queries import choice

Value = int | Decimal | bool | None
CITED = ("actions_funded", "actions_new")
LINKED = ("lines", "units")
MEASURES: dict[str, tuple[str, ...]] = {  # of each level, in the order of its tables
    "year": tuple(NUMBERS),
    "right": (
        "actions_in_force",
        *CITED,
        "amount_attributed",
        "amount_touching",
        *LINKED,
    ),
    "group": (*CITED, "amount_touching", *LINKED),
    "action": ("funded", "new", "amount_attributed", "amount_touching", *LINKED),
    "unit": (
        "linked",
        "lines_total",
        "lines_linked",
        "lines_waived",
        "lines_screened",
        "lines_not_screened",
        "amount_total",
        "amount_linked",
        *CITED,
    ),
}


STEPS = {"action": steps_of, "unit": unit_steps_of}


class Point(NamedTuple):
    """One year on record, or one of several actions of a year, with its numbers.

    `values` holds None for what cannot be told. `breaks` says why it does not continue
    the year on record before it, `since`; `carried` how it does across two editions.
    """

    record: Record
    row: Any
    state: str
    values: dict[str, Value]
    since: int | None = None
    breaks: tuple[Break, ...] = ()
    carried: tuple[Break, ...] = ()
    named: tuple[Break, ...] = ()  # what a unit is called otherwise: no break

    @property
    def edition(self) -> Edition:
        """The publication that says so."""
        return self.record.edition

    @property
    def year(self) -> int:
        """The fiscal year."""
        return self.edition.year

    @property
    def stage(self) -> str:
        """proposal or approved."""
        return self.record.publication.stage

    @property
    def linking(self) -> str:
        """requested or required."""
        return self.record.publication.linking

    @property
    def currency(self) -> str:
        """The currency of its amounts, which are nominal."""
        return self.record.publication.currency

    @property
    def programme(self) -> str:
        """The code of the year's programme."""
        return self.record.programme.code

    @property
    def code(self) -> str:
        """The code in that year; empty of the year itself and where there is none."""
        return getattr(self.row, "code", "")

    @property
    def told(self) -> bool:
        """Whether the year says anything of it."""
        return self.state == TOLD

    @property
    def gap(self) -> tuple[int, int] | None:
        """First and last of the years before it that are not on record."""
        if self.since is None or self.since == self.year - 1:
            return None
        return self.since + 1, self.year - 1

    @property
    def note(self) -> str:
        """What is to be known before comparing it with the year on record before."""
        said = [one.note for one in (*self.breaks, *self.carried, *self.named)]
        return " ".join([*said, *([gap_note(self.gap)] if self.gap else [])])


def gap_note(gap: tuple[int, int]) -> str:
    """That years are not on record, in words."""
    first, last = gap
    if first == last:
        return _("%(year)s is not on record.") % {"year": first}
    values = {"first": first, "last": last}
    return _("%(first)s to %(last)s are not on record.") % values


def trend(
    records: Records, level: str, code: str = "", measure: str = "", programme: str = ""
) -> list[Point]:
    """The numbers of each year on record, the oldest first; empty for an unknown code.

    `programme` says in which edition a right's, group's or action's code is meant; else
    it is the newest that has it. Raises BadQuery for another level or measure.
    """
    wanted = measures_of(level, measure)
    held = records_of(records)
    found = FINDERS[level](held, code, programme)
    if not any(one.row for each in found for one in each):
        return []
    steps = STEPS[level](held) if level in STEPS else []
    return _points(held, found, wanted, steps)


def overview(
    records: Records, level: str, measure: str = "", programme: str = ""
) -> list[tuple[Any, list[Point]]]:
    """Every right, group or unit in order of code: its newest row, and its trend.

    Rights and groups are those of one edition, the newest unless it is named; raises
    BadQuery for an edition that no year on record has.
    """
    wanted = measures_of(level, measure)
    held = records_of(records)
    if held and programme:
        known = {one.programme.code: one for one in held}
        choice({"programme": programme}, "programme", known)
    if held and level != "unit":
        programme = programme or held[-1].programme.code
    every = all_found(held, level, programme)
    steps = unit_steps_of(held) if level == "unit" else []
    return [(row, _points(held, found, wanted, steps)) for row, found in every]


def measures_of(level: str, measure: str = "") -> tuple[str, ...]:
    """The measures of a level, or the one asked for; raises BadQuery for another."""
    given = {"level": level} | ({"measure": measure} if measure else {})
    choice(given, "level", dict(MEASURES))
    choice(given, "measure", {name: name for name in MEASURES[level]})
    return (measure,) if measure else MEASURES[level]


def _points(
    held: list[Record], found: list[list[Found]], wanted: Iterable[str], steps: list
) -> list[Point]:
    """Each year's points, with what stands between it and the year before."""
    points: list[Point] = []
    before = None
    called: dict[str, Any] = {}  # the last row of each unit, by its code
    for record, each in zip(held, found, strict=True):
        for one in each:
            broken, carried = _breaks(before, record, one, steps)
            named = _named(called, one)
            values = {name: _value(one, name) for name in wanted}
            since = before.year if before else None
            points.append(Point(record, *one, values, since, broken, carried, named))
        before = record
    return points


def _breaks(
    before: Record | None, record: Record, one: Found, steps: list
) -> tuple[tuple[Break, ...], tuple[Break, ...]]:
    """Why a row does not continue the year before; and how it does across editions."""
    apart = breaks_between(before, record) if before else ()
    since = before.year if before else record.year
    of_unit = isinstance(one.row, PublishedUnit)
    key = ("" if of_unit else record.programme.code, getattr(one.row, "code", ""))
    became = breaks_of_codes(steps, key, since, record.year)
    carried = tuple(b for b in became if b.kind == "carried")
    broken = (*apart, *(b for b in became if b.kind != "carried"))
    if carried:  # the same commitment in another edition
        broken = tuple(b for b in broken if b.kind != "programme")
    return broken, carried


def _named(called: dict[str, Any], one: Found) -> tuple[Break, ...]:
    """What a unit is called otherwise than when it was last there."""
    if not isinstance(one.row, PublishedUnit):
        return ()
    last = called.get(one.row.code, one.row)
    called[one.row.code] = one.row
    return breaks_of_name(last, one.row)


def _value(found: Found, name: str) -> Value:
    """A number of a row; those of the year are stored as texts where not counts."""
    if found.state != TOLD:
        return None
    if not isinstance(found.row, Publication):
        return getattr(found.row, name)
    value = found.row.numbers.get(name)
    return Decimal(value) if isinstance(value, str) else value

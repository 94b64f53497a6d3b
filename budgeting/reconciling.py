"""Whether a year adds up to a control file, such as the decree, to the cent.

Page, download and command all show what `reconcile` gives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgeting.functions import CHAPTER_NAMES
from budgeting.models import FiscalYear, Proposal
from budgeting.sums import Sums, approved, default_stage, sums_of
from programme.models import BudgetUnit

BOTH, BUDGET_ONLY, CONTROL_ONLY = "both", "budget", "control"
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Compared:
    """One total on both sides; None where that side does not name it."""

    budget: Decimal | None
    control: Decimal | None
    unit: BudgetUnit | None = None
    chapter: int | None = None

    @property
    def difference(self) -> Decimal:
        """The budget less the control; a side that does not name it counts as zero."""
        return (self.budget or NOTHING) - (self.control or NOTHING)

    @property
    def found(self) -> str:
        """On which side it stands."""
        if self.control is None:
            return BUDGET_ONLY
        return CONTROL_ONLY if self.budget is None else BOTH

    @property
    def name(self) -> str:
        """What its chapter is called."""
        return str(CHAPTER_NAMES[self.chapter]) if self.chapter else ""


@dataclass(frozen=True)
class UnitCompared:
    """A unit on both sides; its chapters where the control file gives some of it."""

    total: Compared
    chapters: list[Compared]
    proposal: Proposal | None = None
    stated: bool = True  # whether the file gives the unit's total, beside its chapters

    @property
    def unit(self) -> BudgetUnit:
        """The unit itself."""
        assert self.total.unit is not None
        return self.total.unit

    @property
    def rows(self) -> list[Compared]:
        """Its total, then its chapters."""
        return [self.total, *self.chapters]

    @property
    def differs(self) -> bool:
        """Whether its total or any of its chapters differs."""
        return any(row.difference for row in self.rows)

    @property
    def adds_up(self) -> bool:
        """Whether the chapters that the file gives add up to the total it gives."""
        given = [row.control for row in self.chapters if row.control is not None]
        return not (given and self.stated) or sum(given) == self.total.control


@dataclass(frozen=True)
class Reconciliation:
    """A year against a control file: units, the city's chapters, the grand total.

    `stated` tells whether the file itself gives the grand total; else its units, or its
    chapters, add up to it. `of_units` is what its units add up to, None without any.
    """

    year: FiscalYear
    stage: str
    total: Compared
    chapters: list[Compared]
    units: list[UnitCompared]
    stated: bool
    of_units: Decimal | None

    @property
    def differing(self) -> list[UnitCompared]:
        """The units whose total or whose chapters differ."""
        return [one for one in self.units if one.differs]

    @property
    def ties(self) -> bool:
        """Whether every total of both sides is the same, to the cent."""
        city = [self.total, *self.chapters]
        return not self.differing and not any(one.difference for one in city)

    @property
    def only_in_budget(self) -> list[BudgetUnit]:
        """Units with approved money that the control file does not name."""
        return self._only(BUDGET_ONLY)

    @property
    def only_in_control(self) -> list[BudgetUnit]:
        """Units of the control file without an approved proposal."""
        return self._only(CONTROL_ONLY)

    @property
    def adds_up(self) -> bool:
        """Whether the control file agrees with itself: its parts with its total."""
        if not all(one.adds_up for one in self.units):
            return False
        return self.of_units is None or self.of_units == self.total.control

    def _only(self, side: str) -> list[BudgetUnit]:
        return [one.unit for one in self.units if one.total.found == side]


def reconcile(year: FiscalYear, control: Mapping) -> Reconciliation:
    """The year's approved proposals, as they are now, against a control's totals."""
    proposals = {one.unit_id: one for one in year.proposals.standing()}
    sums = sums_of(approved(year))
    return compare(year, default_stage(year), sums, control, proposals)


def compare(
    year: FiscalYear,
    stage: str,
    sums: Sums,
    control: Mapping,
    proposals: Mapping[int, Proposal] | None = None,
) -> Reconciliation:
    """Sums of a year, of this stage, against a control's totals by place."""
    units = _units(sums, control, proposals or {})
    of_units = [one.total.control for one in units if one.total.control is not None]
    city = {part: total for (unit, part), total in control.items() if unit is None}
    stated = city.pop(None, None)
    added = sum(of_units or city.values(), NOTHING)
    return Reconciliation(
        year=year,
        stage=stage,
        total=Compared(
            sums.get((None, None), NOTHING), added if stated is None else stated
        ),
        chapters=_chapters(sums, city, None),
        units=units,
        stated=stated is not None,
        of_units=sum(of_units, NOTHING) if of_units else None,
    )


def _units(
    sums: Sums, control: Mapping, proposals: Mapping[int, Proposal]
) -> list[UnitCompared]:
    """Every unit of either side, in order of code; none where the file names none."""
    named = {unit for unit, _part in control if unit is not None}
    if not named:
        return []
    keys = named | {unit for unit, _part in sums if unit is not None}
    units = BudgetUnit.objects.filter(pk__in=keys).order_by("code")
    return [_unit(one, sums, control, proposals.get(one.pk)) for one in units]


def _unit(
    unit: BudgetUnit, sums: Sums, control: Mapping, proposal: Proposal | None
) -> UnitCompared:
    own = {part: total for (who, part), total in control.items() if who == unit.pk}
    stated = own.pop(None, None)
    total = sum(own.values(), NOTHING) if own and stated is None else stated
    return UnitCompared(
        total=Compared(sums.get((unit.pk, None)), total, unit),
        chapters=_chapters(sums, own, unit),
        proposal=proposal,
        stated=stated is not None,
    )


def _chapters(
    sums: Sums, given: Mapping[int, Decimal], unit: BudgetUnit | None
) -> list[Compared]:
    """The chapters of a unit or of the city, where the control file gives any."""
    if not given:
        return []
    who = unit.pk if unit else None
    spent = {part for (owner, part) in sums if owner == who and part is not None}
    return [
        Compared(sums.get((who, part)), given.get(part), unit, part)
        for part in sorted(spent | set(given))
    ]


COLUMNS = ("unit", "name", "chapter", "budget", "control", "difference", "found")


def rows_of(result: Reconciliation, *, only_differences: bool = False) -> list[list]:
    """The comparison as rows of a file: units with their chapters, then the city."""
    shown = result.differing if only_differences else result.units
    compared: Iterable[Compared] = (
        row
        for one in shown
        for row in one.rows
        if row.difference or not only_differences
    )
    city = [one for one in result.chapters if one.difference or not only_differences]
    return [_row(one) for one in (*compared, *city, result.total)]


def _row(one: Compared) -> list:
    code, name = (one.unit.code, one.unit.name) if one.unit else ("", "")
    place = [code, name, str(one.chapter or "")]
    return [*place, one.budget, one.control, one.difference, one.found]

"""A year's ceilings: every unit, by chapter, with what was granted and proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from budgeting.ceilings import Allowed, added_up, allowed_of
from budgeting.functions import CHAPTER_NAMES
from budgeting.models import FiscalYear, Proposal
from budgeting.sums import Sums, handed_in, sums_of
from programme.models import BudgetUnit

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Limit:
    """A ceiling in all or of one chapter, and what was proposed; None: there is none.

    What is proposed is what Finance may read: the lines of a draft are not in it.
    """

    chapter: int | None
    allowed: Allowed | None
    proposed: Decimal | None
    binds: bool = True  # False: chapters added up, which keep nobody from anything

    @property
    def name(self) -> str:
        """What its chapter is called."""
        return str(CHAPTER_NAMES[self.chapter]) if self.chapter else ""

    @property
    def left(self) -> Decimal | None:
        """What may still be proposed, exceptions counted; negative when exceeded."""
        if self.allowed is None:
            return None
        return self.allowed.amount - (self.proposed or NOTHING)

    @property
    def over(self) -> bool:
        """Whether more is proposed than allowed."""
        return self.binds and self.left is not None and self.left < 0


@dataclass(frozen=True)
class UnitCeilings:
    """The ceilings of a unit; `stated` tells whether one in all was given.

    Without one in all, those by chapter add up to it.
    """

    unit: BudgetUnit
    in_all: Limit
    chapters: list[Limit]
    stated: bool

    @property
    def missing(self) -> bool:
        """Whether it has no ceiling at all."""
        return self.in_all.allowed is None

    @property
    def by_chapter(self) -> Decimal | None:
        """What the ceilings by chapter add up to; None without any."""
        given = [one.allowed.ceiling for one in self.chapters if one.allowed]
        return sum(given, NOTHING) if given else None

    @property
    def listed(self) -> list[Limit]:
        """Its chapters, where it has a ceiling by chapter at all."""
        return [] if self.by_chapter is None else self.chapters

    @property
    def gap(self) -> Decimal:
        """How far the chapters are above the ceiling in all; zero where they agree."""
        if not self.stated or self.in_all.allowed is None or self.by_chapter is None:
            return NOTHING
        return self.by_chapter - self.in_all.allowed.ceiling

    @property
    def over(self) -> bool:
        """Whether the whole or a chapter is above what is allowed."""
        return self.in_all.over or any(one.over for one in self.chapters)


@dataclass(frozen=True)
class YearCeilings:
    """The ceilings of a year, unit by unit, and what they add up to."""

    year: FiscalYear
    units: list[UnitCeilings]

    @property
    def missing(self) -> list[UnitCeilings]:
        """Units without any ceiling."""
        return [one for one in self.units if one.missing]

    @property
    def uneven(self) -> list[UnitCeilings]:
        """Units whose chapters do not add up to their ceiling in all."""
        return [one for one in self.units if one.gap]

    @property
    def over(self) -> list[UnitCeilings]:
        """Units that propose more than is allowed."""
        return [one for one in self.units if one.over]

    @property
    def total(self) -> Limit:
        """All units together."""
        given = [one.in_all.allowed for one in self.units if one.in_all.allowed]
        proposed = (one.in_all.proposed or NOTHING for one in self.units)
        return Limit(None, added_up(given), sum(proposed, NOTHING))


def ceilings_of(year: FiscalYear) -> YearCeilings:
    """Every unit that is obliged, has a ceiling or handed in; four queries."""
    allowed, sums = allowed_of(year), sums_of(handed_in(year))
    named = {unit for unit, _part in allowed} | {unit for unit, _part in sums if unit}
    seen = Q(pk__in=named) | Q(pk__in=BudgetUnit.objects.obliged_in(year.year))
    units = BudgetUnit.objects.filter(seen).order_by("code")
    return YearCeilings(year, [unit_ceilings(one, allowed, sums) for one in units])


def ceilings_of_unit(year: FiscalYear, unit: BudgetUnit) -> UnitCeilings:
    """The ceilings of one unit; three queries."""
    own = Proposal.objects.filter(pk__in=handed_in(year), unit=unit)
    return unit_ceilings(unit, allowed_of(year, unit), sums_of(own))


def unit_ceilings(
    unit: BudgetUnit, allowed: Mapping[tuple[int, int | None], Allowed], sums: Sums
) -> UnitCeilings:
    """The ceilings of one unit among those of a year."""
    chapters = [
        Limit(part, allowed.get((unit.pk, part)), sums.get((unit.pk, part)))
        for part in CHAPTER_NAMES
        if (unit.pk, part) in allowed or (unit.pk, part) in sums
    ]
    stated = allowed.get((unit.pk, None))
    whole = stated or added_up(one.allowed for one in chapters if one.allowed)
    return UnitCeilings(
        unit,
        in_all=Limit(None, whole, sums.get((unit.pk, None)), binds=stated is not None),
        chapters=chapters,
        stated=stated is not None,
    )

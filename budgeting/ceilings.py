"""What a unit may propose: its ceilings, and what the head granted above them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from budgeting.models import (
    Ceiling,
    CeilingException,
    FiscalYear,
    Proposal,
    SpendingLine,
)
from programme.models import BudgetUnit

Place = tuple[int, int | None]  # the key of a unit, and a chapter or None: in all


class Allowed(NamedTuple):
    """One ceiling, and by how much recorded exceptions let it be exceeded."""

    ceiling: Decimal
    granted: Decimal = Decimal(0)
    exceptions: tuple[int, ...] = ()  # the keys of those that granted it

    @property
    def amount(self) -> Decimal:
        """What may be proposed: the ceiling and what was granted above it."""
        return self.ceiling + self.granted


def allowed_of(
    year: FiscalYear, unit: BudgetUnit | None = None
) -> dict[Place, Allowed]:
    """Every ceiling of the year, or of one unit, by unit key and chapter; one query.

    The chapter None is the ceiling in all. Exceptions without a ceiling allow nothing:
    what has no ceiling needs none.
    """
    of = {"fiscal_year": year} if unit is None else {"fiscal_year": year, "unit": unit}
    given = _given_above().order_by()
    ceilings = Ceiling.objects.filter(**of).annotate(
        granted=Subquery(
            given.values("unit").annotate(sum=Sum("amount")).values("sum")
        ),
        exceptions=ArraySubquery(given.order_by("pk").values("pk")),
    )
    return {
        (one.unit_id, one.chapter): Allowed(
            one.amount,
            one.granted or Decimal(0),  # type: ignore[attr-defined]
            tuple(one.exceptions),  # type: ignore[attr-defined]
        )
        for one in ceilings
    }


def granted_of(year: FiscalYear) -> dict[Place, Decimal]:
    """What exceptions in force let be proposed above each ceiling, be it set yet or
    not, by unit key and chapter; one query."""
    given = CeilingException.objects.in_force().filter(fiscal_year=year).order_by()
    sums = given.values_list("unit", "chapter").annotate(granted=Sum("amount"))
    return {(unit, chapter): granted for unit, chapter, granted in sums}


def _given_above() -> QuerySet[CeilingException]:
    """The exceptions in force to the ceiling around this subquery."""
    placed = CeilingException.objects.in_force().annotate(of=Coalesce("chapter", 0))
    return placed.filter(
        fiscal_year=OuterRef("fiscal_year"),
        unit=OuterRef("unit"),
        of=Coalesce(OuterRef("chapter"), 0),
    )


class Excess(NamedTuple):
    """A ceiling that the lines go above, be it allowed or not."""

    chapter: int | None
    proposed: Decimal
    allowed: Allowed

    @property
    def above(self) -> Decimal:
        """How far above the ceiling itself."""
        return self.proposed - self.allowed.ceiling

    @property
    def too_much(self) -> Decimal:
        """How far above what exceptions allow; zero or less where they allow it."""
        return self.proposed - self.allowed.amount

    def told(self) -> dict[str, Any]:
        """What a submission's event keeps of it: amounts as text, keys."""
        return {
            "chapter": self.chapter,
            "proposed": str(self.proposed),
            "ceiling": str(self.allowed.ceiling),
            "granted": str(self.allowed.granted),
            "exceptions": list(self.allowed.exceptions),
        }


def excesses_of(proposal: Proposal, lines: Iterable[SpendingLine]) -> list[Excess]:
    """The unit's ceilings, in all and by chapter, that these lines go above."""
    totals: Counter[int | None] = Counter()
    for line in lines:
        totals[None] += line.amount  # type: ignore[assignment]
        if line.object_code:
            totals[line.chapter] += line.amount  # type: ignore[assignment]
    allowed = allowed_of(proposal.fiscal_year, proposal.unit)
    own = {chapter: one for (_unit, chapter), one in allowed.items()}
    return excesses(own, {part: Decimal(total) for part, total in totals.items()})


def excesses(
    allowed: Mapping[int | None, Allowed], proposed: Mapping[int | None, Decimal]
) -> list[Excess]:
    """The ceilings of a unit, by chapter and in all (None), that are gone above.

    A chapter without a ceiling is free.
    """
    found = [
        Excess(chapter, proposed.get(chapter, Decimal(0)), one)
        for chapter, one in allowed.items()
    ]
    return [one for one in found if one.above > 0]


def in_all(allowed: Mapping[int | None, Allowed]) -> Allowed | None:
    """What a unit may propose in all: its ceiling in all or, without one, those by
    chapter added up, which keep nobody from anything. None without a ceiling."""
    return allowed.get(None) or added_up(allowed.values())


def added_up(several: Iterable[Allowed]) -> Allowed | None:
    """Several ceilings as one; None where there are none."""
    several = list(several)
    if not several:
        return None
    return Allowed(
        sum((one.ceiling for one in several), Decimal(0)),
        sum((one.granted for one in several), Decimal(0)),
    )

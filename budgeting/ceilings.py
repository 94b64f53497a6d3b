"""What a unit may propose: its ceilings, and what the head granted above them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from budgeting.models import Ceiling, CeilingException, FiscalYear
from programme.models import BudgetUnit

Place = tuple[int, int | None]  # the key of a unit, and a chapter or None: in all


class Allowed(NamedTuple):
    """One ceiling, and by how much recorded exceptions let it be exceeded."""

    ceiling: Decimal
    granted: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        """What may be proposed: the ceiling and what was granted above it."""
        return self.ceiling + self.granted


def allowed_of(
    year: FiscalYear, unit: BudgetUnit | None = None
) -> dict[Place, Allowed]:
    """Every ceiling of the year, or of one unit, by unit key and chapter; two queries.

    The chapter None is the ceiling in all. Exceptions without a ceiling allow nothing:
    what has no ceiling needs none.
    """
    of = {"fiscal_year": year} if unit is None else {"fiscal_year": year, "unit": unit}
    granted = granted_of(of)
    ceilings = Ceiling.objects.filter(**of).values_list("unit", "chapter", "amount")
    return {
        (key, chapter): Allowed(amount, granted.get((key, chapter), Decimal(0)))
        for key, chapter, amount in ceilings
    }


def granted_of(of: Mapping[str, object]) -> dict[Place, Decimal]:
    """What exceptions in force allow above each ceiling, summed."""
    given = CeilingException.objects.in_force().filter(**of).order_by()
    sums = given.values_list("unit", "chapter").annotate(granted=Sum("amount"))
    return {(key, chapter): granted for key, chapter, granted in sums}

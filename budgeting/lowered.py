"""Ceilings about to fall below what units have already handed in: said beforehand."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from budgeting.ceilings import Place, granted_of
from budgeting.models import FiscalYear
from budgeting.sums import handed_in, sums_of
from programme.models import BudgetUnit


def below_proposed(year: FiscalYear, ceilings: Mapping[Place, Decimal]) -> list[str]:
    """One sentence for each of these ceilings that a proposal with Finance exceeds.

    It names the unit and no amount: whoever keeps ceilings reads no proposals.
    """
    if not ceilings:
        return []
    proposed, granted = sums_of(handed_in(year)), granted_of(year)
    exceeded = [
        place
        for place, amount in ceilings.items()
        if proposed.get(place, 0) > amount + granted.get(place, 0)
    ]
    units = BudgetUnit.objects.in_bulk({unit for unit, _chapter in exceeded})
    places = [(units[unit], chapter) for unit, chapter in exceeded]
    return [_said(*one) for one in sorted(places, key=lambda one: one[0].code)]


def _said(unit: BudgetUnit, chapter: int | None) -> str:
    terms = {"unit": f"{unit.code} {unit.name}", "chapter": chapter}
    if chapter is None:
        return (
            _("%(unit)s: its proposal with Finance is above this ceiling in all.")
            % terms
        )
    return (
        _(
            "%(unit)s: its proposal with Finance is above this ceiling of chapter "
            "%(chapter)s."
        )
        % terms
    )

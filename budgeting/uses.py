"""Which rows of the catalogue proposals and publications stand on."""

from typing import Any

from django.db.models import Q

from budgeting.models import FiscalYear, Proposal
from budgeting.models.proposals import Status
from programme.models import BudgetUnit, Programme

HANDED_IN = [Status.SUBMITTED, Status.RETURNED, Status.APPROVED]


def stands_on(thing: Any) -> bool:
    """Whether a proposal that was handed in, or a published year, stands on this
    programme, part of a programme, or unit."""
    if isinstance(thing, BudgetUnit):
        return _on_unit(thing)
    programme = thing if isinstance(thing, Programme) else thing.programme
    years = FiscalYear.objects.filter(year_programmes__programme=programme)
    used = Q(published_at__isnull=False) | Q(proposals__status__in=HANDED_IN)
    return years.filter(used).exists()


def _on_unit(unit: BudgetUnit) -> bool:
    handed_in = Proposal.objects.filter(unit=unit, status__in=HANDED_IN)
    if handed_in.exists():
        return True
    if unit.obliged_from is None:
        return False
    published = FiscalYear.objects.filter(
        published_at__isnull=False,
        year__gte=unit.obliged_from,
        year__lte=unit.obliged_until or 9999,
    )
    return published.exists()

"""What proposals and ceilings hold of the catalogue, told to whoever changes it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from budgeting.models import Ceiling, Citation, FiscalYear, Proposal
from budgeting.models.proposals import Status
from programme.models import Action, BudgetUnit, Programme
from programme.uses import Teller, Use

HANDED_IN = [Status.SUBMITTED, Status.RETURNED, Status.APPROVED]


def citing_lines(actions: Sequence[Action]) -> Iterator[Use]:
    """Kept lines that cite these actions, by year and status; one query."""
    rows = (
        Citation.objects.filter(
            action__in=[one.pk for one in actions], line__removed_at=None
        )
        .values_list(
            "action__code", "line__proposal__fiscal_year", "line__proposal__status"
        )
        .annotate(
            lines=Count("line", distinct=True),
            units=Count("line__proposal__unit", distinct=True),
        )
        .order_by("action__code")
    )
    for code, year, status, lines, units in rows:
        yield Use(code, year, str(Status(status).label), lines, units)


def proposals_of(units: Sequence[BudgetUnit]) -> Iterator[Use]:
    """Proposals and ceilings of these units, by year; two queries."""
    keys = [one.pk for one in units]
    rows = (
        Proposal.objects.standing()
        .filter(unit__in=keys)
        .values_list("unit__code", "fiscal_year", "status")
    )
    for code, year, status, lines in rows.annotate(lines=Count("lines")):
        yield Use(code, year, str(Status(status).label), lines, 1)
    ceilings = Ceiling.objects.filter(unit__in=keys).order_by()
    for code, year in ceilings.values_list("unit__code", "fiscal_year").distinct():
        yield Use(code, year, _("Ceiling"), 0, 1)


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


BUDGETS = Teller(of_actions=citing_lines, of_units=proposals_of, stands_on=stands_on)

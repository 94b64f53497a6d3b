"""What budgets hold of actions and units, told to whoever changes the catalogue."""

from collections.abc import Iterator, Sequence

from django.db.models import Count
from django.utils.translation import gettext as _

from budgeting.models import Ceiling, Citation, Proposal
from budgeting.models.proposals import Status
from programme.lineage import uses
from programme.models import Action, BudgetUnit


def tell() -> None:
    """Register what is known here; called once, when the site starts."""
    uses.register(of_actions=citing_lines, of_units=proposals_of)


def citing_lines(actions: Sequence[Action]) -> Iterator[uses.Use]:
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
        yield uses.Use(code, year, str(Status(status).label), lines, units)


def proposals_of(units: Sequence[BudgetUnit]) -> Iterator[uses.Use]:
    """Proposals and ceilings of these units, by year; two queries."""
    keys = [one.pk for one in units]
    rows = (
        Proposal.objects.standing()
        .filter(unit__in=keys)
        .values_list("unit__code", "fiscal_year", "status")
    )
    for code, year, status, lines in rows.annotate(lines=Count("lines")):
        yield uses.Use(code, year, str(Status(status).label), lines, 1)
    ceilings = Ceiling.objects.filter(unit__in=keys).order_by()
    for code, year in ceilings.values_list("unit__code", "fiscal_year").distinct():
        yield uses.Use(code, year, _("ceiling"), 0, 1)

"""Every published number, defined once (method.md, 5).

Each measure is an aggregate over the rows of one publication: over its citations of the
year's programme (`cited`), its lines, its units or its actions. A level (the year, a
right, a unit) is a choice of rows and of what to group them by, never a new definition.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, F, IntegerField, Max, Q, QuerySet, Sum, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Cast

from budgeting.money import Rate
from reporting.lineage import Key, reached
from reporting.models import (
    Publication,
    PublishedCitation,
    PublishedLine,
    PublishedUnit,
)

METHOD_VERSION = "1"
State, Status = PublishedLine.State, PublishedUnit.Status
FUNDS = Q(line__amount__gt=0)  # a line of amount 0 may cite actions but funds none
ALL = Q()  # of the rows that are asked
Measure = Callable[..., Expression]


# Units, over PublishedUnit


def units_obliged() -> Expression:
    """Units obliged to present a budget in the year."""
    return Count("pk", filter=Q(obliged=True))


def units_prepared() -> Expression:
    """Units, obliged or not, whose proposal has at least one spending line."""
    return Count("pk", filter=~Q(status=Status.MISSING))


def units_approved() -> Expression:
    """Prepared units whose proposal is approved."""
    return Count("pk", filter=Q(status=Status.APPROVED))


def units_linked() -> Expression:
    """Approved units each of whose lines cites at least one action."""
    return Count("pk", filter=Q(linked=True))


def units_partly_linked() -> Expression:
    """Approved units with some lines citing and some not."""
    some = Q(lines_linked__gt=0, lines_linked__lt=F("lines_total"))
    return Count("pk", filter=some)


def units_with_any_link() -> Expression:
    """Approved units with at least one line citing."""
    return Count("pk", filter=Q(lines_linked__gt=0))


def units_waived() -> Expression:
    """Approved units with a waived line."""
    return Count("pk", filter=Q(lines_waived__gt=0))


def compliance_rate(numbers: Mapping[str, Any]) -> Rate:
    """Units linked over units prepared."""
    return Rate(part=numbers["units_linked"], whole=numbers["units_prepared"])


# Lines and their money, over PublishedLine


def lines_total() -> Expression:
    """Lines of approved proposals."""
    return Count("pk")


def lines_linked() -> Expression:
    """Lines that cite an action of the year's programme."""
    return Count("pk", filter=Q(state=State.LINKED))


def lines_waived() -> Expression:
    """Lines that cite none and have a waiver."""
    return Count("pk", filter=Q(state=State.WAIVED))


def lines_screened() -> Expression:
    """Lines declared to have no action that applies."""
    return Count("pk", filter=Q(state=State.SCREENED))


def lines_not_screened() -> Expression:
    """Lines of which nothing was said."""
    return Count("pk", filter=Q(state=State.NOT_SCREENED))


def amount_total() -> Expression:
    """Money of all lines."""
    return Sum("amount", default=Decimal("0.00"))


def amount_linked() -> Expression:
    """Money of the linked lines, each line once."""
    linked = Q(state=State.LINKED)
    return Sum("amount", filter=linked, default=Decimal("0.00"))


def linked_rate(numbers: Mapping[str, Any]) -> Rate:
    """Money of linked lines over money of all lines."""
    return Rate(part=numbers["amount_linked"], whole=numbers["amount_total"])


def attributed_rate(amount: Decimal, numbers: Mapping[str, Any]) -> Rate:
    """Money attributed to a right over money of the year's linked lines."""
    return Rate(part=amount, whole=Decimal(numbers["amount_linked"]))


# Actions and what is cited, over PublishedAction and PublishedCitation


def actions_in_force() -> Expression:
    """Actions not retired on the first day of the year, and any that it funds."""
    return Count("pk", filter=Q(in_force=True))


def actions_funded(among: Q = ALL) -> Expression:
    """Distinct actions cited by at least one line with an amount above 0."""
    return Count("action_code", distinct=True, filter=FUNDS & among)


def actions_new(new: Collection[str] | None, among: Q = ALL) -> Expression:
    """Funded actions among the year's new ones (`new_actions`); null without them."""
    if new is None:
        return Max(Cast(Value(None), IntegerField()))
    return actions_funded(Q(action_code__in=new) & among)


def amount_attributed() -> Expression:
    """Money attributed by share: attributed amounts add up."""
    return Sum("amount_attributed", default=Decimal("0.00"))


def amount_touching(amount: str = "line__amount", among: Q = ALL) -> Expression:
    """Money of the lines, over `each_line_once`: touching amounts are never added."""
    return Sum(amount, filter=among, default=Decimal("0.00"))


def lines(among: Q = ALL) -> Expression:
    """Lines that cite, zero amounts included."""
    return Count("line_id", distinct=True, filter=among)


def units(among: Q = ALL) -> Expression:
    """Units whose lines cite, zero amounts included."""
    return Count("unit_code", distinct=True, filter=among)


OF_UNITS = [
    units_obliged,
    units_prepared,
    units_approved,
    units_linked,
    units_partly_linked,
    units_with_any_link,
    units_waived,
]
OF_LINES = [
    lines_total,
    lines_linked,
    lines_waived,
    lines_screened,
    lines_not_screened,
    amount_total,
    amount_linked,
]
OF_CITATIONS = [actions_funded, amount_attributed, lines, units]


def expressions(measures: Iterable[Measure]) -> dict[str, Expression]:
    """Each measure by its name."""
    return {measure.__name__: measure() for measure in measures}


def by_group(
    rows: QuerySet, group: str, wanted: Mapping[str, Expression]
) -> dict[str, dict]:
    """These measures for each value of `group` among the rows."""
    grouped = rows.order_by().values(group).annotate(**wanted)
    return {found.pop(group): found for found in grouped}


def by_choice(
    rows: QuerySet, among: Mapping[str, Q], wanted: Mapping[str, Measure]
) -> dict[str, dict]:
    """These measures for each choice among the rows, which may overlap, at once."""
    keys = {
        f"{name}_{n}": (code, name) for n, code in enumerate(among) for name in wanted
    }
    numbers = rows.aggregate(
        **{key: wanted[name](among=among[code]) for key, (code, name) in keys.items()}
    )
    found: dict[str, dict] = {code: {} for code in among}
    for key, (code, name) in keys.items():
        found[code][name] = numbers[key]
    return found


# Rows


class Held(Protocol):
    """A publication, or as much of it as its key."""

    @property
    def pk(self) -> Any:
        """The key of the publication."""


def cited(publication: Held) -> QuerySet[PublishedCitation]:
    """The citations of the year's programme: all that the numbers count."""
    return PublishedCitation.objects.filter(publication=publication.pk, main=True)


def cited_with_lines(publication: Held) -> QuerySet[PublishedCitation]:
    """The same, to be summed with their lines.

    These are looked for in the publication alone: a year costs what it holds, however
    many others stand in the table.
    """
    return cited(publication).filter(line__publication=publication.pk)


def each_line_once(
    citations: QuerySet[PublishedCitation], among: Mapping[str, Q]
) -> tuple[QuerySet[PublishedCitation, Any], dict[str, Q]]:
    """One row of each line with its `amount`, and what it cites of each choice."""
    cites = {f"cites_{n}": BoolOr(chosen) for n, chosen in enumerate(among.values())}
    rows = citations.order_by().values("line_id")
    once = rows.annotate(amount=Max("line__amount"), **cites)
    chosen = {code: Q(**{name: True}) for code, name in zip(among, cites, strict=True)}
    return once, chosen


def funded_actions(publication: Publication) -> set[str]:
    """Codes of the actions that the year funds."""
    funding = cited_with_lines(publication).filter(FUNDS).order_by()
    return set(funding.values_list("action_code", flat=True).distinct())


def years_compared(publication: Publication) -> list[int]:
    """The earlier years on record that the publication was compared with."""
    compared = publication.publishedcomparisons.order_by("year")
    return list(compared.values_list("year", flat=True))


def new_actions(
    publication: Publication, programme: str, since: Mapping[str, int | None]
) -> set[str] | None:
    """Codes of the funded actions that no compared year funded; None without one.

    Neither themselves nor through a predecessor at any remove; and not carried out
    since before the year (`since`: each action's year, or None).
    """
    if not years_compared(publication):
        return None
    carried_on = funded_before(publication)
    year = publication.fiscal_year_id
    return {
        code
        for code in funded_actions(publication)
        if (programme, code) not in carried_on and (since[code] or year) >= year
    }


def funded_before(publication: Publication) -> set[Key]:
    """Actions that a compared year funded, and all that these became, at any remove."""
    compared = publication.publishedcomparedactions
    before = set(compared.values_list("programme_code", "action_code"))
    return reached(_successors(publication), *before)


def _successors(publication: Publication) -> dict[Key, set[Key]]:
    """What each action became."""
    found: dict[Key, set[Key]] = {}
    for succession in publication.publishedsuccessions.all():
        before = succession.predecessor_programme, succession.predecessor_code
        after = succession.successor_programme, succession.successor_code
        found.setdefault(before, set()).add(after)
    return found

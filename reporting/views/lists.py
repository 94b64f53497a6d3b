"""Lists of a year: its rights, its groups, its new actions, and its units compared."""

from collections.abc import Iterable
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting import sentences
from reporting.coverage import coverage_of
from reporting.filters import check_codes
from reporting.kinds import kinds_of, place_of
from reporting.measures import attributed_rate
from reporting.models import PublishedGroup, PublishedRight, PublishedUnit
from reporting.paging import no_page, page_of, read_cursor
from reporting.proofs import new_actions
from reporting.queries import choice, whole_number
from reporting.ranking import ORDERS, rank
from reporting.ranking import Place as Placed
from reporting.views.pages import PAGE, Place, year_page

Reply = tuple[str, dict]
LEADERS = 5  # units that the list of most new actions shows, ties beyond it included
OF_A_KIND = 50  # units of each kind on the page of all kinds
OF_ONE_LIST = 200  # units of a page of one kind
BY_CODE = "code"
ORDERS_OF_ROWS: dict[str, Promise] = {
    BY_CODE: gettext_lazy("code"),
    "actions_funded": gettext_lazy("actions funded"),
    "actions_new": gettext_lazy("new actions"),
    "amount_attributed": gettext_lazy("attributed amount"),
    "amount_touching": gettext_lazy("touching amount"),
    "lines": gettext_lazy("lines"),
    "units": gettext_lazy("units"),
}
ORDERS_OF_UNITS: dict[str, Promise] = {
    "money": gettext_lazy("part of its money that is linked"),
    "lines": gettext_lazy("part of its lines that is linked"),
    "linked": gettext_lazy("amount of linked lines"),
    "actions": gettext_lazy("actions funded"),
    "new": gettext_lazy("new actions"),
    "amount": gettext_lazy("amount of all lines"),
}
EACH, WHOLE = "each", "all"  # every kind in a list of its own; all kinds in one


class Choice(NamedTuple):
    """One of the ways to see a list, and its address."""

    name: str
    label: Any
    address: str
    chosen: bool


def choices(
    given: dict[str, str], name: str, chosen: str, known: Iterable[tuple[str, Any]]
) -> list[Choice]:
    """The values that a parameter may have, each beside what else is chosen."""
    others = {key: value for key, value in given.items() if key not in (name, "page")}
    return [
        Choice(value, label, f"?{urlencode({**others, name: value})}", value == chosen)
        for value, label in known
    ]


@year_page("order")
def right_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    rights = list(PublishedRight.objects.filter(publication=place.edition.pk))
    for right in rights:
        right.rate = attributed_rate(right.amount_attributed, place.numbers).value
    linked = Decimal(place.numbers["amount_linked"])
    order = read_order(query, ORDERS_OF_ROWS)
    context = {
        "place": place,
        "rights": ordered(rights, order),
        "whole": attributed_rate(linked, place.numbers).value,
        "order": order,
        "orders": choices(query, "order", order, ORDERS_OF_ROWS.items()),
        "about_money": sentences.about_money(rights),
        "about_actions": sentences.about_actions(rights),
    }
    return "reporting/right_list.html", context


@year_page("order")
def group_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    groups = list(PublishedGroup.objects.filter(publication=place.edition.pk))
    known = {k: v for k, v in ORDERS_OF_ROWS.items() if k != "amount_attributed"}
    order = read_order(query, known)
    context = {
        "place": place,
        "groups": ordered(groups, order),
        "order": order,
        "orders": choices(query, "order", order, known.items()),
    }
    return "reporting/group_list.html", context


def read_order(query: dict[str, str], known: dict[str, Promise]) -> str:
    """The order asked for, by code where none is; raises BadQuery."""
    return choice(query, "order", {name: name for name in known}) or BY_CODE


def ordered(rows: list[Any], order: str) -> list[Any]:
    """Rows by code, or by one of their numbers, the most first and null last."""
    if order == BY_CODE:
        return sorted(rows, key=attrgetter(BY_CODE))
    least = -1  # below zero, so that what cannot be told stands after it

    def key(row: Any) -> tuple[Any, str]:
        value = getattr(row, order)
        return -(least if value is None else value), row.code

    return sorted(rows, key=key)


@year_page("after", "right")
def action_new(request: HttpRequest, place: Place, query: dict) -> Reply:
    check_codes(place.edition, query, ("right",))
    cursor = read_cursor(query["after"], 1) if "after" in query else None
    actions = new_actions(place.edition.pk, place.programme.code)
    right = None
    if "right" in query:
        actions = actions.filter(right_code=query["right"])
        rights = PublishedRight.objects.filter(publication=place.edition.pk)
        right = rights.get(code=query["right"])
    context = {
        "place": place,
        "right": right,
        "page": page_of(actions, ("code",), cursor, PAGE),
        "about_new_actions": sentences.about_new_actions(place.numbers),
        "leaders": [] if query else leaders(place),
    }
    return "reporting/action_new.html", context


def leaders(place: Place) -> list[PublishedUnit]:
    """The units with the most new actions, and those level with the last of them."""
    units = PublishedUnit.objects.filter(publication=place.edition.pk)
    funding = list(units.filter(actions_new__gt=0).order_by("-actions_new", "code"))
    return [u for u in funding if u.actions_new >= funding[:LEADERS][-1].actions_new]


@year_page("kind", "order", "page")
def unit_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    every = list(PublishedUnit.objects.filter(publication=place.edition.pk))
    kinds = kinds_of(every)
    named = [numbers["kind"] for numbers in kinds]
    kind = choice(query, "kind", {k: k for k in (EACH, *named, WHOLE)}) or EACH
    order = choice(query, "order", {name: name for name in ORDERS}) or "money"
    units = [unit for unit in every if kind not in named or unit.kind == kind]
    pages = tables(units, order, kind, whole_number(query, "page"))
    context = {
        "place": place,
        "coverage": sentences.about_coverage(coverage_of(every)),
        "kinds": kinds,
        "kind": kind,
        "order": order,
        "order_label": ORDERS_OF_UNITS[order],
        "kind_choices": choices(query, "kind", kind, kind_labels(named)),
        "order_choices": choices(query, "order", order, ORDERS_OF_UNITS.items()),
        "tables": pages,
        "query": urlencode({k: v for k, v in query.items() if k != "page"}),
    }
    return "reporting/unit_list.html", context


def kind_labels(named: Iterable[str]) -> list[tuple[str, Any]]:
    """What each choice of kind is called."""
    return [
        (EACH, _("each kind apart")),
        *((kind, kind) for kind in named),
        (WHOLE, _("all in one list")),
    ]


class Table(NamedTuple):
    """The units of one list, in their order, and which of them are on this page."""

    kind: str
    placed: list[Placed]
    apart: list[Placed]
    total: int
    page: int
    pages: int

    @property
    def next(self) -> int | None:
        """The page after this one."""
        return self.page + 1 if self.page < self.pages else None

    @property
    def previous(self) -> int | None:
        """The page before this one."""
        return self.page - 1 if self.page > 1 else None


def tables(
    units: list[PublishedUnit], order: str, kind: str, page: int | None
) -> list[Table]:
    """One list, or one of each kind; raises BadQuery for a page that it has not."""
    if kind != EACH:
        return [table(units, order, kind, OF_ONE_LIST, page or 1)]
    if page is not None:
        raise no_page()
    by_kind: dict[str, list[PublishedUnit]] = {}
    for unit in units:
        by_kind.setdefault(unit.kind, []).append(unit)
    each = sorted(by_kind.items(), key=lambda held: place_of(held[0]))
    return [table(held, order, one, OF_A_KIND, 1) for one, held in each]


def table(
    units: list[PublishedUnit], order: str, kind: str, size: int, page: int
) -> Table:
    """This page of the units in an order; raises BadQuery for one that is not."""
    ranking = rank(units, order)
    pages = -(-len(units) // size) or 1
    if page > pages:
        raise no_page()
    start, end = size * (page - 1), size * page
    beyond = len(ranking.placed)
    return Table(
        kind=kind,
        placed=ranking.placed[start:end],
        apart=ranking.apart[max(0, start - beyond) : max(0, end - beyond)],
        total=len(units),
        page=page,
        pages=pages,
    )

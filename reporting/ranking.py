"""Fair orders of units: comparable ones together, ties sharing a place, few marked.

Pure: it is given units and answers with the same units in order. The words for readers
are on the page of units, which says each of these rules.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple, Protocol

from budgeting.money import Rate
from programme.search.words import plain

FEW = 20  # lines: below it one line changes the rate by more than five points
APPROVED = "approved"
Value = Decimal | int | None


class Unit(Protocol):
    """What an order reads of a unit: its numbers are null unless it is approved."""

    code: str
    name: str
    kind: str
    status: str
    obliged: bool
    linked: bool
    lines_total: int | None
    lines_linked: int | None
    amount_total: Decimal | None
    amount_linked: Decimal | None
    actions_funded: int | None
    actions_new: int | None


class Place(NamedTuple):
    """A unit, its place (None: it cannot be placed) and what was compared."""

    unit: Unit
    place: int | None
    shared: bool
    value: Value
    few: bool

    @property
    def money_rate(self) -> Decimal | None:
        """The part of the unit's money that is linked."""
        return money_rate(self.unit)

    @property
    def lines_rate(self) -> Decimal | None:
        """The part of the unit's lines that is linked."""
        return lines_rate(self.unit)


class Ranking(NamedTuple):
    """Units in an order, and apart from them those that it cannot place, by name."""

    placed: list[Place]
    apart: list[Place]


def money_rate(unit: Unit) -> Decimal | None:
    """Money of its linked lines over money of all its lines, as it is shown."""
    if unit.amount_total is None or unit.amount_linked is None:
        return None
    return Rate(unit.amount_linked, unit.amount_total).value


def lines_rate(unit: Unit) -> Decimal | None:
    """Its linked lines over all its lines, as it is shown."""
    if unit.lines_total is None or unit.lines_linked is None:
        return None
    return Rate(unit.lines_linked, unit.lines_total).value


ORDERS: dict[str, Callable[[Unit], Value]] = {
    "money": money_rate,
    "lines": lines_rate,
    "linked": lambda unit: unit.amount_linked,
    "actions": lambda unit: unit.actions_funded,
    "new": lambda unit: unit.actions_new,
    "amount": lambda unit: unit.amount_total,
}
RATES = {"money", "lines"}


def rank(units: Iterable[Unit], order: str) -> Ranking:
    """The units by one of ORDERS, the most first; each is in exactly one of the lists.

    Equal values, equal as they are shown, share the place of the first and stand by
    name; the next place is counted past them (1, 2 =, 2 =, 4). A unit without approved
    lines, or of which the value cannot be told, has no place.
    """
    value_of = ORDERS[order]
    valued = [(unit, value_of(unit)) for unit in units]
    held = [(u, v) for u, v in valued if u.status == APPROVED and v is not None]
    times = Counter(value for _, value in held)
    first: dict[Value, int] = {}
    place = 1
    for value in sorted(times, reverse=True):
        first[value], place = place, place + times[value]
    placed = [
        Place(unit, first[value], times[value] > 1, value, is_few(unit, order))
        for unit, value in held
    ]
    placed.sort(key=lambda one: (one.place, *by_name(one.unit)))
    known = {unit.code for unit, _ in held}
    rest = sorted((u for u, _ in valued if u.code not in known), key=by_name)
    return Ranking(placed, [Place(unit, None, False, None, False) for unit in rest])


def is_few(unit: Unit, order: str) -> bool:
    """Whether so few lines stand behind a rate that one of them changes it much."""
    return order in RATES and 0 < (unit.lines_total or 0) < FEW


def by_name(unit: Unit) -> tuple[str, str]:
    """What units of one place stand by: the name without case and accents, the code."""
    return plain(unit.name), unit.code

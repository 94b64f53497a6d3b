"""What a node of the drill-down is made of, so that its children add up to it.

A right is its strategies and its actions without one; a strategy its actions; an action
the units that cite it; a unit the rights it cites, and its lines by state. Attributed
amounts add up at each of these steps; touching amounts overlap and never do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from reporting.kept import Edition
from reporting.models import (
    PublishedAction,
    PublishedLine,
    PublishedRight,
    PublishedStrategy,
    PublishedUnit,
    UnitPart,
)

State = PublishedLine.State


@dataclass(frozen=True)
class Branch:
    """Some actions of a right, and the measures that add up over them.

    `strategy` is None for those without a strategy, and for all of them together.
    """

    strategy: PublishedStrategy | None
    actions: list[PublishedAction]

    @property
    def actions_in_force(self) -> int:
        """Actions not retired on the first day of the year, and any that it funds."""
        return sum(action.in_force for action in self.actions)

    @property
    def actions_funded(self) -> int:
        """Those cited by a line with an amount above 0."""
        return sum(action.funded for action in self.actions)

    @property
    def actions_new(self) -> int | None:
        """The new ones; None where no year was compared."""
        told = [action.new for action in self.actions if action.new is not None]
        return sum(told) if told or not self.actions else None

    @property
    def amount_attributed(self) -> Decimal:
        """Money attributed to them: an action has one strategy, so these add up."""
        parts = (action.amount_attributed for action in self.actions)
        return sum(parts, start=Decimal("0.00"))


def branches(
    strategies: Iterable[PublishedStrategy], actions: Iterable[PublishedAction]
) -> list[Branch]:
    """A right's actions by strategy: first those without one, where there are any."""
    held: dict[str, list[PublishedAction]] = {}
    for action in actions:
        held.setdefault(action.strategy_code, []).append(action)
    own = [Branch(None, held[""])] if "" in held else []
    return own + [Branch(one, held.get(one.code, [])) for one in strategies]


class Whole(NamedTuple):
    """What the children of a node add up to."""

    amount: Decimal
    lines: int = 0
    actions_funded: int = 0


def whole_of(children: Iterable["UnitShare | RightShare | StateShare"]) -> Whole:
    """The sum of these children, shown below them: it equals what they are parts of."""
    children = list(children)
    return Whole(
        amount=sum((one.amount for one in children), start=Decimal("0.00")),
        lines=sum(getattr(one, "lines", 0) for one in children),
        actions_funded=sum(getattr(one, "actions_funded", 0) for one in children),
    )


class UnitShare(NamedTuple):
    """What one unit gives to an action; `funds`: by a line with an amount above 0."""

    unit: PublishedUnit
    lines: int
    funds: bool
    amount: Decimal


def units_of(edition: Edition, action: str) -> list[UnitShare]:
    """The units whose lines cite an action; these add up to what it is attributed."""
    parts = kept_parts(edition, UnitPart.Kind.ACTION).filter(code=action)
    found = list(parts.order_by("-amount", "unit_code"))
    codes = [part.unit_code for part in found]
    units = PublishedUnit.objects.filter(publication=edition.pk, code__in=codes)
    by_code = {unit.code: unit for unit in units}
    return [
        UnitShare(by_code[part.unit_code], part.lines, part.funds, part.amount)
        for part in found
    ]


class RightShare(NamedTuple):
    """What one unit gives to a right."""

    right: PublishedRight
    actions_funded: int
    amount: Decimal


def rights_of(edition: Edition, unit: str) -> list[RightShare]:
    """The rights that a unit's lines cite; these add up to its linked money."""
    parts = kept_parts(edition, UnitPart.Kind.ACTION).filter(unit_code=unit)
    sums = parts.order_by().values("right_code")
    funded = Count("pk", filter=Q(funds=True))
    found = list(sums.annotate(actions_funded=funded, attributed=Sum("amount")))
    codes = [one["right_code"] for one in found]
    rights = PublishedRight.objects.filter(publication=edition.pk, code__in=codes)
    by_code = {right.code: right for right in rights}
    shares = [
        RightShare(by_code[one["right_code"]], one["actions_funded"], one["attributed"])
        for one in found
    ]
    return sorted(shares, key=lambda one: (-one.amount, one.right.code))


class StateShare(NamedTuple):
    """A unit's lines of one state."""

    state: State
    lines: int
    amount: Decimal


def states_of(edition: Edition, unit: str) -> list[StateShare]:
    """A unit's lines by state, those it has none of too; these add up to the unit."""
    parts = kept_parts(edition, UnitPart.Kind.STATE).filter(unit_code=unit)
    by_code = {part.code: part for part in parts}
    return [
        StateShare(state, by_code[state].lines, by_code[state].amount)
        if state in by_code
        else StateShare(state, 0, Decimal("0.00"))
        for state in State
    ]


def kept_parts(edition: Edition, kind: str) -> QuerySet[UnitPart]:
    """The parts of a publication's units, of one kind."""
    return UnitPart.objects.filter(publication=edition.pk, kind=kind)

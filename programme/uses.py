"""What stands on the rows of the catalogue: told by the apps that build on it.

The programme knows neither budgets nor publications: each registers what it knows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Model

from programme.models import Action, BudgetUnit


class Use(NamedTuple):
    """How much of a year cites an action, or is a unit's, in one state."""

    code: str
    year: int
    state: str  # said in the reader's language
    lines: int
    units: int
    published: bool = False


class Touched(NamedTuple):
    """What a change touched, and when: whatever was published since depends on it."""

    programme: str  # its code; empty where units changed
    codes: tuple[str, ...]
    made: tuple[str, ...]  # those that the change made
    since: datetime


@dataclass(frozen=True)
class Teller:
    """What one app tells; what it knows nothing of, it leaves out.

    `stands_on`: whether something handed in, approved or published stands on a
    programme, a part of one or a unit. `blockers`: what keeps a change from being
    undone, each a sentence.
    """

    of_actions: Callable[[Sequence[Action]], Iterable[Use]] = lambda actions: ()
    of_units: Callable[[Sequence[BudgetUnit]], Iterable[Use]] = lambda units: ()
    stands_on: Callable[[Model], bool] = lambda thing: False
    blockers: Callable[[Touched], Iterable[str]] = lambda touched: ()


_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Ask this one too from now on: each app's once, when it is ready."""
    if teller not in _tellers:
        _tellers.append(teller)


def uses_of_actions(actions: Sequence[Action]) -> list[Use]:
    """Every use of these actions, by code, year and state."""
    return sorted(use for one in _tellers for use in one.of_actions(actions))


def uses_of_units(units: Sequence[BudgetUnit]) -> list[Use]:
    """Every use of these units, by code, year and state."""
    return sorted(use for one in _tellers for use in one.of_units(units))


def in_use(thing: Model) -> bool:
    """Whether something handed in, approved or published stands on this row."""
    return any(one.stands_on(thing) for one in _tellers)


def blockers(touched: Touched) -> list[str]:
    """What keeps a change from being undone, each a sentence."""
    return [sentence for one in _tellers for sentence in one.blockers(touched)]

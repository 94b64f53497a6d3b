"""What cites actions and what names units: told by the apps that know, when asked.

The programme knows neither budgets nor publications: they register here what they know.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

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


OfActions = Callable[[Sequence[Action]], Iterable[Use]]
OfUnits = Callable[[Sequence[BudgetUnit]], Iterable[Use]]
Blocker = Callable[[Touched], Iterable[str]]
_of_actions: list[OfActions] = []
_of_units: list[OfUnits] = []
_blockers: list[Blocker] = []


def register(
    *,
    of_actions: OfActions | None = None,
    of_units: OfUnits | None = None,
    blocker: Blocker | None = None,
) -> None:
    """Let an app tell what it knows: each once, when it is ready."""
    for known, told in (
        (_of_actions, of_actions),
        (_of_units, of_units),
        (_blockers, blocker),
    ):
        if told is not None and told not in known:
            known.append(told)  # type: ignore[arg-type]


def uses_of_actions(actions: Sequence[Action]) -> list[Use]:
    """Every use of these actions, by code, year and state."""
    return sorted(use for tell in _of_actions for use in tell(actions))


def uses_of_units(units: Sequence[BudgetUnit]) -> list[Use]:
    """Every use of these units, by code, year and state."""
    return sorted(use for tell in _of_units for use in tell(units))


def blockers(touched: Touched) -> list[str]:
    """What keeps a change from being undone, each a sentence."""
    return [sentence for tell in _blockers for sentence in tell(touched)]

"""A programme edition as the database holds it, to compare a file with."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from programme.models import (
    Action,
    ActionBody,
    BudgetUnit,
    Programme,
    Right,
    Strategy,
)


@dataclass
class Edition:
    """One programme with its chapters, strategies and actions, each by code."""

    programme: Programme | None = None
    rights: dict[str, Right] = field(default_factory=dict)
    strategies: dict[str, Strategy] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    bodies: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    units: dict[str, BudgetUnit] = field(default_factory=dict)

    @property
    def by_sheet(self) -> dict[str, dict[str, Any]]:
        """What the database holds of each sheet, by code."""
        return {
            "rights": self.rights,
            "strategies": self.strategies,
            "actions": self.actions,
        }


@dataclass
class EditionFile:
    """What a workbook says of one edition; `changed` holds the codes to write."""

    programme: dict[str, Any]
    rows: dict[str, dict[str, dict[str, Any]]]
    changed: dict[str, set[str]] = field(default_factory=dict)
    programme_changed: bool = False


def edition_of(code: str) -> Edition:
    """The edition of this code; an empty one where there is none yet."""
    units = {unit.code: unit for unit in BudgetUnit.objects.all()}
    programme = Programme.objects.filter(code=code).first()
    if not programme:
        return Edition(units=units)
    return Edition(
        programme=programme,
        rights={right.code: right for right in programme.rights.all()},
        strategies={one.code: one for one in programme.strategies.all()},
        actions={action.code: action for action in programme.actions.all()},
        bodies=_bodies(programme),
        groups=_groups(programme),
        units=units,
    )


def _bodies(programme: Programme) -> dict[str, list[str]]:
    """The responsible bodies of each action in order: unit codes, or names."""
    found = defaultdict(list)
    rows = ActionBody.objects.filter(action__programme=programme)
    for code, unit, name in rows.order_by("action__code", "position").values_list(
        "action__code", "unit__code", "name"
    ):
        found[code].append(unit or name)
    return found


def _groups(programme: Programme) -> dict[str, list[str]]:
    """The codes of the population groups that each action names, sorted."""
    found = defaultdict(list)
    rows = Action.population_groups.through.objects.filter(action__programme=programme)
    for code, group in rows.order_by("right__code").values_list(
        "action__code", "right__code"
    ):
        found[code].append(group)
    return found

"""What is wanted of budget units, and what is wrong with it; nothing is written."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.exceptions import CatalogueError
from programme.models import BudgetUnit, CatalogueChange, UnitSuccession

Kind = CatalogueChange.Kind
CODE = re.compile(r"[0-9A-Z]{1,20}")


class NewUnit(NamedTuple):
    """A unit to be made; of a new name, what the unit is to be called."""

    code: str
    name: str
    kind: str
    sector: str = ""


@dataclass(frozen=True)
class WantedUnits:
    """These units are to become those, or be called otherwise, from a year on."""

    kind: str
    was: tuple[str, ...]
    year: int | None
    reason: str
    became: tuple[str, ...] = ()
    new: tuple[NewUnit, ...] = ()

    @property
    def codes(self) -> dict:
        """What the change keeps of it."""
        made = [] if self.kind == Kind.NAMED else [one.code for one in self.new]
        return {"was": list(self.was), "became": list(self.became), "made": made}


@dataclass
class UnitPlan:
    """The units that a change is about, as they are now; by code."""

    wanted: WantedUnits
    units: dict[str, BudgetUnit] = field(default_factory=dict)

    @property
    def was(self) -> list[BudgetUnit]:
        """What they are now."""
        return [self.units[code] for code in self.wanted.was]

    @property
    def ending(self) -> list[BudgetUnit]:
        """Those that end by it: what continues under its own code does not."""
        return [one for one in self.was if one.code not in self.wanted.became]

    @property
    def token(self) -> str:
        """Differs whenever the change, or what it is about, is another than shown."""
        wanted = self.wanted
        asked = [wanted.kind, wanted.year, wanted.reason, wanted.codes, wanted.new]
        state = [
            [one.pk, one.name, one.kind, one.sector, one.obliged_from]
            + [one.obliged_until]
            for _code, one in sorted(self.units.items())
        ]
        return hashlib.sha256(json.dumps([asked, state]).encode()).hexdigest()


def plan_of_units(wanted: WantedUnits) -> UnitPlan:
    """The change beside the list; raises CatalogueError if it makes no sense."""
    if not wanted.reason.strip():
        raise CatalogueError(_("Say why."), field="reason")
    if wanted.year is None:
        raise CatalogueError(_("Say from which year."), field="year")
    asked = {*wanted.was, *wanted.became} - set(wanted.codes["made"])
    found = BudgetUnit.objects.filter(code__in=asked)
    plan = UnitPlan(wanted, {one.code: one for one in found})
    if missing := sorted(asked - plan.units.keys()):
        raise CatalogueError(
            ngettext(
                "There is no unit %(codes)s.",
                "There are no units %(codes)s.",
                len(missing),
            )
            % {"codes": ", ".join(missing)},
            field="others",
        )
    CHECKS[wanted.kind](plan)
    return plan


def _check_named(plan: UnitPlan) -> None:
    (unit,), (said,) = plan.was, plan.wanted.new
    if not said.name.strip():
        raise CatalogueError(_("Give the unit a name."), field="name")
    if (said.name, said.kind, said.sector) == (unit.name, unit.kind, unit.sector):
        raise CatalogueError(_("Nothing about the unit is changed."), field="name")


def _check_merged(plan: UnitPlan) -> None:
    if len(set(plan.wanted.was)) < 2:
        raise CatalogueError(
            _("Name at least one other unit to merge."), field="others"
        )
    _check_becoming(plan)


def _check_split(plan: UnitPlan) -> None:
    if len(set(plan.wanted.became)) < 2:
        raise CatalogueError(
            _("Name at least two units that it becomes."), field="others"
        )
    _check_becoming(plan)


def _check_becoming(plan: UnitPlan) -> None:
    for codes in (plan.wanted.was, plan.wanted.became):
        if len(set(codes)) != len(codes):
            raise CatalogueError(_("Name each unit once."), field="others")
    for unit in plan.ending:
        _check_ends(unit, plan.wanted.year or 0)
    _check_no_circle(plan)
    for new in plan.wanted.new:
        _check_new(new)


def _check_ends(unit: BudgetUnit, year: int) -> None:
    named = {"code": unit.code}
    if unit.obliged_from is not None and unit.obliged_from >= year:
        raise CatalogueError(
            _("Unit %(code)s is obliged from %(year)s: give a later year.")
            % {**named, "year": unit.obliged_from},
            field="year",
        )
    if unit.successions.exists():
        raise CatalogueError(_("Unit %(code)s already became another.") % named)


def _check_no_circle(plan: UnitPlan) -> None:
    ending = {one.pk for one in plan.ending}
    edge = {plan.units[c].pk for c in plan.wanted.became if c in plan.units}
    seen: set[int] = set()
    while edge:
        if edge & ending:
            raise CatalogueError(_("A unit cannot become what it came from."))
        seen |= edge
        steps = UnitSuccession.objects.filter(predecessor__in=edge)
        edge = set(steps.values_list("successor", flat=True)) - seen


def _check_new(new: NewUnit) -> None:
    if not CODE.fullmatch(new.code):
        raise CatalogueError(
            _("A unit code is digits and capitals, such as 01C001."), field="new_code"
        )
    if not new.name.strip():
        raise CatalogueError(_("Give the new unit a name."), field="name")
    if new.kind not in BudgetUnit.Kind.values:
        raise CatalogueError(_("Choose the kind of the new unit."), field="kind")
    if BudgetUnit.objects.filter(code=new.code).exists():
        raise CatalogueError(
            _("There is a unit %(code)s already.") % {"code": new.code},
            field="new_code",
        )


CHECKS: dict[str, Callable[[UnitPlan], None]] = {
    Kind.NAMED: _check_named,
    Kind.MERGED: _check_merged,
    Kind.SPLIT: _check_split,
}

"""What becomes of budget units: another name or kind, merged, split."""

from typing import Any

from django.db import transaction

from programme.imports.running import one_at_a_time
from programme.lineage.undoing import named
from programme.lineage.units import UnitPlan, WantedUnits, plan_of_units
from programme.models import BudgetUnit, CatalogueChange, UnitSuccession, User
from programme.services.common import check_keeper, check_seen, log, save
from programme.trail import because

Kind = CatalogueChange.Kind


@transaction.atomic
def change_units(
    wanted: WantedUnits, *, by: User | None, seen: str = ""
) -> CatalogueChange:
    """Make of the units what is wanted, exactly as it was `seen` in the preview.

    Asked again it changes nothing. Raises CatalogueError where it makes no sense, and
    CatalogueMoved where the list changed since the preview.
    """
    check_keeper(by)
    one_at_a_time()  # no file is loaded and no year published meanwhile
    if done := _done_already(wanted):
        return done
    plan = plan_of_units(wanted)
    check_seen(plan.token, seen)
    with because(wanted.reason):
        change = _record(plan, by)
        if wanted.kind == Kind.NAMED:
            _name(plan, by)
        else:
            _make(plan)
            _end(plan, by)
            _succeed(plan, change)
    return change


def _done_already(wanted: WantedUnits) -> CatalogueChange | None:
    """The change that did exactly this, if the last one of these units did."""
    found = CatalogueChange.objects.standing().filter(
        kind=wanted.kind, programme=None, year=wanted.year
    )
    last = found.about(wanted.was[0]).first() if wanted.was else None
    if last is None or any(last.codes[k] != v for k, v in wanted.codes.items()):
        return None
    if wanted.kind != Kind.NAMED:
        return last
    unit = BudgetUnit.objects.get(code=wanted.was[0])
    now = (unit.name, unit.kind, unit.sector)
    return last if now == tuple(wanted.new[0])[1:] else None


def _record(plan: UnitPlan, by: User | None) -> CatalogueChange:
    """The change as it is kept, with what undoing it puts back."""
    wanted = plan.wanted
    ending = [] if wanted.kind == Kind.NAMED else plan.ending
    until = {u.code: u.obliged_until for u in ending if u.obliged_until is not None}
    before = {unit.code: named(unit) for unit in plan.was}
    after = {new.code: named(BudgetUnit(**new._asdict())) for new in wanted.new}
    year: Any = wanted.year
    change = CatalogueChange(
        kind=wanted.kind,
        year=year,
        reason=wanted.reason.strip(),
        by=by,
        codes={
            **wanted.codes,
            "ended": [one.code for one in ending if one.obliged_from is not None],
            "until": until,
            "before": before,
            "after": after,
        },
    )
    save(change)
    return change


def _name(plan: UnitPlan, by: User | None) -> None:
    (unit,), (said,) = plan.was, plan.wanted.new
    unit.name, unit.kind, unit.sector = said.name, said.kind, said.sector
    save(unit)
    log(unit, f"named from {plan.wanted.year}", by)


def _make(plan: UnitPlan) -> None:
    for new in plan.wanted.new:
        unit = BudgetUnit(**new._asdict(), obliged_from=plan.wanted.year)
        save(unit)
        plan.units[new.code] = unit


def _end(plan: UnitPlan, by: User | None) -> None:
    """The last year in which those that end are obliged is the one before."""
    last = (plan.wanted.year or 0) - 1
    for unit in plan.ending:
        if unit.obliged_from is None:
            continue
        unit.obliged_until = min(last, unit.obliged_until or last)
        save(unit)
        log(unit, f"{plan.wanted.kind}: obliged until {unit.obliged_until}", by)


def _succeed(plan: UnitPlan, change: CatalogueChange) -> None:
    for code in plan.wanted.became:
        for before in plan.was:
            if before.code != code:
                succession = UnitSuccession(
                    predecessor=before,
                    successor=plan.units[code],
                    kind=change.kind,
                    year=change.year,
                    change=change,
                )
                save(succession)

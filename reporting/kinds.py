"""Units of a publication by their kind: what of the year each kind makes up."""

from collections.abc import Callable, Iterable
from typing import Any

from programme.models import BudgetUnit
from reporting.measures import linked_rate
from reporting.models import PublishedUnit

Status = PublishedUnit.Status
COUNTED: dict[str, Callable[[PublishedUnit], bool]] = {  # as `measures.OF_UNITS` do
    "units_obliged": lambda unit: unit.obliged,
    "units_prepared": lambda unit: unit.status != Status.MISSING,
    "units_approved": lambda unit: unit.status == Status.APPROVED,
    "units_linked": lambda unit: unit.linked,
}
SUMMED = ("lines_linked", "lines_total", "amount_linked", "amount_total")
KNOWN = list(BudgetUnit.Kind.values)


def kinds_of(units: Iterable[PublishedUnit]) -> list[dict[str, Any]]:
    """Each kind with its counts of units, and the sums of its approved ones.

    Sums are null where no unit of the kind is approved. They add up to the year. They
    are told from the rows, which are few: no query of the year's page counts or sums.
    """
    held: dict[str, list[PublishedUnit]] = {}
    for unit in units:
        held.setdefault(unit.kind, []).append(unit)
    kinds = sorted(held.items(), key=lambda one: place_of(one[0]))
    return [_numbers(kind, of_kind) for kind, of_kind in kinds]


def _numbers(kind: str, units: list[PublishedUnit]) -> dict[str, Any]:
    """What the units of one kind come to."""
    found: dict[str, Any] = {
        name: sum(counts(unit) for unit in units) for name, counts in COUNTED.items()
    }
    public = [unit for unit in units if unit.status == Status.APPROVED]
    for name in SUMMED:
        known = [getattr(unit, name) for unit in public]
        found[name] = sum(known) if known else None
    rate = linked_rate(found).value if public else None
    return {"kind": kind, **found, "linked_rate": rate}


def place_of(kind: str) -> tuple[int, str]:
    """Where a kind stands among the others; one that the code does not know, last."""
    return (KNOWN.index(kind) if kind in KNOWN else len(KNOWN), kind)

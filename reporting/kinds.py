"""Units of a publication by their kind: what of the year each kind makes up."""

from typing import Any

from django.db.models import Sum

from programme.models import BudgetUnit
from reporting.measures import OF_UNITS, by_group, expressions, linked_rate
from reporting.models import PublishedUnit

SUMMED = ("lines_linked", "lines_total", "amount_linked", "amount_total")
KNOWN = list(BudgetUnit.Kind.values)


def kinds_of(edition: int) -> list[dict[str, Any]]:
    """Each kind with its counts of units, and the sums of its approved ones.

    Sums are null where no unit of the kind is approved. They add up to the year.
    """
    units = PublishedUnit.objects.filter(publication=edition)
    wanted = {**expressions(OF_UNITS), **{name: Sum(name) for name in SUMMED}}
    found = by_group(units, "kind", wanted)
    for kind, numbers in found.items():
        numbers["kind"] = kind
        known = numbers["amount_total"] is not None
        numbers["linked_rate"] = linked_rate(numbers).value if known else None
    return sorted(found.values(), key=lambda numbers: place_of(numbers["kind"]))


def place_of(kind: str) -> tuple[int, str]:
    """Where a kind stands among the others; one that the code does not know, last."""
    return (KNOWN.index(kind) if kind in KNOWN else len(KNOWN), kind)

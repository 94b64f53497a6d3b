"""Whose budgets the numbers of a publication count: of the obliged units, how many."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q

from reporting.measures import by_group, units_obliged
from reporting.models import PublishedUnit

Status = PublishedUnit.Status


class Coverage(NamedTuple):
    """Units by what is public of them: only approved ones are counted in."""

    obliged: int = 0
    counted: int = 0  # obliged, and approved
    missing: int = 0  # obliged, nothing prepared
    not_approved: int = 0  # prepared, obliged or not
    beyond: int = 0  # approved, though not obliged

    @property
    def whole(self) -> bool:
        """Whether every obliged unit, and every unit that prepared, is counted."""
        return self.counted == self.obliged and not self.not_approved


def coverages(editions: Iterable[int]) -> dict[int, Coverage]:
    """The coverage of each of these publications that has units."""
    approved = Q(status=Status.APPROVED)
    wanted = {
        "obliged": units_obliged(),
        "counted": Count("pk", filter=approved & Q(obliged=True)),
        "missing": Count("pk", filter=Q(status=Status.MISSING)),
        "not_approved": Count("pk", filter=Q(status=Status.NOT_APPROVED)),
        "beyond": Count("pk", filter=approved & Q(obliged=False)),
    }
    units = PublishedUnit.objects.filter(publication__in=list(editions))
    counted = {f"units_{name}": count for name, count in wanted.items()}
    found: dict = by_group(units, "publication", counted)
    return {
        edition: Coverage(**{name: counts[f"units_{name}"] for name in wanted})
        for edition, counts in found.items()
    }


def coverage_of(edition: int) -> Coverage:
    """The coverage of one publication."""
    return coverages([edition]).get(edition, Coverage())

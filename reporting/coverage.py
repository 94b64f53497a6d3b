"""Whose budgets the numbers of a publication count: of the obliged units, how many."""

from collections.abc import Iterable
from typing import NamedTuple

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


def coverage_of(units: Iterable[PublishedUnit]) -> Coverage:
    """The coverage of a publication that has these units.

    Told from their rows, which are few: no query of the year's page counts or sums.
    """
    units = list(units)
    approved = [unit.obliged for unit in units if unit.status == Status.APPROVED]
    return Coverage(
        obliged=sum(unit.obliged for unit in units),
        counted=sum(approved),
        missing=sum(unit.status == Status.MISSING for unit in units),
        not_approved=sum(unit.status == Status.NOT_APPROVED for unit in units),
        beyond=len(approved) - sum(approved),
    )

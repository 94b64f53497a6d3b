"""Totals of a proposal by chapter, against its ceiling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from budgeting.ceilings import Allowed, allowed_of, in_all
from budgeting.functions import CHAPTER_NAMES
from budgeting.models import FiscalYear, Proposal, SpendingLine
from programme.models import BudgetUnit


@dataclass(frozen=True)
class ChapterTotal:
    """One chapter: what is proposed, what may be, what is left (None: no ceiling).

    `ceiling` is all that may be proposed: `granted` of it by exceptions.
    """

    chapter: int
    amount: Decimal
    ceiling: Decimal | None
    granted: Decimal = Decimal(0)

    @property
    def name(self) -> str:
        return str(CHAPTER_NAMES[self.chapter])

    @property
    def left(self) -> Decimal | None:
        return None if self.ceiling is None else self.ceiling - self.amount


@dataclass(frozen=True)
class Totals:
    """The money of a proposal: in all, as one chapter is told, and by chapter."""

    amount: Decimal
    ceiling: Decimal | None
    chapters: list[ChapterTotal]
    unplaced: Decimal = Decimal(0)  # of lines whose partida does not read yet
    granted: Decimal = Decimal(0)
    in_all: bool = True  # whether `ceiling` was given in all, not added up by chapter

    @property
    def left(self) -> Decimal | None:
        """What the ceiling still allows; negative when it is exceeded."""
        return None if self.ceiling is None else self.ceiling - self.amount

    @property
    def over(self) -> bool:
        """Whether the whole or a chapter goes above its ceiling."""
        whole = [self.left] if self.in_all else []
        left = [*whole, *(part.left for part in self.chapters)]
        return any(one is not None and one < 0 for one in left)

    @property
    def excepted(self) -> bool:
        """Whether exceptions raise the whole or a chapter above its ceiling."""
        return bool(self.granted or any(part.granted for part in self.chapters))

    @property
    def has_chapter_ceilings(self) -> bool:
        """Whether Finance gave ceilings by chapter."""
        return any(part.ceiling is not None for part in self.chapters)


def totals_of(proposal: Proposal, lines: Iterable[SpendingLine]) -> Totals:
    """The totals of these lines of a proposal, against what it may propose."""
    return totals_with(_by_chapter(proposal.fiscal_year, proposal.unit), lines)


def ceilings_called(
    year: FiscalYear, unit: BudgetUnit
) -> list[tuple[int | None, str, Allowed]]:
    """The unit's ceilings by chapter, that in all (None) first, each with its name."""
    found = sorted(_by_chapter(year, unit).items(), key=lambda each: each[0] or 0)
    return [(chapter, chapter_called(chapter), one) for chapter, one in found]


def chapter_called(chapter: int | None) -> str:
    """What a ceiling is of: a chapter by number and name, or all."""
    return f"{chapter} {CHAPTER_NAMES[chapter]}" if chapter else _("In all")


def _by_chapter(year: FiscalYear, unit: BudgetUnit) -> dict[int | None, Allowed]:
    """What one unit may propose by chapter, None being in all."""
    allowed = allowed_of(year, unit)
    return {chapter: one for (_unit, chapter), one in allowed.items()}


def totals_with(
    given: Mapping[int | None, Allowed], lines: Iterable[SpendingLine]
) -> Totals:
    """The totals of these lines against ceilings by chapter, that of None being in all.

    Without a ceiling in all, the ceilings by chapter add up to it.
    """
    amounts: dict[int, Decimal] = {}
    unplaced = Decimal(0)
    for line in lines:
        if line.object_code:
            amounts[line.chapter] = amounts.get(line.chapter, Decimal(0)) + line.amount
        else:
            unplaced += line.amount
    named = {chapter for chapter in given if chapter is not None}
    chapters = [
        ChapterTotal(
            chapter, amounts.get(chapter, Decimal(0)), *_told(given.get(chapter))
        )
        for chapter in sorted(amounts.keys() | named)
    ]
    amount = sum(amounts.values(), unplaced)
    ceiling, granted = _told(in_all(given))
    return Totals(amount, ceiling, chapters, unplaced, granted, None in given)


def _told(one: Allowed | None) -> tuple[Decimal | None, Decimal]:
    """What may be proposed, None without a ceiling; and how much of it was granted."""
    return (one.amount, one.granted) if one else (None, Decimal(0))

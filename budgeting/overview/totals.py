"""Totals of a proposal by chapter, against its ceiling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgeting.functions import CHAPTER_NAMES
from budgeting.models import Ceiling, Proposal, SpendingLine


@dataclass(frozen=True)
class ChapterTotal:
    """One chapter: what is proposed, what may be, what is left (None: no ceiling)."""

    chapter: int
    amount: Decimal
    ceiling: Decimal | None

    @property
    def name(self) -> str:
        return str(CHAPTER_NAMES[self.chapter])

    @property
    def left(self) -> Decimal | None:
        return None if self.ceiling is None else self.ceiling - self.amount


@dataclass(frozen=True)
class Totals:
    """The money of a proposal: in all and by chapter."""

    amount: Decimal
    ceiling: Decimal | None
    chapters: list[ChapterTotal]
    unplaced: Decimal = Decimal(0)  # of lines whose partida does not read yet

    @property
    def left(self) -> Decimal | None:
        """What the ceiling still allows; negative when it is exceeded."""
        return None if self.ceiling is None else self.ceiling - self.amount

    @property
    def over(self) -> bool:
        """Whether the whole or a chapter goes above its ceiling."""
        left = [self.left, *(part.left for part in self.chapters)]
        return any(one is not None and one < 0 for one in left)

    @property
    def has_chapter_ceilings(self) -> bool:
        """Whether Finance gave ceilings by chapter."""
        return any(part.ceiling is not None for part in self.chapters)


def totals_of(proposal: Proposal, lines: Iterable[SpendingLine]) -> Totals:
    """The totals of these lines of a proposal, in one query for its ceilings."""
    ceilings = Ceiling.objects.filter(
        fiscal_year=proposal.fiscal_year_id, unit=proposal.unit_id
    )
    return totals_with(dict(ceilings.values_list("chapter", "amount")), lines)


def totals_with(
    given: Mapping[int | None, Decimal], lines: Iterable[SpendingLine]
) -> Totals:
    """The totals of these lines against ceilings by chapter, that of None being in all.

    Without a ceiling in all, the ceilings by chapter add up to it.
    """
    ceilings = {key: one for key, one in given.items() if key is not None}
    amounts: dict[int, Decimal] = {}
    unplaced = Decimal(0)
    for line in lines:
        if line.object_code:
            amounts[line.chapter] = amounts.get(line.chapter, Decimal(0)) + line.amount
        else:
            unplaced += line.amount
    in_all = given.get(None)
    if in_all is None and ceilings:
        in_all = sum(ceilings.values(), Decimal(0))
    chapters = [
        ChapterTotal(chapter, amounts.get(chapter, Decimal(0)), ceilings.get(chapter))
        for chapter in sorted(amounts.keys() | ceilings.keys())
    ]
    amount = sum(amounts.values(), unplaced)
    return Totals(amount, in_all, chapters, unplaced)

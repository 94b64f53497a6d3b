"""What a receipt tells of a submission, from its copy alone: it never changes."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from budgeting.models import Submission
from budgeting.overview.totals import CHAPTER_NAMES
from budgeting.spelling import spelled


@dataclass(frozen=True)
class Receipt:
    """A submission and what its content adds up to."""

    submission: Submission

    @property
    def name(self) -> str:
        """Year, unit and number: `2027-26C001-1`."""
        return f"{self.year}-{self.unit['code']}-{self.submission.number}"

    @property
    def year(self) -> int:
        return self.submission.content["year"]

    @property
    def unit(self) -> dict[str, str]:
        """Code, name and kind of the unit, as they were."""
        return self.submission.content["unit"]

    @property
    def currency(self) -> str:
        return self.submission.content["currency"]

    @cached_property
    def lines(self) -> list[dict]:
        """Every line of the copy."""
        return [
            line
            for each in self.submission.content["frameworks"]
            for line in each["lines"]
        ]

    @cached_property
    def amount(self) -> Decimal:
        """What the lines add up to."""
        return sum((Decimal(line["amount"]) for line in self.lines), Decimal(0))

    @property
    def words(self) -> str:
        """That amount in words."""
        return spelled(self.amount, self.currency)

    @cached_property
    def chapters(self) -> list[tuple[int, str, Decimal]]:
        """Number, name and amount of each chapter."""
        amounts: Counter[int] = Counter()
        for line in (one for one in self.lines if one["object_code"]):
            chapter = int(line["object_code"][0]) * 1000
            amounts[chapter] += Decimal(line["amount"])  # type: ignore[assignment]
        return [
            (chapter, str(CHAPTER_NAMES[chapter]), Decimal(amounts[chapter]))
            for chapter in sorted(amounts)
        ]

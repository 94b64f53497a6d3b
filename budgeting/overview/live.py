"""A year's numbers as they are now, by the definitions of the published ones.

Live, not published: reporting/measures.py defines the same over a publication
(method.md, 5), and a test holds the two to each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from budgeting.money import Rate
from budgeting.overview.board import BoardRow
from budgeting.overview.counting import Counts
from budgeting.workflow import Status


@dataclass(frozen=True)
class LiveNumbers:
    """The year-level numbers of method.md 5 that need no publication."""

    units_obliged: int
    units_prepared: int
    units_approved: int
    units_linked: int
    units_partly_linked: int
    units_with_any_link: int
    units_waived: int
    lines_total: int
    lines_linked: int
    lines_waived: int
    lines_screened: int
    lines_not_screened: int
    amount_total: Decimal
    amount_linked: Decimal

    @property
    def compliance_rate(self) -> Rate:
        """Units linked over units prepared."""
        return Rate(self.units_linked, self.units_prepared)

    @property
    def linked_rate(self) -> Rate:
        """Money of linked lines over money of all lines."""
        return Rate(self.amount_linked, self.amount_total)


def numbers_of(rows: Iterable[BoardRow]) -> LiveNumbers:
    """The numbers of a year, over every row of its board; no query.

    Lines and their money are those of approved proposals; that a draft has a line at
    all counts among the units prepared, as in a publication.
    """
    rows = list(rows)
    approved = [
        row.counts
        for row in rows
        if row.state == Status.APPROVED and row.counts.prepared
    ]
    return LiveNumbers(
        units_obliged=sum(row.obliged for row in rows),
        units_prepared=sum(row.counts.prepared for row in rows),
        units_approved=len(approved),
        units_linked=sum(one.linked == one.lines for one in approved),
        units_partly_linked=sum(0 < one.linked < one.lines for one in approved),
        units_with_any_link=sum(one.linked > 0 for one in approved),
        units_waived=sum(one.waived > 0 for one in approved),
        lines_total=_sum(approved, "lines"),
        lines_linked=_sum(approved, "linked"),
        lines_waived=_sum(approved, "waived"),
        lines_screened=_sum(approved, "screened"),
        lines_not_screened=_sum(approved, "uncited"),
        amount_total=sum((one.amount for one in approved), Decimal("0.00")),
        amount_linked=sum((one.amount_linked for one in approved), Decimal("0.00")),
    )


def _sum(counts: Iterable[Counts], name: str) -> int:
    return sum(getattr(one, name) for one in counts)

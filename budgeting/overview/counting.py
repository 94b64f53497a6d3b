"""How far proposals have come, counted live by one statement (sql/counts.sql)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.db import connection

from budgeting.models import FiscalYear

SQL = Path(__file__).parent / "sql" / "counts.sql"


@dataclass(frozen=True)
class Counts:
    """A proposal's lines by state and their money, and what was asked about it.

    Of a draft that is its unit's alone: only whether it is `prepared`, the rest zero.
    """

    prepared: bool = False  # has at least one line
    lines: int = 0
    linked: int = 0
    waived: int = 0
    screened: int = 0
    amount: Decimal = Decimal(0)
    amount_linked: Decimal = Decimal(0)
    blocking: int = 0  # open observations
    advisory: int = 0
    submissions: int = 0
    returned_at: datetime | None = None  # the last time, if ever
    chapters: tuple[int, ...] = ()  # that its lines are in, and their money
    amounts: tuple[Decimal, ...] = ()

    @property
    def uncited(self) -> int:
        """Lines that neither cite nor have a waiver, and of which nothing was said."""
        return self.lines - self.linked - self.waived - self.screened

    @property
    def by_chapter(self) -> dict[int | None, Decimal]:
        """The money of each chapter; of None, all of it."""
        parts = zip(self.chapters, self.amounts, strict=True)
        return {None: self.amount, **dict(parts)}

    @property
    def open(self) -> int:
        """Observations that are not closed."""
        return self.blocking + self.advisory


def counts_of(
    year: FiscalYear, units: Iterable[int] | None = None, *, drafts: bool = False
) -> dict[int, Counts]:
    """The counts by proposal key, of all units or of these keys; one query.

    `drafts`: whether drafts are counted too, which only their unit reads.
    """
    keys = None if units is None else list(units)
    asked = {"year": year.pk, "units": keys, "drafts": drafts}
    with connection.cursor() as cursor:
        cursor.execute(_statement(), asked)
        return {
            key: Counts(*values[:-2], *map(tuple, values[-2:]))  # arrays come as lists
            for key, *values in cursor.fetchall()
        }


@cache
def _statement() -> str:
    return SQL.read_text(encoding="utf-8")

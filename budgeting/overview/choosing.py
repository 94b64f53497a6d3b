"""Which rows of a board a reviewer asked for, and in what order."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from budgeting.overview.board import Board, BoardRow
from budgeting.workflow import Status
from programme.models import User

MINE, NOBODY, MISSING = "mine", "nobody", "missing"
PRESSING = "pressing"
NEVER = 10**6  # days


@dataclass(frozen=True)
class Chosen:
    """The filters and the order that an address names; empty where it names none."""

    year: str = ""
    state: str = ""
    kind: str = ""
    sector: str = ""
    analyst: str = ""
    sort: str = ""

    def rows(self, board: Board, user: User) -> list[BoardRow]:
        """The rows that every filter lets through, in order."""
        rows = [row for row in board.rows if self._lets(row, user)]
        return sorted(rows, key=ORDERS.get(self.sort, most_pressing_first))

    @property
    def filters(self) -> bool:
        """Whether it hides any row."""
        return any((self.state, self.kind, self.sector, self.analyst))

    def cleared(self) -> "Chosen":
        """The same year and order without any filter."""
        return Chosen(year=self.year, sort=self.sort)

    def query(self, **changed: Any) -> str:
        """The query of an address that names this, with something changed."""
        named = {**asdict(self), **changed}
        return urlencode({name: said for name, said in named.items() if said})

    def _lets(self, row: BoardRow, user: User) -> bool:
        return (
            self._is_of_state(row)
            and self.kind in ("", row.unit.kind)
            and self.sector in ("", row.unit.sector)
            and self._is_of_analyst(row, user)
        )

    def _is_of_state(self, row: BoardRow) -> bool:
        return row.missing if self.state == MISSING else self.state in ("", row.state)

    def _is_of_analyst(self, row: BoardRow, user: User) -> bool:
        if self.analyst == NOBODY:
            return row.analyst is None
        if self.analyst == MINE:
            return row.analyst == user
        return not self.analyst or str(row.analyst and row.analyst.pk) == self.analyst


def most_pressing_first(row: BoardRow) -> tuple:
    """What waits for Finance, the longest wait first; then what its unit owes, by days
    left; then what only begins and is not owed; what is approved last."""
    if row.waits:
        return 0, -(row.waiting_days or 0), row.unit.code
    if row.missing or row.state == Status.RETURNED:
        return 1, _days(row), row.unit.code
    return (3 if row.state == Status.APPROVED else 2), 0, row.unit.code


def longest_wait_first(row: BoardRow) -> tuple:
    """Who waits for Finance or is waited for longest; who does not wait, last."""
    return row.waiting_days is None, -(row.waiting_days or 0), row.unit.code


def fewest_days_first(row: BoardRow) -> tuple:
    """Whose days are over longest, or end first; where none count, last."""
    return _days(row), row.unit.code


def largest_amount_first(row: BoardRow) -> tuple:
    """Who asks for most; what nobody of Finance reads, last."""
    return not row.handed_in, -row.counts.amount, row.unit.code


def _days(row: BoardRow) -> int:
    return NEVER if row.days_left is None else row.days_left


ORDERS: Mapping[str, Callable[[BoardRow], tuple]] = {
    PRESSING: most_pressing_first,
    "age": longest_wait_first,
    "left": fewest_days_first,
    "amount": largest_amount_first,
    "code": lambda row: (row.unit.code,),
}

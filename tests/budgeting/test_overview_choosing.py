"""The order of the board's rows, by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from budgeting.models import Proposal
from budgeting.overview import BoardRow
from budgeting.overview.choosing import ORDERS
from budgeting.overview.counting import Counts
from budgeting.overview.deadlines import Deadline
from programme.models import BudgetUnit

TODAY = date(2030, 10, 20)


def row(code, status="", *, waiting=None, left=None, amount="0", obliged=True):
    """A row whose deadline is so many days away."""
    day = None if left is None else TODAY + timedelta(days=left)
    return BoardRow(
        unit=BudgetUnit(code=code),
        proposal=Proposal(status=status) if status else None,
        counts=Counts(amount=Decimal(amount)),
        ceilings={},
        deadline=day and Deadline(day, "America/Mexico_City", TODAY),
        obliged=obliged,
        waiting_days=waiting,
    )


ROWS = [
    row("A", "approved", amount="50", left=5),
    row("B", "submitted", waiting=0, amount="900", left=5),
    row("C", "submitted", waiting=3, amount="100", left=5),
    row("D", "returned", waiting=1, amount="700", left=2),
    row("E", left=-4),
    row("F", "draft", amount="0", left=5),
    row("G", "draft", amount="0", left=5, obliged=False),
]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("pressing", "CBEDFGA"),
        ("age", "CDBAEFG"),
        ("left", "EDBCFGA"),
        ("amount", "BDCAEFG"),
        ("code", "ABCDEFG"),
    ],
)
def test_each_order_puts_first_what_it_names(order, expected):
    shown = sorted(ROWS, key=ORDERS[order])
    assert "".join(one.unit.code for one in shown) == expected


@pytest.mark.parametrize(
    ("status", "left", "days_left", "days_over"),
    [
        ("", 0, 0, 0),
        ("draft", -1, -1, 1),
        ("returned", -2, -2, 2),
        ("submitted", 3, 3, 0),
        ("submitted", -3, None, 0),  # it was in time: nothing presses
        ("approved", 3, None, 0),
        ("draft", None, None, 0),
    ],
)
def test_days_left_are_counted_while_they_press(status, left, days_left, days_over):
    one = row("A", status, left=left)
    assert (one.days_left, one.days_over) == (days_left, days_over)

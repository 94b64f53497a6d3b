"""Signals of money: token amounts, and the whole payroll on one right."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from budgeting.signals import thresholds as at
from budgeting.signals.found import Row, Signal, Whole, part


def token(whole: Whole) -> Iterator[Signal]:
    """Citations that get more than nothing and next to nothing."""
    rows = []
    for line in whole.citing:
        for one in whole.cited[line.pk]:
            amount = whole.attributed.get(one.pk, Decimal(0))
            if 0 < amount <= at.TOKEN:
                rows.append(Row(line, (one,), amount))
    if rows:
        yield Signal("token", rows, whole, "", len(whole.citing))


def payroll(whole: Whole) -> Iterator[Signal]:
    """The payroll on one right, in a unit that cites others too."""
    money: dict[int, Counter[int]] = defaultdict(Counter)  # of chapter 1000, by right
    others: dict[int, set[int]] = defaultdict(set)  # rights that other chapters cite
    for line in whole.citing:
        paid = line.object_code.startswith(str(at.PAYROLL)[0])
        for one in whole.cited[line.pk]:
            right = one.action.right_id
            if paid:
                cents = int(whole.attributed.get(one.pk, Decimal(0)) * 100)
                money[one.programme_id][right] += cents
            else:
                others[one.programme_id].add(right)
    for programme, by_right in money.items():
        right, most = by_right.most_common(1)[0]
        one_right = part(most, by_right.total()) >= at.PAYROLL_SHARE
        if most and one_right and others[programme] - {right}:
            yield from _payroll_on(whole, right)


def _payroll_on(whole: Whole, right: int) -> Iterator[Signal]:
    rows = []
    for line in whole.citing:
        cited = [x for x in whole.cited[line.pk] if x.action.right_id == right]
        if cited and line.object_code.startswith(str(at.PAYROLL)[0]):
            rows.append(Row(line, tuple(cited)))
    if len(rows) >= at.PAYROLL_LINES:
        about = whole.known.common(rows[0].citations[0]).rights[right]
        yield Signal("payroll", rows, whole, about, len(rows))

"""What may be said of two years: a difference only where one continues the other."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from programme.templatetags.words import money, number, per_cent
from reporting.trends import Point, Value

FOUR = Decimal("0.0001")


class Change(NamedTuple):
    """A difference between two years that compare; `rate` is None where from zero."""

    difference: int | Decimal
    rate: Decimal | None


class Pair(NamedTuple):
    """A year and the one before it on record that it continues."""

    before: Point
    after: Point

    def change(self, measure: str) -> Change | None:
        """How much a number changed; None where either cannot be told."""
        return change_of(self.before.values[measure], self.after.values[measure])


def change_of(before: Value, after: Value) -> Change | None:
    """The difference of two numbers, and as a part of the first, half up."""
    if before is None or after is None:
        return None
    if isinstance(before, bool) or isinstance(after, bool):
        return None
    difference = after - before
    if not before:
        return Change(difference, None)
    rate = Decimal(difference) / Decimal(before)
    return Change(difference, rate.quantize(FOUR, ROUND_HALF_UP))


def pairs(points: Iterable[Point]) -> list[Pair]:
    """The years that compare with the one before on record, the oldest first.

    An action that was several in one of the two years compares with none of them, save
    the one of the same code.
    """
    told = [point for point in points if point.told]
    found = []
    for after in told:
        if after.since is None or after.breaks:
            continue
        earlier = [one for one in told if one.year == after.since]
        same = [one for one in earlier if _continues(one, after)]
        if len(same) == 1:
            found.append(Pair(same[0], after))
    return found


def _continues(before: Point, after: Point) -> bool:
    """Whether both are one thing: of one code, or one carried into the other."""
    return bool(after.carried) or before.code == after.code


def written(name: str, value: Value) -> str:
    """A number as pages write it: money, a per cent, a count, yes or no; or a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.startswith("amount_"):
        return money(value)
    return per_cent(value) if name.endswith("_rate") else number(int(value))


def change_written(name: str, change: Change | None) -> str:
    """A change as pages write it: `+52 (+7.2 %)`, of a rate `+22.5 points`."""
    if change is None:
        return ""
    if not change.difference:
        return _("no change")
    if name.endswith("_rate"):
        points = f"{change.difference * 100:+.2f}".rstrip("0").rstrip(".")
        return _("%(points)s points") % {"points": _minus(points)}
    sign = "+" if change.difference > 0 else "-"
    said = _minus(sign + written(name, abs(change.difference)))
    if change.rate is None:
        return said
    return f"{said} ({rate_written(change.rate)})"


def rate_written(rate: Decimal) -> str:
    """A change as a part: `+7.2 %`, `−0.5 %`."""
    sign = "+" if rate >= 0 else "-"
    return _minus(sign + per_cent(abs(rate)))


def _minus(text: str) -> str:
    """A minus sign that is as wide as a plus."""
    return text.replace("-", "\u2212")

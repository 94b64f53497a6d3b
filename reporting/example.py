"""The worked example of the method page: four lines small enough to check by hand.

Its money is split by the functions that split the city's (`budgeting.money`); a test
publishes the same lines and finds the same numbers.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from budgeting.money import Rate, equal_shares, per_cent, split_amount

SCHOOLS, VACCINES, BLOOD = "12.05.04", "14.11.04", "14.06.04"
RIGHTS = {"12": _("Right to education"), "14": _("Right to health")}
ACTIONS = {
    SCHOOLS: _("Refurbish the lavatories of basic education schools"),
    VACCINES: _("Vaccinate girls and boys door to door"),
    BLOOD: _("Create blood and human milk banks"),
}
THIRDS = Decimal("100.00")  # what three actions share in the example of rounding


class ExampleLine(NamedTuple):
    """A line of the example: its unit, its amount, and the share of each action."""

    unit: str
    code: str
    what: Any
    amount: Decimal
    cites: Mapping[str, int]

    @property
    def parts(self) -> list[tuple[str, str, Decimal]]:
        """Of each action cited: its code, its share in per cent, the money it gets."""
        if not self.cites:
            return []
        amounts = split_amount(self.amount, self.cites)
        return [(c, per_cent(self.cites[c]), amounts[c]) for c in sorted(self.cites)]


LINES = [
    ExampleLine(
        "A",
        "A-1",
        _("School brigade: repairs of lavatories and vaccination"),
        Decimal("100000.00"),
        {SCHOOLS: 6000, VACCINES: 4000},
    ),
    ExampleLine(
        "A",
        "A-2",
        _("Refrigerators for vaccines"),
        Decimal("50000.00"),
        {VACCINES: 10000},
    ),
    ExampleLine(
        "B", "B-1", _("Blood bank of the borough"), Decimal("20000.00"), {BLOOD: 10000}
    ),
    ExampleLine("B", "B-2", _("Electricity of the offices"), Decimal("30000.00"), {}),
]
OBLIGED = ("A", "B", "C")  # C presents nothing


class OfRight(NamedTuple):
    """What a right of the example gets, by both measures."""

    code: str
    name: Any
    attributed: Decimal
    touching: Decimal


def of_rights() -> list[OfRight]:
    """The rights of the example: attributed adds up, touching overlaps."""
    return [OfRight(code, name, *_measures(code)) for code, name in RIGHTS.items()]


def _measures(right: str) -> tuple[Decimal, Decimal]:
    of_it = f"{right}."
    attributed = touching = Decimal("0.00")
    for line in LINES:
        mine = [part for code, _share, part in line.parts if code.startswith(of_it)]
        attributed += sum(mine, Decimal("0.00"))
        touching += line.amount if mine else Decimal("0.00")
    return attributed, touching


def by_units() -> Rate:
    """The first reading of linked: units whose every line cites, of those prepared."""
    prepared = {line.unit for line in LINES}
    wanting = {line.unit for line in LINES if not line.cites}
    return Rate(part=len(prepared - wanting), whole=len(prepared))


def by_money() -> Rate:
    """The second reading: the money of lines that cite, of all, each line once."""
    linked = sum((line.amount for line in LINES if line.cites), Decimal("0.00"))
    return Rate(part=linked, whole=sum((line.amount for line in LINES), Decimal(0)))


def in_thirds() -> list[tuple[str, str, Decimal]]:
    """What three actions with equal shares get: code, per cent, money to the cent."""
    shares = equal_shares(list(ACTIONS))
    amounts = split_amount(THIRDS, shares)
    return [(code, per_cent(shares[code]), amounts[code]) for code in sorted(shares)]


def worked_example() -> dict[str, Any]:
    """All that the page shows of it."""
    rights = of_rights()
    return {
        "lines": LINES,
        "actions": ACTIONS,
        "rights": rights,
        "attributed": sum((one.attributed for one in rights), Decimal("0.00")),
        "touching": sum((one.touching for one in rights), Decimal("0.00")),
        "by_units": by_units(),
        "by_money": by_money(),
        "obliged": len(OBLIGED),
        "thirds": in_thirds(),
        "thirds_amount": THIRDS,
    }

"""Shares and rounding: a line's money split over what it cites (method.md, 4)."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

WHOLE = 10_000  # basis points
PER_CENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


class Rate(NamedTuple):
    """A part of a whole, shown with both."""

    part: Decimal | int
    whole: Decimal | int

    @property
    def value(self) -> Decimal | None:
        """Rounded half up to four decimals; None of a whole of zero."""
        if not self.whole:
            return None
        exact = Decimal(self.part) / Decimal(self.whole)
        return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def equal_shares(codes: Sequence[str]) -> dict[str, int]:
    """Equal parts in basis points; the remainder one by one in order of code."""
    if len(set(codes)) != len(codes):
        raise ValueError("The same code was given twice.")
    if len(codes) > WHOLE:
        raise ValueError("A share is at least one basis point.")
    if not codes:
        return {}
    part, rest = divmod(WHOLE, len(codes))
    return {code: part + (n < rest) for n, code in enumerate(sorted(codes))}


def scaled_shares(weights: Mapping[str, int]) -> dict[str, int]:
    """Shares in proportion to these weights of at least 1, adding up to 10,000.

    Each at least one basis point; largest remainder first, ties in order of code.
    """
    if not weights:
        return {}
    total = sum(weights.values())
    exact = {code: divmod(WHOLE * weight, total) for code, weight in weights.items()}
    shares = {code: max(1, whole) for code, (whole, _rest) in exact.items()}
    order = sorted(exact, key=lambda code: (-exact[code][1], code))
    for code in order[: max(0, WHOLE - sum(shares.values()))]:
        shares[code] += 1
    largest = min(shares, key=lambda code: (-shares[code], code))
    shares[largest] -= sum(shares.values()) - WHOLE
    return shares


def split_amount(amount: Decimal, shares: Mapping[str, int]) -> dict[str, Decimal]:
    """The amount split by share to the cent: the parts add up to it exactly.

    Largest remainder first, ties in order of code. Raises ValueError for shares that
    do not add up to 10,000 and for an amount that is no sum of whole cents.
    """
    if sum(shares.values()) != WHOLE or min(shares.values()) < 1:
        raise ValueError("Shares are 1 to 10,000 and add up to 10,000.")
    cents = _cents(amount)
    exact = {code: divmod(cents * share, WHOLE) for code, share in shares.items()}
    left = cents - sum(whole for whole, _rest in exact.values())
    by_remainder = sorted(exact, key=lambda code: (-exact[code][1], code))
    raised = set(by_remainder[:left])
    return {
        code: Decimal(whole + (code in raised)).scaleb(-2)
        for code, (whole, _rest) in exact.items()
    }


def basis_points(per_cent: str) -> int:
    """Per cent as typed (`60`, `33.33`) in basis points.

    Raises ValueError, with a sentence for the person who typed it.
    """
    typed = per_cent.strip()
    points = int(Decimal(typed).scaleb(2)) if PER_CENT.fullmatch(typed) else 0
    if not 1 <= points <= WHOLE:
        raise ValueError(
            _(
                "“%(typed)s” is no share: write a per cent above 0 and up to 100, "
                "with at most two decimals, such as 60 or 33.33."
            )
            % {"typed": typed}
        )
    return points


def per_cent(share: int) -> str:
    """Basis points as per cent, without needless zeros: 5000 is `50`, 3333 `33.33`."""
    whole, rest = divmod(share, 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)


def _cents(amount: Decimal) -> int:
    """The amount in whole cents."""
    if not amount.is_finite() or amount < 0 or amount.scaleb(2) % 1:
        raise ValueError("An amount is zero or more, in whole cents.")
    return int(amount.scaleb(2))

"""The one strict reader of amounts: what can be read two ways is refused by name.

`1,234.50` is one thousand two hundred thirty-four and a half; the definition is
method.md, 6. Web forms, workbooks and commands all read amounts here.
"""

import math
import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

LARGEST = Decimal("9999999999999.99")
LARGEST_NUMBER = float(LARGEST)
CENT = Decimal("0.01")
PLAIN = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # what spreadsheets leave behind
CURRENCY = r"(?:[A-Z]{2,3}\$?|[$€£¥¢]|(?i:pesos|m\.n\.))"
MINUS = r"[-\u2010-\u2015\u2212\ufe63\uff0d]"
NEGATIVE = re.compile(
    rf"{CURRENCY}?\s*(?:{MINUS}\s*{CURRENCY}?\s*[0-9].*|\({CURRENCY}?\s*[0-9][^)]*\))"
    rf"|{CURRENCY}?\s*[0-9][0-9.,]*\s*{MINUS}"
)
PRICED = re.compile(
    rf"{CURRENCY}\s*[0-9][0-9.,\s]*{CURRENCY}?|[0-9][0-9.,\s]*{CURRENCY}"
)
DECIMAL_COMMA = re.compile(
    r"[0-9.]*,[0-9]{1,2}|0,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
)
THOUSANDS_DOT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
LONG_DECIMALS = re.compile(r"[0-9,]+\.[0-9]{3,}")
SPACED = re.compile(r"[0-9.,]+(?:[\s\u00a0\u202f'’´`_]+[0-9.,]+)+")
EXPONENT = re.compile(r"[0-9.]+[eE][+-]?[0-9]+")
MISGROUPED = re.compile(r"[0-9]+(?:,[0-9]*)+(?:\.[0-9]*)?")
LONE_POINT = re.compile(r"[0-9,]+\.|\.[0-9]+")
PLUS = re.compile(r"\+\s*[0-9].*")
PER_CENT = re.compile(r"[0-9.,\s]+%")
LETTERS = re.compile(r"[0-9][0-9.,\s]*[^\W\d_]+\.?")


class AmountError(ValueError):
    """A text is no amount; its str() is a sentence that says why and what to write."""


def parse_amount(text: str) -> Decimal:
    """The amount a person typed, with two decimals; raises AmountError."""
    written = text.strip().strip(UNSEEN).strip()
    if not (PLAIN.fullmatch(written) or GROUPED.fullmatch(written)):
        raise AmountError(_why_not(written))
    return _in_range(Decimal(written.replace(",", "")))


def amount_of_number(number: float) -> Decimal:
    """The amount in a number cell, read at 15 digits; raises AmountError."""
    if not math.isfinite(number):
        raise AmountError(_("This is not a number: write an amount such as 1234.50."))
    if number < 0:
        raise AmountError(_why_negative())
    exact = Decimal(f"{number + 0.0:.15g}")  # a zero has no minus sign
    amount = _in_range(exact)
    if amount != exact:
        raise AmountError(
            _("An amount has at most two decimals, and this number has more.")
        )
    return amount


def amounts_of_numbers(numbers: Iterable[float]) -> dict[float, Decimal]:
    """The amounts in number cells that are written with two decimals at most.

    Each as `amount_of_number` gives it; whatever else is among them is left out. (What
    comes back from a text of up to 15 digits is that text at 15 digits.)
    """
    ordinary = [number for number in numbers if 0 <= number <= LARGEST_NUMBER]
    texts = [f"{number + 0.0:.2f}" for number in ordinary]
    pairs = zip(ordinary, texts, map(float, texts), strict=True)
    return {number: Decimal(text) for number, text, same in pairs if same == number}


def _in_range(amount: Decimal) -> Decimal:
    if amount > LARGEST:
        raise AmountError(_why_too_large())
    return amount.quantize(CENT)


def _why_negative() -> str:
    return _("An amount is zero or more: write it without a minus sign.")


def _why_too_large() -> str:
    return _("The largest amount is 9,999,999,999,999.99.")


def _why_not(written: str) -> str:
    """The sentence for a text that is no amount: the first reason that fits."""
    if not written:
        return _("Write an amount, such as 1,234.50; write 0 for none.")
    if _has_other_digits(written):
        return _("“%(text)s” has digits other than 0 to 9: write it with these.") % {
            "text": written[:40]
        }
    for pattern, sentence in _REASONS:
        if pattern.fullmatch(written):
            return sentence() % {"text": written[:40]}
    return _(
        "“%(text)s” is not an amount: write digits, a comma every three if you like, "
        "and a point before one or two decimals, such as 1,234.50."
    ) % {"text": written[:40]}


def _has_other_digits(written: str) -> bool:
    """Whether it is written with digits of another script, or of full width."""
    return any(c.isdigit() and not c.isascii() for c in written)


_REASONS = (
    (NEGATIVE, _why_negative),
    (
        PRICED,
        lambda: _(
            "“%(text)s” has a currency sign: write only the amount, such as 1,234.50."
        ),
    ),
    (
        THOUSANDS_DOT,
        lambda: _(
            "“%(text)s” can be read two ways: the point goes only before one or two "
            "decimals. Write thousands with a comma or with nothing, such as 1,234."
        ),
    ),
    (
        DECIMAL_COMMA,
        lambda: _(
            "“%(text)s” can be read two ways: the comma goes only before each group "
            "of three digits. Write decimals with a point, such as 1234.50."
        ),
    ),
    (
        LONE_POINT,
        lambda: _(
            "“%(text)s” has a point without digits on both sides: write 0.50 or 5."
        ),
    ),
    (
        LONG_DECIMALS,
        lambda: _("“%(text)s” has more than two decimals: round it to cents."),
    ),
    (
        MISGROUPED,
        lambda: _(
            "In “%(text)s” a comma does not stand before a group of three digits: "
            "it can be read two ways. Write 1234567 or 1,234,567."
        ),
    ),
    (
        SPACED,
        lambda: _(
            "“%(text)s” has spaces or marks between its digits: write 1234 or 1,234."
        ),
    ),
    (
        EXPONENT,
        lambda: _("“%(text)s” is written with an exponent: write all its digits."),
    ),
    (PLUS, lambda: _("“%(text)s” has a plus sign: write only the amount.")),
    (
        PER_CENT,
        lambda: _("“%(text)s” is a per cent: write the amount of money itself."),
    ),
    (
        LETTERS,
        lambda: _("“%(text)s” has letters: write the whole amount in digits."),
    ),
    (
        re.compile(r"(?i)[-+]?(nan|inf|infinity)"),
        lambda: _("“%(text)s” is not a number: write an amount such as 1234.50."),
    ),
)

import json
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from django.utils import translation

from programme.amounts import AmountError, amount_of_number, parse_amount

SPELLINGS = json.loads(Path(__file__).with_name("amounts.json").read_text())


@pytest.mark.parametrize(("text", "amount"), SPELLINGS.items())
def test_each_spelling_reads_as_the_script_of_the_table_reads_it(text, amount):
    """The browser is held to the same table (tests/browser/test_grid.py)."""
    if amount is None:
        with pytest.raises(AmountError):
            parse_amount(text)
    else:
        assert str(parse_amount(text)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0.00"),
        ("7", "7.00"),
        ("1234", "1234.00"),
        ("1,234", "1234.00"),
        ("1,234.5", "1234.50"),
        ("1234.56", "1234.56"),
        ("9,999,999,999,999.99", "9999999999999.99"),
        (" 12.30 ", "12.30"),
        ("\u00a012.30", "12.30"),
        ("\u200e12.30\u200b", "12.30"),
        ("\ufeff1,234.50\u00a0", "1234.50"),
        ("007", "7.00"),
    ],
)
def test_a_clear_amount_is_read_with_two_decimals(text, amount):
    assert str(parse_amount(text)) == amount


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1.234", "two ways"),
        ("1.234.567", "two ways"),
        ("1,23", "two ways"),
        ("1,2", "two ways"),
        ("0,234", "two ways"),
        ("1.234,56", "two ways"),
        ("1234,5", "two ways"),
        ("12.3456", "more than two decimals"),
        ("1 234", "spaces"),
        ("1e9", "exponent"),
        ("NaN", "not a number"),
        ("inf", "not a number"),
        ("-5", "zero or more"),
        ("\u22125", "zero or more"),
        ("(5)", "zero or more"),
        ("", "Write an amount"),
        ("12,34,567", "group of three"),
        ("1234,567", "group of three"),
        ("01,234", "group of three"),
        ("1,234,56", "group of three"),
        ("1,,234", "group of three"),
        ("1,234,", "group of three"),
        ("1,2345", "group of three"),
        ("$5", "currency sign"),
        ("$1,234.50", "currency sign"),
        ("$ 1,234.50", "currency sign"),
        ("MXN 1,234.50", "currency sign"),
        ("1,234.50 MXN", "currency sign"),
        ("1234 pesos", "currency sign"),
        ("US$5", "currency sign"),
        ("€5", "currency sign"),
        ("$1.234", "currency sign"),
        ("5.", "point without digits"),
        (".5", "point without digits"),
        ("1,234.", "point without digits"),
        ("+5", "plus sign"),
        ("\u0661\u0662", "digits other"),
        ("\uff11\uff12\uff13", "digits other"),
        ("\uff11,234.50", "digits other"),
        ("(1,234.50)", "zero or more"),
        ("($1,234.50)", "zero or more"),
        ("$(5)", "zero or more"),
        ("-$5", "zero or more"),
        ("$-5", "zero or more"),
        ("1,234.50-", "zero or more"),
        ("1234 -", "zero or more"),
        ("\u20135", "zero or more"),
        ("1.234.567,89", "two ways"),
        ("1.234,567", "two ways"),
        (",50", "two ways"),
        ("1,234.567", "more than two decimals"),
        ("0.0012", "more than two decimals"),
        ("1 234 567,50", "spaces"),
        ("1\u00a0234.50", "spaces"),
        ("1\u202f234", "spaces"),
        ("1'234.50", "spaces"),
        ("1\u2019234", "spaces"),
        ("1 2", "spaces"),
        ("1_234", "spaces"),
        ("1.5E3", "exponent"),
        ("50%", "per cent"),
        ("2k", "letters"),
        ("1.5 M", "letters"),
        ("3 mil", "letters"),
        ("mil", "not an amount"),
        ("=1+1", "not an amount"),
        ("1/2", "not an amount"),
        ("1.2.3", "not an amount"),
        ("-", "not an amount"),
        ("()", "not an amount"),
        ("\u00bd", "not an amount"),
        ("10,000,000,000,000", "largest amount"),
    ],
)
def test_what_can_be_misread_is_refused_by_name(text, named, english):
    with pytest.raises(AmountError, match=named):
        parse_amount(text)


@pytest.mark.parametrize(
    ("number", "amount"),
    [
        (0.0, "0.00"),
        (1234.5, "1234.50"),
        (0.1 + 0.2, "0.30"),
        (9999999999999.99, "9999999999999.99"),
        (1234, "1234.00"),
        (1e9, "1000000000.00"),
    ],
)
def test_a_number_cell_is_read_at_fifteen_digits(number, amount):
    assert amount_of_number(number) == Decimal(amount)
    assert str(amount_of_number(number)) == amount


@pytest.mark.parametrize(
    ("number", "named"),
    [
        (0.005, "more"),
        (1234.567, "more"),
        (-0.01, "zero or more"),
        (float("nan"), "not a number"),
        (float("inf"), "not a number"),
        (1e13, "largest"),
        (10000000000000.0, "largest"),
    ],
)
def test_a_number_cell_that_is_no_amount_is_refused(number, named, english):
    with pytest.raises(AmountError, match=named):
        amount_of_number(number)


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_read_is_never_another_power_of_ten(language):
    """Every text of up to five signs: read as its digits say, or refused."""
    read = 0
    with translation.override(language):
        for length in range(1, 6):
            for signs in product("01,.- $", repeat=length):
                text = "".join(signs)
                try:
                    amount = parse_amount(text)
                except AmountError as error:
                    assert str(error)
                    continue
                read += 1
                whole, _point, cents = text.strip().partition(".")
                plain = whole.replace(",", "")
                assert amount == Decimal(f"{plain}.{cents or 0}")
                assert "," not in whole or whole == f"{int(plain):,}"
                assert len(cents) <= 2
    assert read > 100

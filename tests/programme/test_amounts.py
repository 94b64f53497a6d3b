from decimal import Decimal

import pytest

from programme.amounts import AmountError, amount_of_number, parse_amount


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
        ("12,34,567", "not an amount"),
        ("1234,567", "not an amount"),
        ("$5", "not an amount"),
        ("5.", "not an amount"),
        (".5", "not an amount"),
        ("+5", "not an amount"),
        ("\u0661\u0662", "not an amount"),
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

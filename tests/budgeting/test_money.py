from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgeting.money import basis_points, equal_shares, split_amount

CODES = st.lists(
    st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2}){0,2}", fullmatch=True),
    min_size=1,
    max_size=40,
    unique=True,
)
AMOUNTS = st.integers(0, 999_999_999_999_999).map(lambda cents: Decimal(cents) / 100)


@st.composite
def shares(draw):
    """Codes with shares of at least one basis point that add up to 10,000."""
    codes = draw(CODES)
    picked = st.integers(1, 9_999)
    cuts = draw(
        st.lists(picked, min_size=len(codes) - 1, max_size=len(codes) - 1, unique=True)
    )
    edges = [0, *sorted(cuts), 10_000]
    parts = [high - low for low, high in zip(edges, edges[1:], strict=False)]
    return dict(zip(codes, parts, strict=True))


def test_three_actions_share_with_the_odd_point_to_the_first_code():
    assert equal_shares(["02", "01", "03"]) == {"01": 3334, "02": 3333, "03": 3333}


def test_seven_actions_share_with_four_odd_points_to_the_first_codes():
    assert equal_shares(list("7654321")) == {
        "1": 1429,
        "2": 1429,
        "3": 1429,
        "4": 1429,
        "5": 1428,
        "6": 1428,
        "7": 1428,
    }


def test_codes_are_ordered_byte_by_byte_and_not_as_numbers():
    assert equal_shares(["9", "10", "09"]) == {"09": 3334, "10": 3333, "9": 3333}


def test_no_actions_have_no_shares():
    assert equal_shares([]) == {}


@pytest.mark.parametrize(
    "codes", [["01", "01"], [str(n) for n in range(10_001)]], ids=["twice", "too many"]
)
def test_codes_that_cannot_share_are_refused(codes):
    with pytest.raises(ValueError):
        equal_shares(codes)


def test_ten_thousand_actions_have_one_basis_point_each():
    assert set(equal_shares([f"{n:05}" for n in range(10_000)]).values()) == {1}


@given(CODES, st.randoms())
def test_equal_shares_add_up_and_ask_not_in_which_order(codes, random):
    shuffled = list(codes)
    random.shuffle(shuffled)
    found = equal_shares(codes)
    assert found == equal_shares(shuffled)
    assert sum(found.values()) == 10_000
    assert max(found.values()) - min(found.values()) <= 1


def test_an_even_split_needs_no_rounding():
    assert split_amount(Decimal("100.00"), {"01": 6000, "02": 4000}) == {
        "01": Decimal("60.00"),
        "02": Decimal("40.00"),
    }


def test_the_odd_cent_goes_to_the_first_code_on_a_tie():
    assert split_amount(Decimal("0.01"), {"02": 5000, "01": 5000}) == {
        "01": Decimal("0.01"),
        "02": Decimal("0.00"),
    }


def test_the_odd_cent_goes_to_the_largest_remainder_before_the_first_code():
    # 33.33, 33.33 and 33.34 per cent of 1.00: 33.33, 33.33 and 33.34 cents
    split = split_amount(Decimal("1.00"), {"01": 3333, "02": 3333, "03": 3334})
    assert split == {
        "01": Decimal("0.33"),
        "02": Decimal("0.33"),
        "03": Decimal("0.34"),
    }


def test_the_largest_amount_splits_exactly():
    split = split_amount(Decimal("9999999999999.99"), {"01": 1, "02": 9999})
    # a ten-thousandth of 999,999,999,999,999 cents is 99,999,999,999.9999: 100 thousand
    # million cents after rounding, its remainder being the larger one
    assert split == {
        "01": Decimal("1000000000.00"),
        "02": Decimal("9998999999999.99"),
    }


def test_zero_is_split_into_zeros():
    assert split_amount(Decimal("0"), {"01": 1, "02": 9999}) == {
        "01": Decimal(0),
        "02": Decimal(0),
    }


@given(AMOUNTS, shares(), st.randoms())
def test_parts_add_up_to_the_cent_in_whatever_order_they_come(amount, by_code, random):
    items = list(by_code.items())
    random.shuffle(items)
    split = split_amount(amount, by_code)
    assert split == split_amount(amount, dict(items))
    assert sum(split.values()) == amount
    assert set(split) == set(by_code)


@given(AMOUNTS, shares())
def test_each_part_is_within_a_cent_of_its_exact_value_and_has_two_decimals(
    amount, by_code
):
    for code, part in split_amount(amount, by_code).items():
        exact = amount * by_code[code] / 10_000
        assert abs(part - exact) < Decimal("0.01")
        assert part >= 0
        assert part.as_tuple().exponent == -2


@given(AMOUNTS, CODES)
def test_among_equal_shares_an_earlier_code_never_has_less(amount, codes):
    split = split_amount(amount, equal_shares(codes))
    ordered = [split[code] for code in sorted(codes)]
    assert ordered == sorted(ordered, reverse=True)


@pytest.mark.parametrize(
    "amount", ["-0.01", "NaN", "Infinity", "0.001"], ids=lambda text: f"amount {text}"
)
def test_what_is_no_sum_of_cents_is_not_split(amount):
    with pytest.raises(ValueError, match="whole cents"):
        split_amount(Decimal(amount), {"01": 10_000})


@pytest.mark.parametrize(
    "by_code",
    [
        {},
        {"01": 9_999},
        {"01": 10_001},
        {"01": 0, "02": 10_000},
        {"1": -1, "2": 10_001},
    ],
    ids=str,
)
def test_shares_that_do_not_add_up_are_refused(by_code):
    with pytest.raises(ValueError, match="add up"):
        split_amount(Decimal("1.00"), by_code)


@pytest.mark.parametrize(
    ("typed", "points"),
    [("60", 6000), ("33.33", 3333), ("0.01", 1), ("100", 10_000), (" 5.5 ", 550)],
)
def test_a_per_cent_is_read_in_basis_points(typed, points):
    assert basis_points(typed) == points


@pytest.mark.parametrize(
    "typed",
    ["", "0", "0.00", "100.01", "33.333", "1,5", "-1", "1e1", "NaN", "60%", "٦٠", "."],
)
def test_what_is_no_per_cent_is_refused_by_name(typed):
    with pytest.raises(ValueError, match="is no share"):
        basis_points(typed)

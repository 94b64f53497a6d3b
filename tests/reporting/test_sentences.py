"""What is said of a year in words: plain and true with none, one, some or all."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from reporting.coverage import Coverage
from reporting.sentences import about_coverage, both_readings, headline, leading

pytestmark = pytest.mark.usefixtures("english")


def numbers(**given):
    """The numbers of a year in which two of three units linked all of their lines."""
    usual = {
        "units_prepared": 3,
        "units_approved": 3,
        "units_linked": 2,
        "compliance_rate": "0.6667",
        "amount_linked": "350.00",
        "amount_total": "400.00",
        "linked_rate": "0.8750",
        "actions_in_force": 10,
        "actions_funded": 4,
    }
    return {**usual, **given}


def chapter(name, actions, amount):
    return SimpleNamespace(
        code=name,
        name_es="",
        name_en=name,
        actions_funded=actions,
        amount_attributed=Decimal(amount),
    )


WATER = chapter("Water", 1, "300.00")
EQUAL = chapter("Equality", 3, "100.00")


def test_the_headline_names_the_rights_with_most_money_and_with_most_actions():
    assert headline(numbers(), 2030, "approved", [EQUAL, WATER]) == (
        "The 2030 budget gives money to 4 of the 10 actions in force. Rights and "
        "groups with the most linked money: Water, 75\u00a0%; Equality, 25\u00a0%. "
        "Rights and groups with the most funded actions: Equality, 3; Water, 1."
    )


@pytest.mark.parametrize(
    ("given", "stage", "said"),
    [
        ({"units_prepared": 0}, "approved", "No unit has prepared a budget for 2030"),
        ({"units_approved": 0}, "proposal", "No budget prepared for 2030 is approved"),
        ({"actions_funded": 0}, "approved", "gives money to none of 10 actions."),
        ({"actions_funded": 10}, "approved", "to all 10 actions in force."),
        ({"actions_funded": 1, "actions_in_force": 1}, "approved", "the only action"),
        ({}, "proposal", "in force. It is the proposal, before the vote."),
    ],
)
def test_the_headline_is_plain_with_none_one_and_all(given, stage, said):
    assert said in headline(numbers(**given), 2030, stage, [])


@pytest.mark.parametrize(
    ("linked", "prepared", "rate", "said"),
    [
        (0, 1, "0.0000", "the only one that prepared a budget did not link every line"),
        (0, 3, "0.0000", "By units: none of the 3 that prepared a budget"),
        (1, 1, "1.0000", "the only one that prepared a budget linked every line"),
        (1, 3, "0.3333", "By units: 1 of the 3 that prepared a budget (33.33\u00a0%)"),
        (3, 3, "1.0000", "By units: all 3 that prepared a budget"),
    ],
)
def test_the_reading_by_units_is_plain_with_none_one_and_all(
    linked, prepared, rate, said
):
    given = numbers(units_linked=linked, units_prepared=prepared, compliance_rate=rate)
    assert said in both_readings(given, "MXN")


@pytest.mark.parametrize(
    ("linked", "total", "rate", "said"),
    [
        ("0.00", "0.00", None, "By money: the lines have no amount."),
        ("0.00", "9.00", "0.0000", "none of the 9.00 MXN is in lines that cite"),
        ("9.00", "9.00", "1.0000", "all of the 9.00 MXN is in lines that cite"),
        ("3.00", "9.00", "0.3333", "3.00 of 9.00 MXN (33.33\u00a0%) is in lines"),
    ],
)
def test_the_reading_by_money_is_plain_with_none_some_and_all(
    linked, total, rate, said
):
    given = numbers(amount_linked=linked, amount_total=total, linked_rate=rate)
    assert said in both_readings(given, "MXN")


def test_the_money_of_a_few_approved_units_is_never_told_as_that_of_all():
    said = about_coverage(Coverage(obliged=22, counted=6, missing=5, not_approved=11))
    assert said == (
        "Only approved budgets are counted: those of 6 of the 22 obliged units. The "
        "per cent of money is of these alone. 11 units prepared a budget that is not "
        "approved: they count as prepared, never as linked. 5 obliged units prepared "
        "none."
    )


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        (Coverage(), ""),
        (Coverage(1, 1), "The only obliged unit is counted."),
        (Coverage(4, 4), "All 4 obliged units are counted."),
        (
            Coverage(4, 4, beyond=1),
            "All 4 obliged units are counted. 1 more, not obliged, is counted too.",
        ),
    ],
)
def test_it_says_when_every_obliged_unit_is_counted(coverage, said):
    assert about_coverage(coverage) == said


def test_nobody_is_named_for_the_order_of_a_code():
    first = chapter("A", 9, "1.00")
    level = [chapter(name, 5, "1.00") for name in "BCDEF"]
    assert leading([*level, first], "actions_funded") == ([first], 0)
    assert leading([first, *level[:4]], "actions_funded") == ([first, *level[:4]], 0)
    assert leading(level, "actions_funded") == (level, 0)
    assert leading([*level, chapter("G", 5, "1.00")], "actions_funded") == ([], 6)

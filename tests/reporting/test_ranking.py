from decimal import Decimal
from types import SimpleNamespace

from reporting.ranking import rank


def unit(name, linked="0", total="0", lines=(0, 0), **more):
    """A unit with these amounts and lines (linked, all)."""
    numbers = {
        "amount_linked": Decimal(linked),
        "amount_total": Decimal(total),
        "lines_linked": lines[0],
        "lines_total": lines[1],
        "actions_funded": 0,
        "actions_new": None,
    }
    given = {"status": "approved", **numbers, **more}
    return SimpleNamespace(code=name.upper(), name=name, kind="ministry", **given)


def without_lines(name, status):
    numbers = ["amount_linked", "amount_total", "lines_linked", "lines_total"]
    nothing = dict.fromkeys([*numbers, "actions_funded", "actions_new"])
    return SimpleNamespace(
        code=name.upper(), name=name, kind="ministry", status=status, **nothing
    )


def told(ranking):
    """Each placed unit as the page tells it: place, tie, name, value."""
    return [
        f"{one.place}{' =' if one.shared else ''} {one.unit.name} {one.value}"
        for one in ranking.placed
    ]


def test_the_largest_part_of_its_money_comes_first_however_small_the_unit():
    units = [
        unit("Large", "600.00", "1000.00", (60, 100)),  # 60 %
        unit("Small", "9.00", "10.00", (9, 10)),  # 90 %
        unit("None", "0.00", "500.00", (0, 50)),  # 0 %
    ]
    assert told(rank(units, "money")) == [
        "1 Small 0.9000",
        "2 Large 0.6000",
        "3 None 0.0000",
    ]


def test_equals_share_a_place_stand_by_name_and_the_next_is_counted_past_them():
    units = [
        unit("Zoo", "5.00", "10.00", (25, 50)),
        unit("Last", "1.00", "10.00", (25, 50)),
        unit("Água", "50.00", "100.00", (25, 50)),
        unit("First", "10.00", "10.00", (25, 50)),
        unit("museum", "2.00", "4.00", (25, 50)),
    ]
    assert told(rank(units, "money")) == [
        "1 First 1.0000",
        "2 = Água 0.5000",
        "2 = museum 0.5000",
        "2 = Zoo 0.5000",
        "5 Last 0.1000",
    ]


def test_rates_that_are_shown_alike_are_equal():
    units = [
        unit("Third", "1.00", "3.00", (30, 90)),  # 0.33333… is shown as 0.3333
        unit("Written", "3333.00", "10000.00", (30, 90)),
    ]
    assert told(rank(units, "money")) == ["1 = Third 0.3333", "1 = Written 0.3333"]


def test_what_is_missing_not_approved_or_without_money_has_no_place_never_zero():
    units = [
        unit("With", "0.00", "10.00", (0, 50)),
        without_lines("Missing", "missing"),
        without_lines("Awaited", "not_approved"),
        unit("Empty", "0.00", "0.00", (3, 30)),  # lines of amount 0: no rate of money
    ]
    by_money = rank(units, "money")
    assert told(by_money) == ["1 With 0.0000"]
    apart = [(one.unit.name, one.place, one.value) for one in by_money.apart]
    assert apart == [
        ("Awaited", None, None),
        ("Empty", None, None),
        ("Missing", None, None),
    ]
    assert told(rank(units, "lines")) == ["1 Empty 0.1000", "2 With 0.0000"]


def test_few_lines_are_marked_where_a_rate_is_compared_and_only_there():
    units = [
        unit("Nineteen", "1.00", "1.00", (19, 19), actions_funded=4),
        unit("Twenty", "1.00", "1.00", (20, 20), actions_funded=3),
    ]
    by_money = rank(units, "money").placed
    assert [(one.unit.name, one.few) for one in by_money] == [
        ("Nineteen", True),
        ("Twenty", False),
    ]
    assert not any(one.few for one in rank(units, "actions").placed)


def test_new_actions_that_cannot_be_told_give_nobody_a_place():
    units = [unit("A", "1.00", "1.00", (1, 1)), unit("B", "1.00", "1.00", (1, 1))]
    ranking = rank(units, "new")
    assert not ranking.placed
    assert [one.unit.name for one in ranking.apart] == ["A", "B"]


def test_counts_and_amounts_are_ordered_the_most_first():
    units = [
        unit("A", "5.00", "9.00", (1, 2), actions_funded=2, actions_new=0),
        unit("B", "4.00", "100.00", (2, 4), actions_funded=7, actions_new=1),
    ]
    assert told(rank(units, "linked")) == ["1 A 5.00", "2 B 4.00"]
    assert told(rank(units, "amount")) == ["1 B 100.00", "2 A 9.00"]
    assert told(rank(units, "actions")) == ["1 B 7", "2 A 2"]
    assert told(rank(units, "new")) == ["1 B 1", "2 A 0"]

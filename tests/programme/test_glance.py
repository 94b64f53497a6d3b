"""What is read at a glance is what is read one by one."""

import random
from datetime import date

import pytest

from programme.amounts import amount_of_number
from programme.workbooks import CellProblem
from programme.workbooks.columns import amount, code, text

CELLS = [
    "01.01.01",
    "4411",
    "0441",
    " 4411",
    "",
    "  ",
    "Apoyos a la población",
    "Apoyos a la poblacio\u0301n",  # an accent in two characters
    "PoblaciÃ³n",
    "Â",
    "\u0301",  # an accent of nothing
    "01\u201101",  # a hyphen that is none
    "\uff14411",  # a digit of full width
    "A\u200b1",
    "\u2000x",
    "\u202eabc",
    "two\nlines",
    "a\x07bell",
    "x" * 30,
    0.0,
    -0.0,
    12.5,
    4411.0,
    0.1 + 0.2,
    1.005,
    -1.0,
    9_999_999_999_999.99,
    1e13,
    float("inf"),
    float("nan"),
    4411,
    True,
    date(2027, 1, 1),
]
READERS = {
    "text": text(20),
    "code": code(20),
    "partida": code(4, r"[1-9][0-9]{3}", "Four digits."),
    "amount": amount(),
}


def one_by_one(read, cell):
    """What a cell means, or that it cannot be read."""
    try:
        return read(cell)
    except CellProblem:
        return CellProblem


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("beside", CELLS, ids=ascii)
def test_a_glance_says_what_each_cell_alone_says_or_leaves_it_out(name, beside):
    read = READERS[name]
    for cell in CELLS:
        seen = read.glance({cell, beside})
        if cell in seen:
            assert seen[cell] == one_by_one(read, cell), (cell, beside)


def test_ordinary_cells_are_all_read_at_a_glance():
    texts = {"Apoyos a la población", "Vialidad"}
    assert READERS["text"].glance({" Vialidad "}) == {" Vialidad ": "Vialidad"}
    assert text(30).glance(texts).keys() == texts
    assert code(20).glance({"A1", "01.01"}) == {"A1": "A1", "01.01": "01.01"}
    assert READERS["partida"].glance({"4411", "441"}) == {"4411": "4411"}


def test_an_amount_at_a_glance_is_the_number_at_fifteen_digits():
    chance = random.Random(8)
    numbers = [chance.randrange(10**15) / 100 for _ in range(2000)]
    seen = amount().glance(numbers)
    assert seen.keys() == set(numbers)
    assert all(seen[one] == amount_of_number(one) for one in numbers)
    assert {one.as_tuple().exponent for one in seen.values()} == {-2}


def test_a_zero_with_a_minus_sign_is_zero_by_either_road():
    assert [str(amount_of_number(-0.0)), str(amount().glance({-0.0})[0.0])] == [
        "0.00",
        "0.00",
    ]

"""Blocks as spreadsheets copy them, read into cells."""

import pytest

from budgeting.pasting import PasteError, read_block, split_cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"], [""]]),
        ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
        ("a\tb\rc\td", [["a", "b"], ["c", "d"]]),
        ('"two\nlines"\tx', [["two\nlines", "x"]]),
        ('"a\ttab"\tx', [["a\ttab", "x"]]),
        ('"say ""yes""\n"\tx', [['say "yes"\n', "x"]]),
        ('"Agua" para todos\tx', [['"Agua" para todos', "x"]]),
        ('"Agua"\tx', [['"Agua"', "x"]]),
        ('"open\tx\ny\tz', [['"open', "x"], ["y", "z"]]),
        ('5" pipe\t"', [['5" pipe', '"']]),
        ("", [[""]]),
    ],
)
def test_cells_are_as_the_spreadsheet_copied_them(text, cells):
    assert split_cells(text) == cells


def test_a_block_reads_in_the_order_of_the_table():
    block = read_block(
        "A1\t4411\tApoyos\t $1,234.50 \tIztapalapa\t01.01.01\r\n\t\t\r\n"
    )
    assert block.rows == [
        {
            "code": "A1",
            "object_code": "4411",
            "description": "Apoyos",
            "amount": "1,234.50",
            "territory": "Iztapalapa",
            "actions": "01.01.01",
        }
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Importe\tPartida\tRenglón",
        "amount\tobject_code\tline",
        "AMOUNT\tObject of expenditure (partida)\tLine code",
        "Monto:\tpartida\tclave",
    ],
)
def test_a_heading_is_recognised_in_both_languages(heading):
    block = read_block(f"{heading}\n5\t2111\tA1")
    assert block.rows == [{"amount": "5", "object_code": "2111", "code": "A1"}]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("$1,234.50", "1,234.50"),
        ("1,234.50\u00a0", "1,234.50"),
        ("MXN 5", "5"),
        ("5 MXN", "5"),
        ("$ 5.00", "5.00"),
        ("1.234,50 €", "1.234,50"),  # and this does not read: by name
        ("($5.00)", "($5.00)"),
        ("-$5.00", "-$5.00"),
    ],
)
def test_of_an_amount_only_the_currency_sign_is_taken_off(typed, read):
    assert read_block(f"A\t2111\tx\t{typed}").rows[0]["amount"] == read


def test_more_columns_than_the_table_has_are_refused_by_name(english):
    with pytest.raises(PasteError, match=r"column 7 \(“seis”\)"):
        read_block("A\t2111\tx\t5\ty\t01.01.01\tseis")
    with pytest.raises(PasteError, match="no such column: Teléfono"):
        read_block("Renglón\tPartida\tTeléfono\nA\t2111\t5")
    with pytest.raises(PasteError, match="twice"):
        read_block("Partida\tPartida\n2111\t2111")


def test_nothing_and_too_much_are_refused_in_words(english):
    with pytest.raises(PasteError, match="Paste the cells"):
        read_block(" \t\r\n\u00a0")
    with pytest.raises(PasteError, match="at most 500 rows at once: these are 501"):
        read_block("A\t2111\n" * 501)


def test_a_long_cell_is_kept_whole():
    block = read_block("A\t2111\t" + "x" * 200_000)
    assert len(block.rows[0]["description"]) == 200_000

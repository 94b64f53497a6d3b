import base64
import json

import pytest

from reporting.paging import Cursor, read_cursor
from reporting.queries import BadQuery


def cursor_of(content) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize("backwards", [False, True])
def test_a_cursor_is_read_back_from_its_text(backwards):
    cursor = Cursor(("08PD01", "L/1 ñ"), backwards)
    assert read_cursor(str(cursor), 2) == cursor


@pytest.mark.parametrize("letter", ["L", "ñ", "線", "😀", '"', "\\"])
def test_the_longest_codes_have_a_next_page(letter):
    cursor = Cursor((letter * 20, letter * 20), backwards=True)
    assert read_cursor(str(cursor), 2) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "zz",
        "ñ",
        "W" * 301,
        cursor_of([0]),
        cursor_of([2, "a", "b"]),
        cursor_of([0, "a"]),
        cursor_of([0, "a", None]),
        cursor_of([0, "a", ""]),
        cursor_of([0, "a", "\0"]),
        cursor_of([0, "a", "\ud800"]),
        cursor_of([[], "a", "b"]),
        cursor_of({"a": 1, "b": 2, "c": 3}),
        cursor_of(None),
        cursor_of([[[[[[]]]]]]),
    ],
)
def test_any_other_text_is_refused_in_words(text):
    with pytest.raises(BadQuery):
        read_cursor(text, 2)

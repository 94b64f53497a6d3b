"""Readers of cells: each takes a cell's value and gives what it means.

A reader raises CellProblem with a sentence that says what is expected. Readers are
called once for each distinct value of a column, not once a row; one that is `Quick` is
first shown all of them, and reads at a glance what is in no way out of the ordinary.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from programme.amounts import (
    AmountError,
    amount_of_number,
    amounts_of_numbers,
    parse_amount,
)
from programme.workbooks.errors import CellProblem

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
UNSEEN = re.compile(  # spaces that are none, signs without width, turns of direction
    "[\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\u3164\ufeff\uffa0]"
)
TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
DASHES = re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]")
GARBLED = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u2122]"
    "|\ufffd|â€[\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u2122]"
)
GARBLED_STARTS = ("Ã", "Â", "â€", "\ufffd")
LONGEST = 10_000  # characters of a text
HINTS = 50  # a nearest match costs time: only the first unknown codes get one
LAST_YEAR = 2200
FIRST_YEAR = 1900

NUMBERS = (float, int)

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Quick:
    """A reader that knows ordinary cells at a glance, thousands at once.

    `glance` maps those cells to what they mean, exactly as `one` would; it leaves out
    whatever needs a look of its own.
    """

    one: Reader
    glance: Callable[[Collection[Any]], dict[Any, Any]]

    def __call__(self, cell: Any) -> Any:
        return self.one(cell)


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its name and how its cells are read.

    `optional`: the column may be absent; `blank`: a cell may be empty, and then means
    `empty`.
    """

    name: str
    read: Reader
    blank: bool = False
    optional: bool = False
    empty: Any = ""


def text(most: int = LONGEST) -> Reader:
    """Free text of at most so many characters; a number is taken as it stands."""

    def read(cell: Any) -> str:
        return _checked_text(_only_text(cell).strip(), most)

    def glance(cells: Collection[Any]) -> dict[Any, Any]:
        texts = ordinary_texts(cells, most)
        return {one: bare for one in texts if (bare := one.strip())}

    return Quick(read, glance)


def code(most: int = 20, pattern: str = "", expected: str = "") -> Reader:
    """A code, byte by byte as it stands: never a number, a date, trimmed or padded."""
    form = re.compile(pattern) if pattern else None

    def read(cell: Any) -> str:
        written = _only_code(cell)
        if written != written.strip():
            raise CellProblem(_("Delete the space before or after the code."))
        if not written.isascii():
            _check_look_alikes(written)
        if form and not form.fullmatch(written):
            raise CellProblem(expected)
        return _checked_text(written, most)

    def glance(cells: Collection[Any]) -> dict[Any, Any]:
        texts = ordinary_texts(cells, most)
        whole = "".join(texts)
        if not whole.isascii() or whole.split(maxsplit=1) != [whole]:
            texts = [one for one in texts if one == one.strip() and one.isascii()]
        return {one: one for one in texts if one and (not form or form.fullmatch(one))}

    return Quick(read, glance)


def known(things: Mapping[str, Any], absent: str) -> Reader:
    """What a code stands for; `absent` is the sentence when it stands for nothing."""
    read_code = code(most=100)
    hints = iter(range(HINTS))

    def read(cell: Any) -> Any:
        written = read_code(cell)
        if written not in things:
            hint = (
                _did_you_mean(written, things) if next(hints, None) is not None else ""
            )
            raise CellProblem(absent + hint)
        return things[written]

    return read


def choice(allowed: Collection[str]) -> Reader:
    """One of these words, exactly."""

    def read(cell: Any) -> str:
        written = _only_text(cell).strip()
        if written not in allowed:
            words = ", ".join(allowed)
            raise CellProblem(_("Write one of: %(words)s.") % {"words": words})
        return written

    read.choices = tuple(allowed)  # type: ignore[attr-defined]  # templates offer them
    return read


def whole(least: int, most: int) -> Reader:
    """A whole number between two others, both included."""

    def read(cell: Any) -> int:
        if isinstance(cell, NUMBERS):
            number = int(cell) if cell == cell and abs(cell) < 1e15 else None
            number = number if number == cell else None
        else:
            written = _only_text(cell).strip()
            plain = written.isascii() and written.isdigit() and len(written) < 16
            number = int(written) if plain else None
        if number is None or not least <= number <= most:
            raise CellProblem(
                _("Write a whole number from %(least)s to %(most)s.")
                % {"least": least, "most": most}
            )
        return number

    return read


def year() -> Reader:
    """A calendar year."""
    return whole(FIRST_YEAR, LAST_YEAR)


def amount() -> Reader:
    """Money, strictly (method.md, 6)."""

    def read(cell: Any) -> Any:
        try:
            if isinstance(cell, NUMBERS):
                return amount_of_number(cell)
            return parse_amount(_only_text(cell))
        except AmountError as error:
            raise CellProblem(str(error)) from error

    def glance(cells: Collection[Any]) -> dict[Any, Any]:
        return amounts_of_numbers([one for one in cells if isinstance(one, float)])

    return Quick(read, glance)


def parts_of(written: str) -> list[str]:
    """The members of a list written with `;`, without outer spaces and empty ones."""
    return [part for part in map(str.strip, written.split(";")) if part]


def code_list(cell: Any) -> str:
    """The text of a cell that lists codes; never a number or a date."""
    written = _checked_text(_only_code(cell).strip(), LONGEST)
    if not written.isascii():
        _check_look_alikes(written)
    return written


def _only_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, NUMBERS):
        return f"{cell:.15g}"
    raise CellProblem(_("The cell holds a date: write it as text."))


def _only_code(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, NUMBERS):
        raise CellProblem(
            _(
                "The code is stored as a number and may have lost zeros (1.10 becomes "
                "1.1): format the cell as text and write it again."
            )
        )
    raise CellProblem(
        _("The code is stored as a date: format the cell as text and write it again.")
    )


def _checked_text(written: str, most: int) -> str:
    if len(written) > most:
        raise CellProblem(
            _("The text has %(length)s characters; at most %(most)s fit.")
            % {"length": len(written), "most": most}
        )
    if not written.isprintable() and CONTROL.search(written):
        raise CellProblem(_("The text holds a character that cannot be shown."))
    return written if written.isascii() else _checked_accents(written)


def ordinary_texts(cells: Collection[Any], most: int = LONGEST) -> list[str]:
    """The texts among the cells; none at all where any is too long or out of order."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    whole = " ".join(texts)  # a space joins with nothing before or after it
    in_order = (
        max(map(len, texts), default=0) <= most
        and (whole.isprintable() or not CONTROL.search(whole))
        and (whole.isascii() or _is_composed(whole))
    )
    return texts if in_order else []


def _is_composed(whole: str) -> bool:
    """Whether no accent is garbled or written in two characters, and nothing turned."""
    suspect = any(start in whole for start in GARBLED_STARTS)
    garbled = suspect and GARBLED.search(whole)
    in_order = not garbled and not TURNED.search(whole)
    return in_order and unicodedata.is_normalized("NFC", whole)


def _check_look_alikes(written: str) -> None:
    """Refuse what looks like another code and is not the same: codes are compared by
    the letter."""
    if found := UNSEEN.search(written):
        raise CellProblem(
            _(
                "The code holds a character that is not seen (U+%(number)s): write it "
                "again."
            )
            % {"number": f"{ord(found[0]):04X}"}
        )
    if found := DASHES.search(written):
        raise CellProblem(
            _("The code holds “%(dash)s”, which is no plain hyphen: write “-”.")
            % {"dash": found[0]}
        )
    if any(one.isdigit() and not one.isascii() for one in written):
        raise CellProblem(_("The code has digits other than 0 to 9: use these."))


def _checked_accents(written: str) -> str:
    """The text in its composed form (NFC), which is how texts are compared."""
    if TURNED.search(written):
        raise CellProblem(
            _("The text holds a hidden character that turns its direction: delete it.")
        )
    suspect = any(start in written for start in GARBLED_STARTS)
    if suspect and GARBLED.search(written):
        raise CellProblem(
            _(
                "The accents are garbled: the file was saved in one encoding and read "
                "in another. Save it as UTF-8."
            )
        )
    return unicodedata.normalize("NFC", written)


def _did_you_mean(written: str, things: Collection[str]) -> str:
    near = get_close_matches(written, list(things)[:500], n=1, cutoff=0.8)
    return " " + _("Did you mean %(near)s?") % {"near": near[0]} if near else ""

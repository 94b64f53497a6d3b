"""The workbook read back: guarded as every import, its rows in the spelling compared.

What the desk keeps as typed until it reads (an amount, a partida, a text too long) is
read here as typed; what no row could hold (a code stored as a number, an action that
does not exist) is an error of its cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from budgeting.imports.citations import ActionsOfYear
from budgeting.models import Citation, SpendingLine
from budgeting.workbook.help import several
from budgeting.workbook.marks import Mark, WrongMark, read_mark
from budgeting.workbook.values import (
    FRAMEWORK_COLUMNS,
    NUMBERS,
    SEVERAL,
    Picture,
    line_columns,
    number,
    plain,
)
from budgeting.workbook.writing import INSTRUCTIONS, LISTS, MARK, OWN_SHEETS
from programme.workbooks import CellProblem, Column, FileRead, Reader, SheetForm, Table
from programme.workbooks import read_tables as read_file
from programme.workbooks.columns import NUMBERS as FIGURES
from programme.workbooks.columns import choice, code, code_list, text

LANGUAGES = ("en", "es")
LONGEST = 32_767
KEYS = ("framework", "line")


@dataclass
class GivenRow:
    """A row of the file: where it stands, what it says, which row it was."""

    sheet: str
    index: int
    number: int
    said: Picture
    mark: Mark | None = None
    errors: bool = False


@dataclass
class Given:
    """All that the file gives."""

    file: FileRead
    frameworks: list[GivenRow] = field(default_factory=list)
    lines: list[GivenRow] = field(default_factory=list)

    def table(self, row: GivenRow) -> Table:
        """The table that the row is of."""
        return self.file.tables[row.sheet]


def read_workbook(path: Path, proposal: Any, actions: ActionsOfYear) -> Given:
    """The rows of the file; raises ImportRefused where it cannot be read at all."""
    columns = line_columns(proposal.fiscal_year)
    forms = [
        SheetForm("lines", _line_form(columns, actions), may_be_empty=True),
        SheetForm("frameworks", _framework_form(), optional=True, may_be_empty=True),
    ]
    file = read_file(path, forms, csv=False)
    ours = {name for one in (INSTRUCTIONS, LISTS, "actions") for name in _called(one)}
    left_out = {_("The sheet “%s” was not read.") % name for name in ours}
    file.notes[:] = [said for said in file.notes if said not in left_out]
    given = Given(file)
    given.frameworks = _rows(file.tables["frameworks"], "frameworks", FRAMEWORK_COLUMNS)
    given.lines = _rows(file.tables["lines"], "lines", columns)
    return given


def _called(name: str) -> tuple[str, str]:
    return name, OWN_SHEETS[name]


def _line_form(columns: tuple[str, ...], actions: ActionsOfYear) -> tuple[Column, ...]:
    readers: dict[str, Reader] = {
        "framework": code(20),
        "line": code(20),
        "object_code": code(LONGEST),
        "amount": _figure,
        "actions": lambda cell: _cited(actions, cell),
        "strength": _strength,
        "justification": _justification,
        "screened": choice(SpendingLine.Screened.values),
    }
    return (*(_column(name, readers) for name in columns), _mark_column())


def _framework_form() -> tuple[Column, ...]:
    readers: dict[str, Reader] = {
        "framework": code(20),
        "function": lambda cell: code_list(cell).partition(" ")[0],
        **dict.fromkeys(NUMBERS, _figure),
    }
    return (*(_column(name, readers) for name in FRAMEWORK_COLUMNS), _mark_column())


def _column(name: str, readers: Mapping[str, Reader]) -> Column:
    return Column(name, readers.get(name, _text), blank=True)


def _mark_column() -> Column:
    return Column(MARK, str, blank=True, optional=True)


def _text(cell: Any) -> str:
    return plain(text(LONGEST)(cell))


def _figure(cell: Any) -> str:
    """A number as it is compared; what is no amount stays as it was typed."""
    if isinstance(cell, FIGURES):
        return number(f"{cell:.15g}")
    if not isinstance(cell, str):
        raise CellProblem(_("The cell holds a date: write it as text."))
    return number(text(LONGEST)(cell))


def _cited(actions: ActionsOfYear, cell: Any) -> str:
    """The actions in the spelling compared: code by code, shares in basis points."""
    return actions.read(cell).text


def _strength(cell: Any) -> str:
    """A strength by its word in either language, or by its code."""
    said = _text(cell)
    found = _strengths().get(said.casefold())
    if found is None:
        words = ", ".join(str(label) for label in Citation.Strength.labels)
        raise CellProblem(_("Write one of: %(words)s.") % {"words": words})
    return found


def _strengths() -> dict[str, str]:
    known = {value: value for value in Citation.Strength.values}
    for language in LANGUAGES:
        with override(language):
            known |= {str(s.label).casefold(): s.value for s in Citation.Strength}
            known[several().casefold()] = SEVERAL
    return known


def _justification(cell: Any) -> str:
    said = _text(cell)
    for language in LANGUAGES:
        with override(language):
            if said == several():
                return SEVERAL
    return said


def _rows(table: Table, sheet: str, columns: tuple[str, ...]) -> list[GivenRow]:
    """The rows that say anything besides their mark; errors are noted in the table."""
    rows = []
    for index, at in enumerate(table.rows):
        if not any(_is_filled(table, name, index) for name in columns):
            continue
        said = {name: table.values[name][index] for name in columns}
        row = GivenRow(sheet, index, at, said, errors=index in table.unread)
        for name in KEYS:
            if name in said and not _is_filled(table, name, index):
                row.errors = True
                table.error(index, name, _("The cell is empty: fill it in."))
        row.mark = _mark(table, row)
        rows.append(row)
    return rows


def _is_filled(table: Table, name: str, index: int) -> bool:
    given = table.given.get(name)
    return given is not None and str(given[index]).strip() != ""


def _mark(table: Table, row: GivenRow) -> Mark | None:
    typed = table.values[MARK][row.index]
    if not typed:
        return None
    try:
        mark = read_mark(typed.strip())
        if mark.sheet != row.sheet[0]:
            raise WrongMark
    except WrongMark:
        row.errors = True
        message = _(
            "The hidden cell of this row was changed. Empty it, and the row is known "
            "by its code; or take the row again from a fresh download."
        )
        table.error(row.index, MARK, message)
        return None
    return mark

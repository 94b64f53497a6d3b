"""Sheets read against their form: columns by name, every cell read, errors kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.workbooks import names
from programme.workbooks.columns import Column, Quick
from programme.workbooks.errors import CellError, CellProblem, Problems
from programme.workbooks.scan import letters_of
from programme.workbooks.spreadsheet import RawSheet

SHOWN = 10  # cells with formulas that a note names


class _Unread:
    """The value of a cell that could not be read; its error is already noted."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD: Final = _Unread()


@dataclass(frozen=True)
class SheetForm:
    """What a sheet must look like."""

    name: str
    columns: tuple[Column, ...]
    optional: bool = False  # the sheet may be absent
    may_be_empty: bool = False

    @property
    def names(self) -> set[str]:
        """The names a file may give this sheet."""
        return names.known_as(self.name, names.SHEETS)


@dataclass
class Table:
    """The rows of a sheet by column; `values[name][i]` is read from row `rows[i]`."""

    sheet: str
    problems: Problems
    rows: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    given: dict[str, Sequence[Any]] = field(default_factory=dict)
    headers: dict[str, tuple[str, str]] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)
    misnamed: bool = False  # a column is missing, or nobody asked for it

    def __len__(self) -> int:
        return len(self.rows)

    def error(self, index: int, column: str, message: str) -> None:
        """Note an error of the cell in this column of the index-th row."""
        letters, header = self.headers.get(column, ("A", column))
        given = self.given.get(column)
        self.problems.add(
            CellError(
                sheet=self.sheet,
                cell=f"{letters}{self.rows[index]}",
                header=header,
                value=as_text(given[index]) if given else "",
                message=message,
            )
        )

    def cell(self, index: int, column: str) -> str:
        """The address of a cell, as a spreadsheet names it."""
        return f"{self.headers.get(column, ('A', ''))[0]}{self.rows[index]}"

    def sound(self) -> list[int]:
        """The indexes of the rows whose every cell was read."""
        return [i for i in range(len(self.rows)) if i not in self.unread]

    def refuse_repeats(self, *key: str, message: str) -> None:
        """Note an error for each row whose key an earlier row has; names that row.

        `message` has a `%(first)s` for the address of the earlier cell.
        """
        columns = [self.values[name] for name in key]
        if len(set(zip(*columns, strict=True))) == len(self.rows):
            return
        keys = list(zip(*columns, strict=True))
        first: dict[tuple, int] = {}
        for i in self.sound():
            if (earlier := first.setdefault(keys[i], i)) != i:
                place = self.cell(earlier, key[-1])
                self.error(i, key[-1], message % {"first": place})


def as_text(cell: Any) -> str:
    """A cell's value as a sentence shows it."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def read_table(form: SheetForm, raw: RawSheet, problems: Problems) -> Table:
    """The sheet's rows, every cell read; what cannot be read is noted in `problems`."""
    table = Table(raw.name, problems)
    if not raw.rows:
        if not form.may_be_empty:
            problems.of_sheet(raw.name, _("The sheet is empty."))
    else:
        table.rows = raw.numbers[1:]
        _place_columns(form, raw, table)
        if not table.rows and not form.may_be_empty:
            problems.of_sheet(raw.name, _("The sheet has headers but no rows."))
    for column in form.columns:
        _read_column(column, table)
    _refuse_calculated_keys(raw, table)
    for i, number in enumerate(table.rows if problems.unread else ()):
        if (raw.name, number) in problems.unread:
            table.unread.add(i)
    return table


def _refuse_calculated_keys(raw: RawSheet, table: Table) -> None:
    """A code that a formula gives may be another one tomorrow."""
    if not raw.calculated:
        return
    places = {table.headers[name][0]: name for name in names.KEYS & set(table.headers)}
    index = {number: i for i, number in enumerate(table.rows)}
    for cell, formula in raw.calculated.items():
        letters = cell.rstrip("0123456789")
        i = index.get(int(cell[len(letters) :]))
        if letters in places and i is not None:
            message = _(
                "A formula gives this code (%(formula)s): write the code itself."
            )
            table.unread.add(i)
            table.error(i, places[letters], message % {"formula": formula[:80]})


def calculated_note(raw: RawSheet) -> str:
    """What is said of values that formulas give; empty where there are none."""
    shown = [f"{cell} ({formula[:40]})" for cell, formula in raw.calculated.items()]
    if not shown:
        return ""
    return ngettext(
        "Sheet “%(sheet)s”: %(count)s cell holds a formula; the value that the file "
        "stores for it is read: %(cells)s",
        "Sheet “%(sheet)s”: %(count)s cells hold formulas; the values that the file "
        "stores for them are read: %(cells)s",
        len(shown),
    ) % {
        "sheet": raw.name,
        "count": f"{len(shown):,}",
        "cells": "; ".join(shown[:SHOWN]) + ("; …" if len(shown) > SHOWN else ""),
    }


def _place_columns(form: SheetForm, raw: RawSheet, table: Table) -> None:
    """Find each column of the form under its header, in any order."""
    expected = {
        alias: column.name
        for column in form.columns
        for alias in names.known_as(column.name, names.COLUMNS)
    }
    for position, cells in enumerate(zip(*raw.rows, strict=True), start=1):
        header, letters = as_text(cells[0]).strip(), letters_of(position)
        name = expected.get(names.plain(header))
        if name and name not in table.headers:
            table.headers[name] = (letters, header)
            table.given[name] = cells[1:]
        elif message := _why_unwanted(header, name, cells, list(expected)):
            place = f"{letters}{raw.numbers[0]}"
            table.misnamed = True
            table.problems.add(CellError(raw.name, place, header, header, message))
    missing = [
        c for c in form.columns if not c.optional and c.name not in table.headers
    ]
    table.misnamed |= bool(missing)
    if missing:  # rows without a needed column can be judged no further
        table.unread.update(range(len(table.rows)))
    for column in missing:
        message = _("The column “%(name)s” (“%(alias)s”) is missing.")
        alias = names.COLUMNS[column.name]
        table.problems.of_sheet(
            raw.name, message % {"name": column.name, "alias": alias}
        )


def _why_unwanted(
    header: str, name: str | None, cells: Sequence[Any], expected: list[str]
) -> str:
    """Why a column nobody asked for is an error; empty where it is none."""
    if name:
        return _("Two columns have this name: delete one.")
    if names.is_ours(header):
        return ""
    if header:
        near = get_close_matches(names.plain(header).lower(), expected, n=1)
        hint = _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
        return _("No column has this name here.") + hint
    if any(str(cell).strip() for cell in cells):
        return _("The column has values but no name: name it or empty it.")
    return ""


def _read_column(column: Column, table: Table) -> None:
    """Read a column: each distinct value once, then every row by look-up."""
    given = table.given.get(column.name)
    if given is None:
        table.values[column.name] = [column.empty] * len(table.rows)
        return
    cells = set(given)
    if (1 in cells or 0 in cells) and bool in set(map(type, given)):
        # True and 1 are one key of a dict
        given = [as_text(c).upper() if isinstance(c, bool) else c for c in given]
        table.given[column.name] = given
        cells = set(given)
    read = column.read
    meaning: dict[Any, Any] = read.glance(cells) if isinstance(read, Quick) else {}
    wrong: dict[Any, str] = {}
    for cell in cells.difference(meaning):
        try:
            meaning[cell] = _read_cell(column, cell)
        except CellProblem as problem:
            meaning[cell], wrong[cell] = UNREAD, str(problem)
    table.values[column.name] = list(map(meaning.__getitem__, given))
    if wrong:
        for i, cell in enumerate(given):
            if cell in wrong:
                table.unread.add(i)
                table.error(i, column.name, wrong[cell])


def _read_cell(column: Column, cell: Any) -> Any:
    if isinstance(cell, str) and not cell.strip():
        if not column.blank:
            raise CellProblem(_("The cell is empty: fill it in."))
        return column.empty
    return column.read(cell)

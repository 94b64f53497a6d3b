"""What is wrong in a file: every error names sheet, cell, value and what to do."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LISTED = 5000  # errors named one by one; the rest are counted
SHOWN = 80  # characters of a value that a sentence repeats


@dataclass(frozen=True)
class CellError:
    """One thing to mend: `str()` is a sentence with sheet, cell, value and remedy.

    `sheet` and `cell` are empty where the error is of the whole file or sheet.
    """

    sheet: str
    cell: str
    header: str
    value: str
    message: str

    def __str__(self) -> str:
        if not self.sheet:
            return self.message
        if not self.cell:
            return _("Sheet “%(sheet)s”: %(message)s") % vars(self)
        if not (self.header or self.value):
            return _("Sheet “%(sheet)s”, cell %(cell)s: %(message)s") % vars(self)
        value = self.value if len(self.value) <= SHOWN else self.value[:SHOWN] + "…"
        return _(
            "Sheet “%(sheet)s”, cell %(cell)s (%(header)s), “%(value)s”: %(message)s"
        ) % {**vars(self), "value": value}

    @property
    def row(self) -> int:
        """The row of the sheet that the error is in; 0 where it is in none."""
        digits = re.search(r"[0-9]+", self.cell)
        return int(digits[0]) if digits else 0


class ImportRefused(Exception):
    """A file was not loaded: `.errors` names what to mend, in order of place.

    `.omitted` counts the errors beyond the first thousands, which are not named.
    """

    def __init__(self, errors: list[CellError], omitted: int = 0) -> None:
        self.errors = in_order(errors)
        self.omitted = omitted
        super().__init__("\n".join(self.sentences()))

    def sentences(self) -> list[str]:
        """One sentence an error, and one for those that are only counted."""
        said = [str(error) for error in self.errors]
        if self.omitted:
            said.append(
                ngettext(
                    "%(count)s more error is not listed.",
                    "%(count)s more errors are not listed.",
                    self.omitted,
                )
                % {"count": self.omitted}
            )
        return said


class CellProblem(ValueError):
    """A cell's value cannot be taken; its str() is the message of the error."""


class Problems:
    """Collects the errors of a file, so that all are told in one run."""

    def __init__(self) -> None:
        self.errors: list[CellError] = []
        self.omitted = 0
        self.left_out: list[str] = []  # sheets that are there and nobody asked for
        self.unread: set[tuple[str, int]] = set()  # sheet and row of `of_value`
        self._without_value: set[tuple[str, str]] = set()

    def add(self, error: CellError) -> None:
        """Note an error; beyond the first thousands they are only counted."""
        if (error.sheet, error.cell) in self._without_value:
            return  # that the cell has no value to read was said already
        if len(self.errors) < LISTED:
            self.errors.append(error)
        else:
            self.omitted += 1

    def of_value(self, error: CellError) -> None:
        """Note that a cell has no value to read; nothing more is said of that cell."""
        self.add(error)
        self._without_value.add((error.sheet, error.cell))
        self.unread.add((error.sheet, error.row))

    def of_file(self, message: str) -> None:
        """Note an error of the file as a whole."""
        self.add(CellError("", "", "", "", message))

    def of_sheet(self, sheet: str, message: str) -> None:
        """Note an error of a sheet as a whole."""
        self.add(CellError(sheet, "", "", "", message))

    def name_columns(self, header_of: Callable[[str, str], str]) -> None:
        """Say of cells noted before their sheet was read under which header they are.

        `header_of` is told a sheet and the letters of a column.
        """
        for i, error in enumerate(self.errors):
            if error.cell and not error.header:
                header = header_of(error.sheet, error.cell.rstrip("0123456789"))
                self.errors[i] = replace(error, header=header)

    def refuse_if_unreadable(self) -> None:
        """Raise ImportRefused unless all errors so far are of cells without a value."""
        if len(self.errors) > len(self._without_value):
            self.refuse_if_any()

    def refuse_if_any(self) -> None:
        """Raise ImportRefused with every error noted so far, if there is one."""
        if self.errors:
            raise ImportRefused(self.errors, self.omitted)


def in_order(errors: list[CellError]) -> list[CellError]:
    """The errors by place: sheets as first met, rows from the top, then columns."""
    sheets: dict[str, int] = {}
    for error in errors:
        sheets.setdefault(error.sheet, len(sheets))
    return sorted(errors, key=lambda error: (sheets[error.sheet], *_place(error.cell)))


def _place(cell: str) -> tuple[int, int, str]:
    found = re.match(r"([A-Z]*)([0-9]*)", cell)
    letters, digits = found.groups() if found else ("", "")
    return int(digits or 0), len(letters), letters

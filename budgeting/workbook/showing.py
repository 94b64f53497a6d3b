"""A preview as its page shows it: values in words, rows grouped by what they need."""

from dataclasses import dataclass, field

from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.translation import gettext as _

from budgeting.forms import FrameworkForm, LineForm
from budgeting.imports.forms import MONTHS
from budgeting.models import SpendingLine
from budgeting.workbook.comparing import NEW, UNCHANGED, Cell, Preview, Row
from budgeting.workbook.help import several
from budgeting.workbook.values import (
    FRAMEWORK_FIELDS,
    LINE_FIELDS,
    NUMBERS,
    SEVERAL,
    as_written,
)
from budgeting.workbook.writing import function_name, strength_name
from programme.amounts import AmountError, parse_amount


@dataclass(frozen=True)
class ShownCell:
    """A cell in words: its name, its address and its three values."""

    cell: Cell
    label: str
    mine: str
    was: str
    saved: str


@dataclass(frozen=True)
class ShownRow:
    """A row of the file, its cells in words."""

    row: Row
    changes: list[ShownCell]
    conflicts: list[ShownCell]

    @property
    def place(self) -> str:
        """Where the row stands in its sheet."""
        return str(self.row.given.number)


@dataclass
class ShownPreview:
    """The rows by what they need: a choice, a look, nothing."""

    preview: Preview
    conflicts: list[ShownRow] = field(default_factory=list)
    changed: list[ShownRow] = field(default_factory=list)
    new: list[ShownRow] = field(default_factory=list)
    unchanged: int = 0
    faults: int = 0
    by_code: bool = False

    @property
    def missing(self) -> list[SpendingLine]:
        """Lines that the file has no row for any more."""
        return self.preview.missing


def shown_preview(preview: Preview) -> ShownPreview:
    """The preview for its page; no query."""
    shown = ShownPreview(preview, faults=len(list(preview.faults())))
    for row in preview.rows:
        told = ShownRow(
            row,
            [_shown(preview, row, cell) for cell in row.changes],
            [_shown(preview, row, cell) for cell in row.conflicts],
        )
        if row.outcome == NEW:
            shown.new.append(told)
        if row.outcome == UNCHANGED:
            shown.unchanged += 1
        if row.outcome != NEW and told.changes:
            shown.changed.append(told)
            shown.by_code = shown.by_code or row.known_by_code
        if told.conflicts:
            shown.conflicts.append(told)
    return shown


def _shown(preview: Preview, row: Row, cell: Cell) -> ShownCell:
    def words(value: str) -> str:
        return _in_words(preview, cell.column, value)

    label = label_of(row.given.sheet, cell.column)
    return ShownCell(cell, label, words(cell.mine), words(cell.was), words(cell.saved))


def label_of(sheet: str, column: str) -> str:
    """What the site calls a column of the file."""
    if column in MONTHS:
        return str(MONTH_NAMES[MONTHS.index(column) + 1]).capitalize()
    if sheet == "lines" and column in LINE_FIELDS:
        return str(LineForm.base_fields[LINE_FIELDS[column]].label)
    if sheet == "frameworks":
        return str(FrameworkForm.base_fields[FRAMEWORK_FIELDS[column]].label)
    return {
        "framework": _("Policy framework"),
        "actions": _("Actions"),
        "strength": _("Strength"),
        "justification": _("Justification"),
        "screened": _("No action applies"),
        "reason": _("Why no action applies"),
    }[column]


def _in_words(preview: Preview, column: str, value: str) -> str:
    """A value as a person reads it."""
    if column == "framework":
        return preview.codes.get(value, value)
    if column == "actions":
        return as_written(value, preview.main)
    if column == "strength":
        return strength_name(value)
    if column == "function":
        return function_name(value)
    if column in NUMBERS:
        return _amount(value)
    return several() if value == SEVERAL else value


def _amount(value: str) -> str:
    try:
        return f"{parse_amount(value):,.2f}"
    except AmountError:
        return value

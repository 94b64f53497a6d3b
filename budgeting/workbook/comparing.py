"""The file beside what was downloaded and what is saved now: cell by cell.

Changed in the file only: a change. Changed on both sides to different values: a
conflict, in which the saved value stays unless the officer takes the file's. Changed on
the site only: nothing to do.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from budgeting.models import PolicyFramework, Proposal, SpendingLine
from budgeting.workbook.reading import GivenRow
from budgeting.workbook.values import Picture, framework_picture, line_picture
from programme.workbooks import CellError

CHANGE, CONFLICT = "change", "conflict"
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
NEEDED = ("object_code", "description", "amount")  # a new line is told that it lacks
Saved = PolicyFramework | SpendingLine


@dataclass
class Cell:
    """A cell whose value in the file is not the saved one.

    `was` is what was downloaded, empty where the file does not say; `fault` is why the
    value does not read yet: it is kept as typed and blocks submission.
    """

    key: str
    column: str
    place: str
    mine: str
    was: str
    saved: str
    kind: str = CHANGE
    fault: str = ""


@dataclass
class Row:
    """A row of the file and what it would change; `saved` is None for a new one.

    `gone`: the saved row was removed on the site after the download; `newer`: it was
    made there after it, under the same code.
    """

    given: GivenRow
    code: str
    saved: Saved | None = None
    gone: bool = False
    newer: bool = False
    said: Picture = field(default_factory=dict)  # what is saved, as the cells say it
    cells: list[Cell] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What names the row in the page's fields."""
        return f"{self.given.sheet[0]}{self.given.number}"

    @property
    def outcome(self) -> str:
        """New, changed or unchanged, whatever is chosen in its conflicts."""
        if not self.saved:
            return NEW
        return CHANGED if self.cells else UNCHANGED

    @property
    def conflicts(self) -> list[Cell]:
        """The cells that were changed on both sides."""
        return [cell for cell in self.cells if cell.kind == CONFLICT]

    @property
    def changes(self) -> list[Cell]:
        """The cells that only the file changes."""
        return [cell for cell in self.cells if cell.kind == CHANGE]

    @property
    def known_by_code(self) -> bool:
        """Whether the file does not say what was downloaded."""
        return self.saved is not None and self.given.mark is None


@dataclass
class Preview:
    """What a file would change in a proposal, and what keeps it from being applied."""

    frameworks: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    missing: list[SpendingLine] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    omitted: int = 0
    notes: list[str] = field(default_factory=list)
    token: str = ""
    codes: dict[str, str] = field(default_factory=dict)  # frameworks as cells name them
    main: str = ""

    @property
    def rows(self) -> list[Row]:
        """Frameworks, then lines."""
        return [*self.frameworks, *self.lines]

    @property
    def changes_something(self) -> bool:
        """Whether anything is there to apply, to choose or to remove."""
        return bool(self.missing or any(row.outcome != UNCHANGED for row in self.rows))

    def faults(self) -> Iterator[Cell]:
        """The cells whose value is kept as typed and does not read yet."""
        return (cell for row in self.rows for cell in row.cells if cell.fault)


def compare(
    row: Row, columns: tuple[str, ...], place: Any, said: Picture
) -> Iterator[Cell]:
    """The cells of the row that differ from what is saved.

    `place` gives the address of a column's cell; `said` is what the file says.
    """
    mark = row.given.mark
    for column in columns:
        mine, saved = said[column], row.said.get(column, "")
        if mine == saved and not (row.saved is None and column in NEEDED):
            continue
        if mark and row.saved and mark.says(column, mine):
            continue
        untouched = row.saved is None or mark is None or mark.says(column, saved)
        yield Cell(
            key=f"{row.key}-{column}",
            column=column,
            place=place(column),
            mine=mine,
            was=mark.shown(column) if mark and row.saved else "",
            saved=saved,
            kind=CHANGE if untouched and not (row.gone or row.newer) else CONFLICT,
        )


def picture_of(saved: Saved | None) -> Picture:
    """What is saved, as the cells say it; nothing for a new row."""
    if saved is None:
        return {}
    if isinstance(saved, PolicyFramework):
        return framework_picture(saved)
    return line_picture(saved)


def token_of(file_hash: str, proposal: Proposal, frameworks: list[Any]) -> str:
    """What a confirmation is bound to: this file, and the proposal as it is now."""
    lines = [line for one in frameworks for line in one.kept_lines]
    state = [
        file_hash,
        proposal.status,
        sorted((one.pk, one.version) for one in frameworks),
        sorted((one.pk, one.version) for one in lines),
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()

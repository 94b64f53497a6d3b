"""The table of a framework's lines as a form: what was shown, what was typed in it.

Each row has a name, `l12` for line 12 and `n1` for a new one; its fields are
`l12-code` and so on. A digest of what the page showed tells an untouched row from one
that was typed in, so that an old page overwrites nothing that it did not change.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.forms.base import whole_number
from budgeting.forms.rows import LineForm
from budgeting.models import Event, SpendingLine
from budgeting.overview import ShownLine
from budgeting.overview.grid import written
from budgeting.services.typed import reason

CELLS = ("code", "object_code", "description", "amount", "territory")
BLANK = 5  # rows to begin new lines in
MORE = 15  # what the button for more rows adds
LABELS = {
    "code": gettext_lazy("Line code"),
    "object_code": gettext_lazy("Partida"),
    "description": gettext_lazy("Description"),
    "amount": gettext_lazy("Amount"),
    "territory": gettext_lazy("Territory"),
    "actions": gettext_lazy("Actions"),
    "number": gettext_lazy("Order"),
}


@dataclass
class Cell:
    """One field of a row: its name, what stands in it, what is wrong with it."""

    row: str
    column: str
    value: str
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its input, which is its id too."""
        return f"{self.row}-{self.column}"

    @property
    def label(self) -> str:
        """What the column is called."""
        return str(LABELS[self.column])


@dataclass
class Clash:
    """A line that somebody else saved meanwhile: what is saved now, who and when."""

    saved: SpendingLine
    editor: Event | None

    def differences(self, mine: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Label, my text and the saved text of each column in which they differ."""
        saved = {name: written(self.saved, name) for name in CELLS}
        return [
            (str(LABELS[name]), mine[name], saved[name])
            for name in CELLS
            if mine[name] != saved[name]
        ]


@dataclass
class GridRow:
    """One row of the table, of a saved line or of one to be."""

    name: str
    values: dict[str, str]
    shown: ShownLine | None = None
    version: int | None = None
    was: str = ""  # the digest of what the page showed
    key: str = ""  # of a new row, so that its repetition makes no second line
    number: str = ""
    actions: str = ""  # the codes that a new line is to cite
    removed: bool = False
    choice: str = ""  # of the two after a clash: mine or theirs
    asked: bool = False  # whether the page asked for that choice
    gone: bool = False  # whether somebody removed the line meanwhile
    errors: dict[str, list[str]] = field(default_factory=dict)
    clash: Clash | None = None

    @property
    def line(self) -> int | None:
        """The key of its line; None for a new one."""
        return whole_number(self.name[1:]) if self.name.startswith("l") else None

    @property
    def blank(self) -> bool:
        """Whether it is a row for a new line in which nothing was typed."""
        return self.line is None and not any((*self.values.values(), self.actions))

    @property
    def touched(self) -> bool:
        """Whether something was typed in it since it was shown."""
        return not self.blank and self.was != digest(self.values)

    @property
    def waits(self) -> bool:
        """Whether the page shows it as typed: it holds something not saved yet."""
        return self.touched or self.removed or bool(self.errors)

    @property
    def cells(self) -> list[Cell]:
        """Its fields in the order of the columns."""
        return [
            Cell(self.name, column, self.values[column], self.errors.get(column, []))
            for column in CELLS
        ]

    @property
    def own_shares(self) -> bool:
        """Whether its citations share the money in parts that an officer chose."""
        return bool(self.shown) and self.shown.has_own_shares

    @property
    def cites(self) -> Cell:
        """The field of the actions that a new line is to cite."""
        return Cell(self.name, "actions", self.actions, self.errors.get("actions", []))

    @property
    def order(self) -> Cell:
        """The field of its place in the order."""
        return Cell(self.name, "number", self.number, self.errors.get("number", []))

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """What is wrong: the id of the field, the name of the row, the sentence."""
        return [
            (self.target(column), self.called, sentence)
            for column, sentences in self.errors.items()
            for sentence in sentences
        ]

    @property
    def called(self) -> str:
        """How the row is named in words."""
        return self.values["code"] or _("new line")

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """In what it differs from what somebody else saved meanwhile."""
        return self.clash.differences(self.values) if self.clash else []

    @property
    def row_errors(self) -> list[str]:
        """What is wrong with the row as a whole."""
        fields = (*CELLS, "number", "actions")
        whole = [name for name in self.errors if name not in fields]
        return [sentence for name in whole for sentence in self.errors[name]]

    def target(self, column: str) -> str:
        """The id of what an error of this column is about."""
        known = column in (*CELLS, "number", "choice", "actions")
        return f"{self.name}-{column if known else 'code'}"


def saved_row(shown: ShownLine, number: int) -> GridRow:
    """The row of a line as it is saved; what does not read says why."""
    line = shown.line
    values = {name: written(line, name) for name in CELLS}
    return GridRow(
        f"l{line.pk}",
        values,
        shown=shown,
        version=line.version,
        was=digest(values),
        number=str(number),
        errors={name: [unread(line, name)] for name in line.pending},
    )


def blank_rows(count: int, first: int = 1) -> list[GridRow]:
    """Rows to begin new lines in."""
    return [
        GridRow(f"n{n}", dict.fromkeys(CELLS, ""), key=uuid.uuid4().hex)
        for n in range(first, first + count)
    ]


def unread(line: SpendingLine, name: str) -> str:
    """Why what waits in this field does not read; where it is blank, what to give."""
    blank = line.pending[name] in ("", None)
    asked = LineForm.MISSING.get(name) if blank else None
    return str(asked or reason(line, name))


def typed_rows(data: QueryDict) -> list[GridRow]:
    """The rows as they were typed, in the order of the page."""
    return [_typed(name, data) for name in dict.fromkeys(data.getlist("row"))]


def _typed(name: str, data: Mapping[str, Any]) -> GridRow:
    def text(column: str) -> str:
        return data.get(f"{name}-{column}", "").replace("\r\n", "\n").strip()

    row = GridRow(
        name,
        {column: text(column) for column in CELLS},
        version=whole_number(text("version")),
        was=text("was"),
        key=text("key")[:64],
        number=text("number"),
        actions=text("actions"),
        removed=bool(text("remove")),
        choice=text("choice"),
        asked=bool(text("asked")),
        gone=bool(text("gone")),
    )
    if row.number and whole_number(row.number) is None:
        row.errors["number"] = [_("Write the place as a whole number, such as 3.")]
    return row


def digest(values: Mapping[str, str]) -> str:
    """What the values of a row come to, in a few characters."""
    told = "\x1f".join(values[name] for name in CELLS)
    return blake2b(told.encode(errors="replace"), digest_size=6).hexdigest()


def new_order(rows: list[GridRow]) -> list[GridRow] | None:
    """The rows by the places typed, None where nobody moved.

    A row that moved comes to stand at the place typed for it.
    """
    numbered = list(enumerate([row for row in rows if not row.blank], 1))
    places = {row.name: whole_number(row.number) or at for at, row in numbered}
    if all(places[row.name] == at for at, row in numbered):
        return None

    def place(pair: tuple[int, GridRow]) -> tuple[int, int]:
        at, row = pair
        wanted = places[row.name]
        return wanted, (wanted > at) - (wanted < at)

    return [row for _at, row in sorted(numbered, key=place)]

"""What a pasted block would save: each row checked as saving would check it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from budgeting.imports.citations import ActionsOfYear
from budgeting.models import FiscalYear, PolicyFramework, SpendingLine
from budgeting.pasting import Block, read_block
from budgeting.services.citing import CitedAction
from budgeting.services.drafted import Drafted, LineDraft
from budgeting.services.drafts import Batch
from budgeting.services.typed import reason
from programme.models import Action, User
from programme.workbooks import CellProblem

ACTIONS = "actions"


@dataclass
class PreviewRow:
    """One pasted row: its cells as they read, what is wrong with each, its draft."""

    values: dict[str, str]
    draft: LineDraft
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Column, text and error of each cell."""
        return [
            (name, value, self.errors.get(name, ""))
            for name, value in self.values.items()
        ]

    @property
    def rest(self) -> list[str]:
        """What is wrong and stands in none of its cells."""
        return [said for name, said in self.errors.items() if name not in self.values]

    @property
    def citations(self) -> list[tuple[int, int]]:
        """The keys of the actions that it cites, each with its share."""
        return [(one.action.pk, one.share or 0) for one in self.draft.citations or ()]


@dataclass
class Preview:
    """A pasted block with every cell checked."""

    columns: list[str]
    rows: list[PreviewRow]

    @property
    def faults(self) -> int:
        """How many of its cells are to be corrected."""
        return sum(len(row.errors) for row in self.rows)

    @property
    def good(self) -> int:
        """How many of its cells are as they should be."""
        return len(self.columns) * len(self.rows) - sum(
            name in row.values for row in self.rows for name in row.errors
        )

    @property
    def blocked(self) -> bool:
        """Whether something in it keeps it from being saved as it is."""
        return any(
            name in row.errors for row in self.rows for name in ("code", ACTIONS)
        )


def preview_block(
    framework: PolicyFramework, text: str, *, by: User, key: str = ""
) -> Preview:
    """The pasted text as new lines of the framework; raises PasteError.

    `key` names the paste, so that its repetition makes no second lines.
    """
    block = read_block(text)
    reader = CitedReader(framework.proposal.fiscal_year)
    rows = [
        _row(framework, values, reader, f"{key}-{n}" if key else "")
        for n, values in enumerate(block.rows)
    ]
    return _checked(framework, block, rows, by=by)


def preview_over(
    framework: PolicyFramework,
    text: str,
    *,
    by: User,
    first: str,
    lines: Sequence[int | None],
) -> Preview:
    """The text pasted over these lines, then as new ones, from a column on.

    Tells only of the cells that were pasted. Raises PasteError.
    """
    block = read_block(text, first)
    reader = CitedReader(framework.proposal.fiscal_year)
    rows = [_row(framework, values, reader, "") for values in block.rows]
    for row, line in zip(rows, lines, strict=False):
        row.draft = row.draft._replace(line=line)
    preview = _checked(framework, block, rows, by=by)
    for row in preview.rows:
        row.errors = {n: said for n, said in row.errors.items() if n in row.values}
    return preview


def _checked(
    framework: PolicyFramework, block: Block, rows: list[PreviewRow], *, by: User
) -> Preview:
    """The rows, each told what saving it would find wrong."""
    told = Batch(framework.proposal, [row.draft for row in rows], by=by).take()
    for row, one in zip(rows, told, strict=True):
        for name, sentence in _faults(one):
            row.errors.setdefault(name, sentence)
    return Preview(block.columns, rows)


class CitedReader:
    """Reads what a cell says that a line cites: `01.01.01; 03.02.04`, shares or not."""

    def __init__(self, year: FiscalYear) -> None:
        self._actions = ActionsOfYear(year)

    def read(self, cell: str) -> list[CitedAction]:
        """The actions by key, with their shares; raises CellProblem."""
        told = [one.split("\t") for one in self._actions.read(cell).rows]
        return [CitedAction(Action(pk=int(key)), int(s)) for key, _p, s in told]


def _row(
    framework: PolicyFramework, values: dict[str, str], reader: CitedReader, key: str
) -> PreviewRow:
    """A row with its draft; a row without a code is given one when it is saved."""
    taken: dict[str, Any] = {
        name: value
        for name, value in values.items()
        if name != ACTIONS and (value or name != "code")
    }
    row = PreviewRow(values, LineDraft(framework.pk, taken, key=key))
    if values.get(ACTIONS):
        try:
            row.draft = row.draft._replace(citations=reader.read(values[ACTIONS]))
        except CellProblem as problem:
            row.errors[ACTIONS] = str(problem)
    return row


def _faults(one: Drafted) -> Iterator[tuple[str, str]]:
    """What is wrong with a row, by column."""
    for name, sentences in one.refused.items():
        yield ACTIONS if name == "citations" else name, " ".join(sentences)
    for name in one.row.pending:
        yield name, _unread(one.row, name)


def _unread(line: SpendingLine, name: str) -> str:
    """Why a cell does not read; where it is blank, that it is missing."""
    if line.pending[name] in ("", None):
        return _("This is missing.")
    return reason(line, name)

"""One draft of a line: what somebody wants, beside the line as it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from budgeting.models import Citation, SpendingLine
from budgeting.services.citing import CitedAction, Wanted


class LineDraft(NamedTuple):
    """What somebody wants of one line: values as typed, citations, whether removed."""

    framework: int  # the key of its framework
    values: Mapping[str, Any]  # fields of a line as typed; {} changes none
    line: int | None = None  # the saved line; None: a new one
    version: int | None = None  # the version that was read, of a saved line
    citations: Sequence[CitedAction] | None = None  # exactly these; None: as they are
    removed: bool | None = None  # True: set aside; False: restore; None: as it is
    screened: str | None = None  # why no action applies; "": withdrawn; None: as it is
    key: str = ""  # names a new row, so that its repetition makes no second line


@dataclass
class Drafted:
    """A draft with the line it is about: as saved, and as it would be."""

    index: int
    draft: LineDraft
    row: SpendingLine
    saved: SpendingLine
    before: dict[str, Any]
    cited: dict[int, Citation]
    wanted: dict[int, Wanted] | None = None
    refused: dict[str, list[str]] = field(default_factory=dict)
    conflict: bool = False

    @property
    def good(self) -> bool:
        """Whether it can be saved."""
        return not (self.conflict or self.refused)

    @property
    def changed(self) -> bool:
        """Whether saving it changes anything."""
        if self.wanted is not None or not self.before:
            return True
        return any(
            value != getattr(self.row, name)
            for name, value in self.before.items()
            if name != "version"
        )

    @property
    def cited_before(self) -> list[Citation] | None:
        """What the line cited, where that changes."""
        return None if self.wanted is None else list(self.cited.values())

    @property
    def cites(self) -> bool:
        """Whether the line would cite anything."""
        return bool(self.cited if self.wanted is None else self.wanted)

    @property
    def keeps_code(self) -> bool:
        """Whether a saved line keeps the code it has."""
        return bool(self.before) and self.row.code == self.saved.code

    @property
    def kept(self) -> bool:
        """Whether the line would be among the kept ones."""
        return self.row.removed_at is None

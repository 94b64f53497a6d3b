"""The hidden cell of each row: which row it is, and what it said when downloaded.

It is signed and still not trusted: it chooses which saved row is compared with the
file's, of this proposal only, and nothing is written that the preview does not show.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.utils.timezone import now

from budgeting.workbook.values import Picture

SALT = "budgeting.workbook"
SHORT = 200  # longer values are kept as their beginning and a hash


class WrongMark(ValueError):
    """The cell is not what this site wrote."""


@dataclass(frozen=True)
class Mark:
    """What a row was when it was downloaded; `last` is the newest line of that day."""

    proposal: int
    sheet: str
    row: int
    last: int
    at: datetime
    was: dict[str, str]

    def says(self, column: str, value: str) -> bool:
        """Whether this column held this value when it was downloaded."""
        return self.was.get(column) == _kept(value)

    def shown(self, column: str) -> str:
        """What the column held, at least its beginning."""
        return self.was.get(column, "").partition("\x00")[0]


def write_mark(proposal: int, sheet: str, row: int, last: int, said: Picture) -> str:
    """The text of the hidden cell of a row."""
    was = {column: _kept(value) for column, value in said.items()}
    kept = [proposal, sheet, row, last, int(now().timestamp()), was]
    return signing.dumps(kept, salt=SALT, compress=True)


def read_mark(text: str) -> Mark:
    """What the hidden cell says; raises WrongMark."""
    try:
        kept: Any = signing.loads(text, salt=SALT)
        proposal, sheet, row, last, at, was = kept
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise WrongMark from error
    return Mark(proposal, sheet, row, last, datetime.fromtimestamp(at, UTC), dict(was))


def _kept(value: str) -> str:
    """A value short enough for a hidden cell, equal only to itself."""
    if len(value) <= SHORT:
        return value
    digest = hashlib.sha256(value.encode()).hexdigest()[:16]
    return f"{value[:SHORT]}…\x00{digest}"


def newest(marks: Mapping[int, Mark]) -> Mark | None:
    """The mark of the latest download among those of a file."""
    return max(marks.values(), key=lambda mark: mark.at, default=None)

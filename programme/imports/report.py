"""What an import found and did, row by row."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from programme.models import ImportBatch

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True)
class RowReport:
    """What a row of the file means for the data.

    `outcome` is new, changed or unchanged; `changes` maps a field to the pair of its
    value before and after.
    """

    sheet: str
    row: int
    key: str
    outcome: str
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass
class ImportReport:
    """The result of an import or of its rehearsal.

    `counts` maps each sheet (or kind of thing) to its numbers of new, changed and
    unchanged; `notes` are sentences about what is easily overlooked.
    """

    file_hash: str
    batch: ImportBatch | None = None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: list[RowReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count_rows(self) -> None:
        """Fill `counts` from the rows, sheet by sheet."""
        found = Counter((row.sheet, row.outcome) for row in self.rows)
        for sheet in dict.fromkeys(row.sheet for row in self.rows):
            self.counts[sheet] = {
                outcome: found[sheet, outcome] for outcome in (NEW, CHANGED, UNCHANGED)
            }

    def as_data(self) -> dict[str, Any]:
        """The report as JSON keeps it, to be shown later."""
        rows = [
            [row.sheet, row.row, row.key, row.outcome, row.changes] for row in self.rows
        ]
        said = {"rows": rows, "notes": self.notes, "counts": self.counts}
        return json.loads(json.dumps(said, cls=DjangoJSONEncoder))

    def fingerprint(self, standing: str = "") -> str:
        """A short name of what the file is and what it means for every row.

        `standing` is what else is compared: something the rows do not show.
        """
        rows = [
            (row.sheet, row.row, row.key, row.outcome, sorted(row.changes.items()))
            for row in self.rows
        ]
        said = repr((self.file_hash, rows, standing))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def changes_something(self) -> bool:
        """Whether loading the file writes, or wrote, any row."""
        return any(count[NEW] or count[CHANGED] for count in self.counts.values())


def rows_of(data: dict[str, Any]) -> list[RowReport]:
    """The rows of a report that was kept as JSON."""
    return [RowReport(*row) for row in data.get("rows", [])]


def changes_between(before: Any, after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of a row in the database that a file gives another value."""
    pairs = {name: (getattr(before, name), value) for name, value in after.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

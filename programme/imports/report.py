"""What an import found and did, row by row."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from programme.models import ImportBatch

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
ALONE = 5  # per cent of what exists that one administrator alone may change by a file


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
    unchanged; `touched` maps it to how many existing rows change, of how many there
    are; `notes` are sentences about what is easily overlooked; `worded` is how many
    actions get another text.
    """

    file_hash: str
    batch: ImportBatch | None = None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: list[RowReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    touched: dict[str, tuple[int, int]] = field(default_factory=dict)
    worded: int = 0

    @property
    def takes_two(self) -> bool:
        """Whether two administrators load it: it changes much of what exists."""
        return bool(changed_much(self.touched))

    def touch(self, existing: dict[str, int]) -> None:
        """Fill `touched` from the counts and from how many rows there are of each."""
        for sheet, there in existing.items():
            changed = self.counts.get(sheet, {}).get(CHANGED, 0)
            self.touched[sheet] = (changed, there)

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
        said = {
            "rows": rows,
            "notes": self.notes,
            "counts": self.counts,
            "touched": self.touched,
            "takes_two": self.takes_two,
            "worded": self.worded,
        }
        return json.loads(json.dumps(said, cls=DjangoJSONEncoder))

    def fingerprint(self, standing: str = "") -> str:
        """A short name of what the file is and what it means for every row.

        `standing` is what else is compared: something the rows do not show.
        """
        rows = [
            (row.sheet, row.row, row.key, row.outcome, sorted(row.changes.items()))
            for row in self.rows
        ]
        said = repr((self.file_hash, rows, standing, self.takes_two))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def changes_something(self) -> bool:
        """Whether loading the file writes, or wrote, any row."""
        return any(count[NEW] or count[CHANGED] for count in self.counts.values())


def changed_much(touched: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Of what a file touches, the kinds of row of which two people load the changes.

    Those of which it changes more than 5 % of the rows that exist where it is loaded:
    of the edition, of all units, of the ceilings or the imported proposals of the year.
    New rows are no changes, so nothing that is first loaded is among them. No file
    retires an action: that is done on its own page, with a reason.
    """
    return {
        sheet: (changed, existing)
        for sheet, (changed, existing) in touched.items()
        if changed * 100 > ALONE * existing
    }


def changes_between(before: Any, after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of a row in the database that a file gives another value."""
    pairs = {name: (getattr(before, name), value) for name, value in after.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

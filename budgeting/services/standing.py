"""What stood before an edit, as its event keeps it: enough to put it back.

An event's `rows` hold, for each framework or line that it changed, its key and code,
the version before and after, and `was`: the values that changed, as they stood. A row
that the edit made says `new`. `cited` holds what a line cited, where that changed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField

from budgeting.models import (
    FRAMEWORK_FIELDS,
    LINE_FIELDS,
    Citation,
    PolicyFramework,
    SpendingLine,
)

Row = PolicyFramework | SpendingLine
KEPT = ("removed_at", "confirmed_at", "copied_from_id", "pending")
LINE = (
    *LINE_FIELDS,
    "framework_id",
    "screened",
    "screened_reason",
    "undecided",
    *KEPT,
)
FRAMEWORK = (*FRAMEWORK_FIELDS, *KEPT)


def standing(row: Row) -> dict[str, Any]:
    """All that an edit of this row may change, as it stands; empty for a new row."""
    if row.pk is None:
        return {}
    values = {name: getattr(row, name) for name in _names(row)}
    return {**values, "pending": dict(row.pending), "version": row.version}


def entry(
    row: Row,
    before: Mapping[str, Any],
    *,
    cited: Iterable[Citation] | None = None,
) -> dict[str, Any]:
    """What the event keeps of this row: `before` as `standing` gave it, then saved."""
    kind = "line" if isinstance(row, SpendingLine) else "framework"
    told: dict[str, Any] = {kind: row.pk, "code": row.code, "version": row.version}
    if not before:
        return {**told, "from": 0, "new": True}
    told["from"] = before["version"]
    told["was"] = {
        name: _plain(before[name])
        for name in _names(row)
        if before[name] != getattr(row, name)
    }
    if cited is not None:
        told["cited"] = [_citation(one) for one in cited]
    return told


def put_back(row: Row, was: Mapping[str, Any]) -> None:
    """Give the row the values that an event kept."""
    for name, kept in was.items():
        setattr(row, name, _read(row, name, kept))


def _names(row: Row) -> tuple[str, ...]:
    return LINE if isinstance(row, SpendingLine) else FRAMEWORK


def _citation(one: Citation) -> list:
    return [
        one.pk,
        one.action_id,
        one.programme_id,
        one.share,
        one.strength,
        one.justification,
    ]


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: money as text, never as a float."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def _read(row: Row, name: str, kept: Any) -> Any:
    """The value that JSON kept."""
    field = row._meta.get_field(name)
    if isinstance(field, ArrayField):
        return [field.base_field.to_python(one) for one in kept]
    return field.to_python(kept)  # type: ignore[union-attr]

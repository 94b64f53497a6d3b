"""How a framework or a line is saved: what changed, its version, its checks."""

from collections.abc import Iterable
from typing import Any

from budgeting.models import Proposal, SpendingLine
from budgeting.services.standing import Row, entry
from budgeting.services.trail import record_edit
from programme.models import User


def picture(row: Row, names: Iterable[str]) -> dict[str, Any]:
    """The row's values by name, apart from the row: to compare with later."""
    return {
        **{name: getattr(row, name) for name in names},
        "pending": dict(row.pending),
    }


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """What changed, as texts: for each name the value before and after."""
    return {
        name: [shown(before.get(name)), shown(after[name])]
        for name in after
        if before.get(name) != after[name]
    }


def shown(value: Any) -> str:
    """A value as the trail writes it."""
    return "" if value is None else str(value)


def save_row(
    row: Row, proposal: Proposal, *, by: User, changed: dict, stood: dict
) -> None:
    """Save the row as its next version, checked, with the edit on the trail.

    `stood` is the row as `standing` gave it before the edit. Raises ValidationError
    where the row breaks a rule of its table.
    """
    if row.pk:
        row.version += 1
    row.full_clean(exclude=set(row.pending))
    row.save()
    what = "line" if isinstance(row, SpendingLine) else "framework"
    data = {"what": what, "code": row.code, "changed": changed}
    record_edit(proposal, by=by, data=data, rows=[entry(row, stood)])

"""Forms of saved rows: filled with what was saved and what does not read yet."""

from typing import TypeVar

from django.db.models import QuerySet

from budgeting.forms import RowForm, shown_number
from budgeting.models import Event, PolicyFramework, SpendingLine
from budgeting.services.typed import reason
from programme.models import User

Form = TypeVar("Form", bound=RowForm)
Row = PolicyFramework | SpendingLine


def filled_form(form_class: type[Form], row: Row) -> Form:
    """The form as saved; what waits in `pending` is shown as typed, with its reason."""
    values = {
        name: as_typed(row, name)
        for name in form_class.base_fields
        if name != "version"
    }
    if isinstance(row, PolicyFramework):
        values.update(_months(row))
    form = form_class({**values, "version": row.version})
    form.is_valid()
    form.mark(row.pending, {name: reason(row, name) for name in _wrong(row)})
    return form


def _wrong(row: Row) -> list[str]:
    """The fields that do not read; of a copy not reviewed yet, not those left empty:
    nobody erred there."""
    names = [*row.pending]
    if row.unreviewed:
        names = [name for name in names if row.pending[name] not in ("", None)]
    return names


def as_typed(row: Row, name: str) -> str:
    """The value of a field as an officer would write it."""
    if name in row.pending:
        return str(row.pending[name])
    value = getattr(row, name)
    return f"{value:,.2f}" if name == "amount" else shown_number(value)


def _months(framework: PolicyFramework) -> dict[str, str]:
    """The twelve monthly targets by the name of their field."""
    months = framework.pending.get("monthly_targets", framework.monthly_targets)
    return {f"month_{n}": shown_number(value) for n, value in enumerate(months, 1)}


def last_editor(row: Row) -> Event | None:
    """Who last saved this line or framework, by whatever page, and when."""
    return _edits_of(row).first()


def editor_before(row: Row) -> User | None:
    """Who saved this row before its last saving."""
    found = _edits_of(row)[1:2]
    return found[0].by if found else None


def _edits_of(row: Row) -> QuerySet[Event]:
    kind = "line" if isinstance(row, SpendingLine) else "framework"
    told = Event.objects.filter(
        proposal=row.proposal_id, data__rows__contains=[{kind: row.pk}]
    )
    return told.select_related("by")

"""Forms of saved rows: filled with what was saved and what does not read yet."""

from typing import Any, TypeVar

from budgeting.forms import RowForm, shown_number
from budgeting.models import Event, PolicyFramework, Proposal, SpendingLine
from budgeting.services.typed import reason

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
    form.mark(row.pending, {name: reason(row, name) for name in row.pending})
    return form


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


def differences(mine: RowForm, saved: RowForm) -> list[tuple[Any, Any, Any]]:
    """Name, my text and the saved text of each field in which the two differ."""
    pairs = [(mine[name], saved[name]) for name in mine.fields if name != "version"]
    return [
        (one.label, one.value() or "", other.value() or "")
        for one, other in pairs
        if (one.value() or "") != (other.value() or "")
    ]


def last_editor(proposal: Proposal, what: str, code: str) -> Event | None:
    """Who last saved this row, and when."""
    return (
        proposal.events.filter(data__what=what, data__code=code)
        .select_related("by")
        .first()
    )


def last_editor_of(row: Row) -> Event | None:
    """Who last saved this line or framework, by whatever page, and when."""
    kind = "line" if isinstance(row, SpendingLine) else "framework"
    told = Event.objects.filter(
        proposal=row.proposal_id, data__rows__contains=[{kind: row.pk}]
    )
    return told.select_related("by").first()

"""Forms of saved rows: filled with what was saved and what does not read yet."""

from typing import TypeVar

from django.db.models import Q

from budgeting.forms import RowForm, shown_number
from budgeting.models import Event, PolicyFramework, Proposal, SpendingLine
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


def last_editor(proposal: Proposal, what: str, code: str) -> Event | None:
    """Who last saved this row, and when."""
    one = Q(data__what=what, data__code=code)
    among_others = Q(data__rows__contains=[{"code": code}])
    return proposal.events.filter(one | among_others).select_related("by").first()


def editor_of(proposal: Proposal, what: str, row: Row) -> User | None:
    """Who saved this row before its last saving."""
    events = proposal.events.filter(data__what=what, data__code=row.code)
    found = events.select_related("by")[1:2]
    return found[0].by if found else None

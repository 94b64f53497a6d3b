"""The public register: each exception of the finance head is copied into it.

Every word that goes in was written to be public. It is called inside the transaction
of the service that gives or ends the exception: one stands if the other does.
"""

from typing import Any

from budgeting.models import FiscalYear, RegisteredException
from budgeting.workflow import Role
from programme.models import BudgetUnit, User

Kind = RegisteredException.Kind
Step = RegisteredException.Step


def register(
    kind: str,
    year: FiscalYear,
    unit: BudgetUnit,
    *,
    by: User,
    reason: str,
    **public: Any,
) -> RegisteredException:
    """The register's entry of an exception given now, with what else is `public`."""
    return RegisteredException.objects.create(
        kind=kind,
        fiscal_year=year,
        unit=unit,
        unit_code=unit.code,
        unit_name=unit.name,
        reason=reason,
        author=str(by),
        author_function=Role.FINANCE_HEAD,
        **public,
    )


def register_end(
    kind: str, source: int, *, by: User, reason: str
) -> RegisteredException:
    """A further entry: the exception of this kind and key was taken back now."""
    first = RegisteredException.objects.select_related("unit", "fiscal_year").get(
        kind=kind, source=source, step=Step.GIVEN
    )
    return register(
        kind,
        first.fiscal_year,
        first.unit,
        by=by,
        reason=reason,
        step=Step.TAKEN_BACK,
        follows=first,
        source=source,
        chapter=first.chapter,
        amount=first.amount,
    )

"""What an officer typed, put into a row: what reads, in its column; the rest waits.

A value that does not read yet is kept as typed in `pending`, so that no work is lost;
it blocks submission. The column keeps the last value that could be read.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DecimalField

from budgeting.models import PolicyFramework, SpendingLine
from programme.amounts import AmountError, parse_amount

Row = PolicyFramework | SpendingLine


def take_values(row: Row, values: Mapping[str, Any], *, must_read: set[str]) -> None:
    """Put the values into the row, or into its `pending`.

    Raises ValidationError for a field of `must_read` whose value does not read.
    """
    refused = {}
    for name, typed in values.items():
        try:
            value = read(row, name, typed)
        except (AmountError, ValidationError) as error:
            if name in must_read:
                refused[name] = getattr(error, "messages", [str(error)])
            else:
                row.pending[name] = tidy(typed)
        else:
            setattr(row, name, value)
            row.pending.pop(name, None)
    if refused:
        raise ValidationError(refused)


def read(row: Row, name: str, typed: Any) -> Any:
    """The value of this field; raises AmountError or ValidationError."""
    field = row._meta.get_field(name)
    if name == "monthly_targets":
        return [_target(month) for month in typed]
    if isinstance(field, DecimalField):
        value = _target(typed) if field.null else _number(typed)
        return value if value is None else field.clean(value, row)
    return field.clean(tidy(typed), row)  # type: ignore[union-attr]


def reason(row: Row, name: str) -> str:
    """Why what waits in `pending` for this field does not read, as a sentence."""
    try:
        read(row, name, row.pending[name])
    except AmountError as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def tidy(typed: Any) -> Any:
    """Text without the spaces around it, and without what no database keeps."""
    if isinstance(typed, str):
        return typed.encode(errors="ignore").decode().replace("\x00", "").strip()
    if isinstance(typed, list | tuple):
        return [tidy(one) for one in typed]
    return str(typed) if isinstance(typed, Decimal) else typed


def _number(typed: Any) -> Decimal:
    """An amount typed as text by the strict parser; a Decimal as it is."""
    if isinstance(typed, float):
        raise TypeError("Money is never a float.")
    return typed if isinstance(typed, Decimal) else parse_amount(tidy(str(typed)))


def _target(typed: Any) -> Decimal | None:
    """A physical target, or None where nothing was typed."""
    return None if typed is None or tidy(typed) == "" else _number(typed)

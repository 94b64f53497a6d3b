"""What every desk form is made of; amounts stay text until the strict parser reads."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT_LIMIT = 20_000


def whole_number(typed: str) -> int | None:
    """A key, a version or a place as a form sends it; None for anything else."""
    readable = typed.isascii() and typed.isdigit() and len(typed) < 16
    return int(typed) if readable else None


class DeskForm(forms.Form):
    """A form without browser validation, whose errors all come from the server."""

    use_required_attribute = False
    clashes: Sequence[forms.BoundField] = ()  # that a colleague wrote at the same time

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


def text(
    label: Any, hint: Any = "", *, rows: int = 0, **kwargs: Any
) -> forms.CharField:
    """A field for text: one line, or an area of so many rows."""
    attributes = {"rows": rows} if rows else {"autocomplete": "off"}
    widget = (forms.Textarea if rows else forms.TextInput)(attrs=attributes)
    kwargs.setdefault("required", False)
    kwargs.setdefault("max_length", TEXT_LIMIT)
    return forms.CharField(label=label, help_text=hint, widget=widget, **kwargs)


def figure(label: Any, hint: Any = "") -> forms.CharField:
    """A field for a number, kept as text: a localized field would guess."""
    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}
    )
    return forms.CharField(label=label, help_text=hint, widget=widget, required=False)


def day(
    label: Any, hint: Any = "", *, required: bool, missing: Any = ""
) -> forms.Field:
    """A field for a date, written `2026-10-31` or `31/10/2026`."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "short"}),
        error_messages={
            "required": missing,
            "invalid": _("Write the date as day/month/year, such as 31/10/2026."),
        },
    )


def reasoned(label: Any, hint: Any, missing: Any, *, rows: int = 4) -> forms.CharField:
    """A text that must be given."""
    return text(
        label, hint, rows=rows, required=True, error_messages={"required": missing}
    )

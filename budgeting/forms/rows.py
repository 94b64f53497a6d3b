"""The forms of a framework and of a line.

A draft keeps whatever is typed: only what the database cannot do without is asked
for here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, figure, text, whole_number
from budgeting.functions import FUNCTIONS
from programme.amounts import AmountError, parse_amount


class RowForm(DeskForm):
    """A form of a row of the proposal: what does not read is kept and shown again."""

    MISSING: dict[str, Any] = {}
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """What was typed, by the field of the model."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }

    def read_version(self) -> int | None:
        """The version that this page was made from."""
        return whole_number(self.cleaned_data["version"])

    def refuse(self, error: ValidationError) -> None:
        """Show what the service refused; rules of the whole row are about its code."""
        for name, errors in error.update_error_dict({}).items():
            self.add_error(name if name in self.fields else "code", errors)

    def mark(self, pending: Mapping[str, Any], reasons: Mapping[str, str]) -> None:
        """Show why what waits in `pending` does not read."""
        for name in [name for name in self.fields if name in reasons]:
            blank = pending[name] in ("", None)
            said = self.MISSING.get(name, reasons[name]) if blank else reasons[name]
            self.add_error(name, said)


class FrameworkForm(RowForm):
    """A policy framework (Marco de Política Pública): everything but its lines."""

    MISSING = {"function": _("Choose a function.")}

    code = text(
        _("Code of the institutional activity"),
        _("As in the year's programme structure, for example 482."),
        required=True,
        max_length=None,
        error_messages={"required": _("Give the framework a code.")},
    )
    name = text(
        _("Institutional activity"),
        _("What the unit does, for example: Care for women who live with violence."),
        required=True,
        max_length=None,
        error_messages={"required": _("Name the institutional activity.")},
    )
    problem = text(
        _("Problem and evidence"),
        _(
            "Who lacks what, how many, where, and how you know. For example: 3 in 10 "
            "women of the borough report violence at home (survey of 2011)."
        ),
        rows=5,
    )
    objective = text(
        _("Objective"),
        _(
            "The change you seek in people's lives, not the paperwork. For example: "
            "women who report violence live safe from it a year later."
        ),
        rows=3,
    )
    target_population = text(
        _("Target population"),
        _("Women and men, ages, territory. For example: 4,200 women aged 15 to 60."),
        rows=3,
    )
    expected_result = text(
        _("Expected result"),
        _(
            "What will be different at the end of the year. For example: 9 in 10 of "
            "the women served have a safety plan."
        ),
        rows=3,
    )
    unit_of_measure = text(
        _("Unit of measure"),
        _("What you count, for example: person served."),
        max_length=None,
    )
    physical_target = figure(
        _("Physical target of the year"),
        _("How many of what you count, in the year, for example 4,200."),
    )
    indicator = text(
        _("Indicator"),
        _("Optional. Name and method: women served ÷ women who asked × 100."),
        rows=3,
    )
    function = forms.ChoiceField(
        label=_("Function"),
        help_text=_(
            "The function of government that the activity serves: for vaccination, "
            "2.3 Health."
        ),
        required=False,
    )
    gender_perspective = text(
        _("Gender perspective"),
        _(
            "Optional. Which gap between women and men it narrows, and how. For "
            "example: evening hours, since 6 in 10 women asked for them."
        ),
        rows=3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in MONTHS.items():
            self.fields[f"month_{number}"] = figure(name.capitalize())
        known = [(code, f"{code} {name}") for code, name in FUNCTIONS.items()]
        kept = str(self.data.get("function", ""))
        if kept and kept not in FUNCTIONS:
            known.append((kept, kept))
        self.fields["function"].choices = [("", _("Choose a function")), *known]

    @property
    def months(self) -> list[forms.BoundField]:
        """The fields of the twelve months."""
        return [self[f"month_{number}"] for number in range(1, 13)]

    def values(self) -> dict[str, Any]:
        """What was typed; the twelve months as one list, empty when none was given."""
        found = super().values()
        months = [found.pop(f"month_{number}") for number in range(1, 13)]
        return {**found, "monthly_targets": months if any(months) else []}

    def mark(self, pending: Mapping[str, Any], reasons: Mapping[str, str]) -> None:
        """As in any row; each month says by itself what is wrong with it."""
        super().mark(pending, reasons)
        for number, typed in enumerate(pending.get("monthly_targets", []), start=1):
            if typed not in ("", None) and (sentence := amount_error(typed)):
                self.add_error(f"month_{number}", sentence)


class LineForm(RowForm):
    """A spending line."""

    MISSING = {
        "object_code": _("Give the partida: four digits, such as 4411."),
        "description": _("Describe what the money buys."),
        "amount": _("Enter the amount, for example 1,234.50."),
    }

    code = text(
        _("Line code"),
        _("Any short code that no other line of the proposal has, for example A-12."),
        required=True,
        max_length=None,
        error_messages={"required": _("Give the line a code.")},
    )
    object_code = figure(
        _("Object of expenditure (partida)"),
        _("What kind of thing is bought, in four digits: 4411 is aid to people."),
    )
    description = text(
        _("Description"),
        _(
            "What the money buys and for whom, for example: grants for women who leave "
            "a shelter. The suggested actions come from these words."
        ),
        rows=2,
        max_length=None,
    )
    amount = figure(
        _("Amount"),
        _("For the whole year, written 1,234.50. Zero is accepted."),
    )
    territory = text(
        _("Territory"),
        _("Optional: borough or place, for example Iztapalapa."),
        max_length=None,
    )


def amount_error(typed: Any) -> str:
    """Why this text is no amount, or an empty text."""
    try:
        parse_amount(str(typed))
    except AmountError as error:
        return str(error)
    return ""


def shown_number(value: Decimal | str | None) -> str:
    """A stored number as a field shows it: `1,234.50`, whole numbers without cents."""
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    whole = value == value.to_integral_value()
    return f"{value:,.0f}" if whole else f"{value:,.2f}"

"""Which units are reminded, on which days, and which letters are shown."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, text
from budgeting.models import Letter
from programme.models import BudgetUnit

MOST_DAYS = 10


class PlanForm(DeskForm):
    """Whether reminders are sent, and how many days before the deadline."""

    is_on = forms.TypedChoiceField(
        label=_("Reminders of this year"),
        choices=[("yes", _("Are sent")), ("no", _("Are not sent"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether reminders are sent.")},
    )
    days = text(
        _("Days before the deadline"),
        _("Whole days, separated by commas; 0 is the last day: 10, 5, 2, 1, 0."),
        required=True,
        max_length=60,
        error_messages={"required": _("Give at least one day.")},
    )

    def clean_days(self) -> list[int]:
        """The days as numbers."""
        parts = [one.strip() for one in self.cleaned_data["days"].split(",")]
        good = all(one.isascii() and one.isdigit() and len(one) < 3 for one in parts)
        if not good or len(parts) > MOST_DAYS:
            raise ValidationError(
                _(
                    "Write at most ten days from 0 to 99, separated by commas, such as "
                    "10, 5, 2."
                )
            )
        return [int(one) for one in parts]


class RemindForm(DeskForm):
    """The units whose people are reminded now; `mark` names the request."""

    mark = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput)
    units = forms.MultipleChoiceField(
        error_messages={"required": _("Choose at least one unit.")}
    )

    def __init__(self, *args, units=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(str(key), str(key)) for key in units]


class ReminderFilter(DeskForm):
    """Which of the units that are waited for are shown."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All states")),
            ("none", _("Not started")),
            ("draft", _("In preparation")),
            ("returned", _("Returned")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind of unit"),
        required=False,
        choices=[("", _("All kinds")), *BudgetUnit.Kind.choices],
    )


class LetterFilter(DeskForm):
    """Which letters are shown."""

    kind = forms.ChoiceField(
        label=_("Letter"),
        required=False,
        choices=[("", _("All letters")), *Letter.Kind.choices],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *Letter.State.choices],
    )
    unit = text(_("Code of the unit"), max_length=20)

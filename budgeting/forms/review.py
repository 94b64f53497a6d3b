"""What Finance writes: observations, returns, reasons; and its choice of units."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, day, reasoned, text
from budgeting.models import Observation
from budgeting.workflow import Status
from programme.models import BudgetUnit


class ObservationForm(DeskForm):
    """What Finance asks about a proposal, a framework or a line."""

    code = text(
        _("Code"),
        _("Optional: the code of your catalogue of observations."),
        max_length=20,
    )
    text = reasoned(
        _("Observation"),
        _("What is wrong, by which rule, and what the unit should do."),
        _("Write the observation."),
    )
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=Observation.Severity.choices,
        initial=Observation.Severity.BLOCKING,
        widget=forms.RadioSelect,
        help_text=_("While a blocking observation is open, nobody can approve."),
        error_messages={"required": _("Choose a severity.")},
    )
    due_on = day(_("Answer by"), _("Optional, such as 31/10/2026."), required=False)


class ReturnForm(DeskForm):
    """Send a proposal back to its unit."""

    note = text(
        _("Note to the unit"),
        _("Needed when there is no open observation."),
        rows=4,
    )
    due_on = day(
        _("To be answered by"),
        _("Until the end of this day the unit may change the proposal: 31/10/2026."),
        required=False,
    )


class ReasonForm(DeskForm):
    """A reason that stays with the proposal and is not published."""

    reason = reasoned(
        _("Reason"),
        _("It is kept with your name for Finance and auditors. It is not published."),
        _("Give the reason."),
    )


class ResolveForm(DeskForm):
    """Close an observation."""

    resolution = forms.ChoiceField(choices=Observation.Resolution.choices)


class BoardFilter(DeskForm):
    """Which units of the board are shown."""

    year = forms.IntegerField(required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All states")),
            ("missing", _("Not submitted")),
            *[choice for choice in Status.choices if choice[0] != Status.DRAFT],
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind of unit"),
        required=False,
        choices=[("", _("All kinds")), *BudgetUnit.Kind.choices],
    )

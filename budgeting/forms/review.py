"""What Finance writes when it decides: returns, reasons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, day, reasoned, text
from budgeting.models import Observation


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

"""What Finance writes when it decides: returns, reasons; and its choice of units."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, day, reasoned, text
from budgeting.models import Observation
from budgeting.workflow import Status
from programme.models import BudgetUnit


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


class WaiverForm(DeskForm):
    """Let one line pass without a citation, for a reason that is published with it."""

    reason = reasoned(
        _("Reason"),
        _("It is recorded with your name. The reason is published with the line."),
        _("Give the reason."),
    )


class ExtensionForm(ReasonForm):
    """More days for one unit."""

    until = day(
        _("Until"),
        _("Last day, included, such as 31/10/2026."),
        required=True,
        missing=_("Give the last day."),
    )
    field_order = ["until", "reason"]


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

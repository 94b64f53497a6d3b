"""What a reviewer answers to a signal: that it looks right, or a question."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, reasoned
from budgeting.forms.observing import ObservationForm


class SignalNoteForm(DeskForm):
    """It looks right, and why."""

    note = reasoned(
        _("Why it looks right"),
        _("It is kept with your name; the unit reads it in the proposal's history."),
        _("Say why it looks right."),
        rows=3,
    )


class SignalQuestionForm(ObservationForm):
    """An observation that begins with what the signal says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Of the catalogue of observations.")
        self.fields["code"].widget.told = {}  # the signal has words of its own

"""What a reviewer answers to a signal: that it looks right, or a question."""

from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, reasoned
from budgeting.forms.review import ObservationForm


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

    text = reasoned(
        ObservationForm.base_fields["text"].label,
        ObservationForm.base_fields["text"].help_text,
        _("Write the observation."),
        rows=8,
    )

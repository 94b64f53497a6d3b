"""What a unit says in words: why nothing applies, and answers to Finance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, reasoned


class AnswerForm(DeskForm):
    """One text that a colleague may write at the same time.

    The page sends back what was saved when it was made and, where a choice was asked,
    what stood before that.
    """

    TEXT = ""
    before = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    since = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    @property
    def read(self) -> str | None:
        """The text that the page was made from; None where it does not say."""
        return self.data.get("before")


class ScreenForm(AnswerForm):
    """Declare that no action applies to a line, with a reason."""

    TEXT = "reason"

    reason = reasoned(
        _("Why no action applies"),
        _("For example: payment of the unit's electricity, no action mentions it."),
        _("Say why no action applies to this line."),
    )


class ReplyForm(AnswerForm):
    """A unit's answer to an observation; `asked` is Finance's last message read."""

    TEXT = "text"

    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    text = reasoned(
        _("Your answer"),
        _("What you changed, or why it stays as it is."),
        _("Write your answer."),
    )

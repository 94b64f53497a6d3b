"""What a unit says in words: why nothing applies, and answers to Finance."""

from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, reasoned


class ScreenForm(DeskForm):
    """Declare that no action applies to a line, with a reason."""

    reason = reasoned(
        _("Why no action applies"),
        _("For example: payment of the unit's electricity, no action mentions it."),
        _("Say why no action applies to this line."),
    )


class ReplyForm(DeskForm):
    """A unit's answer to an observation."""

    text = reasoned(
        _("Your answer"),
        _("What you changed, or why it stays as it is."),
        _("Write your answer."),
    )

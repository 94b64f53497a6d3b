"""The form that takes a proposal's workbook."""

from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm
from programme.forms import WorkbookField


class ProposalWorkbookForm(DeskForm):
    """One filled workbook of a proposal."""

    file = WorkbookField(
        megabytes=5,
        label=_("Your workbook"),
        help_text=_(
            "The .xlsx file that you downloaded here and filled in, of at most 5 MB."
        ),
        error_messages={
            "required": _("Choose the workbook that you filled in."),
            "empty": _("This file is empty: choose another."),
        },
    )

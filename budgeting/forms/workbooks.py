"""The form that takes a proposal's workbook."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm

LARGEST = 5 * 1024 * 1024  # bytes


class ProposalWorkbookForm(DeskForm):
    """One filled workbook of a proposal."""

    file = forms.FileField(
        label=_("Your workbook"),
        help_text=_(
            "The .xlsx file that you downloaded here and filled in, of at most 5 MB."
        ),
        error_messages={
            "required": _("Choose the workbook that you filled in."),
            "empty": _("This file is empty: choose another."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() != ".xlsx":
            raise ValidationError(
                _("Choose an .xlsx workbook; this is another kind of file.")
            )
        if file.size > LARGEST:
            raise ValidationError(
                _("This file is larger than 5 MB: choose a smaller one.")
            )
        return file

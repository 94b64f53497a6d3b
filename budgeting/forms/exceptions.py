"""What the finance head writes to give an exception: every reason is public."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, day, figure, reasoned
from programme.amounts import AmountError, parse_amount
from programme.models import BudgetUnit

LONGEST = 2000  # characters of a public reason
WHOLE = "all"  # the ceiling in all, among the chapters


class PublicReasonForm(DeskForm):
    """A reason that stands in the public register as soon as it is given."""

    reason = reasoned(
        _("Public reason"),
        _(
            "Anybody reads it at once in the register of exceptions, with your name "
            "and the day, and it cannot be changed afterwards. Write nothing of what "
            "the draft says."
        ),
        _("Give the reason."),
    )

    def clean_reason(self) -> str:
        """The reason, short enough to be read in a list."""
        said = self.cleaned_data["reason"]
        if len(said) > LONGEST:
            raise forms.ValidationError(
                _("The reason has %(count)s characters: %(most)s at most.")
                % {"count": len(said), "most": LONGEST}
            )
        return said


class WaiverForm(PublicReasonForm):
    """Let one line pass without a citation."""


class FormulateForm(PublicReasonForm):
    """Formulate a proposal on its unit's behalf."""


class TakeBackForm(PublicReasonForm):
    """Take an exception to a ceiling back."""


class ExtensionForm(PublicReasonForm):
    """More days for one unit."""

    until = day(
        _("Until"),
        _("Last day, included, such as 31/10/2026."),
        required=True,
        missing=_("Give the last day."),
    )
    field_order = ["until", "reason"]


class AboveCeilingForm(PublicReasonForm):
    """Let a unit exceed one of its ceilings."""

    chapter = forms.ChoiceField(
        label=_("Ceiling"),
        error_messages={"required": _("Choose a ceiling.")},
    )
    amount = figure(
        _("Amount above the ceiling"),
        _(
            "How much more than the ceiling the unit may propose, written 1,234.50. "
            "It is added to what was granted before, and is public."
        ),
    )
    field_order = ["chapter", "amount", "reason"]

    def __init__(self, *args, ceilings, **kwargs) -> None:
        """`ceilings` pairs each chapter, None for all, with how it is called."""
        super().__init__(*args, **kwargs)
        self.fields["chapter"].choices = [
            (WHOLE if chapter is None else str(chapter), called)
            for chapter, called in ceilings
        ]

    def clean_chapter(self) -> int | None:
        """The chapter; None for the ceiling in all."""
        chosen = self.cleaned_data["chapter"]
        return None if chosen == WHOLE else int(chosen)

    def clean_amount(self) -> Decimal:
        """The amount, read by the one strict reader."""
        try:
            amount = parse_amount(self.cleaned_data["amount"])
        except AmountError as error:
            raise forms.ValidationError(str(error)) from None
        if not amount:
            raise forms.ValidationError(_("Enter an amount above zero."))
        return amount


class BeginExceptionForm(DeskForm):
    """For which unit, and what: the way to the page where it is given."""

    PAGES = {
        "extend": "budgeting:extension_create",
        "ceiling": "budgeting:above_ceiling_create",
        "waive": "budgeting:waiver_create",
        "formulate": "budgeting:proposal_formulate",
    }
    unit = forms.ModelChoiceField(
        BudgetUnit.objects.all(),
        label=_("Unit"),
        to_field_name="code",
        empty_label=_("Choose a unit"),
        error_messages={
            "required": _("Choose a unit."),
            "invalid_choice": _("Choose a unit from the list."),
        },
    )
    what = forms.ChoiceField(
        label=_("Exception"),
        choices=[
            ("extend", _("Give more days")),
            ("ceiling", _("Let it exceed a ceiling")),
            ("waive", _("Grant a waiver")),
            ("formulate", _("Formulate on its behalf")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an exception.")},
    )

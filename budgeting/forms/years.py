"""What is given on the pages of fiscal years."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgeting.forms.base import DeskForm, day, reasoned, text
from budgeting.models import FiscalYear
from programme.models import Programme
from programme.texts import text_of


class _Marked(DeskForm):
    """A form that brings back the mark of what its page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class WindowForm(_Marked):
    """The days on which units write."""

    opens = day(_("First day"), _("Included, such as 01/08/2026."), required=False)
    closes = day(
        _("Last day"),
        _("Included, until 23:59 in the year's time zone."),
        required=False,
    )
    reason = text(
        _("Reason"),
        _("Needed once the year is open. It stays in the year's history."),
        rows=2,
        max_length=2000,
    )


class _Ruled(forms.Form):
    linking = forms.ChoiceField(
        label=_("Linking rule"),
        choices=[
            (
                FiscalYear.Linking.REQUIRED,
                _("Required: no line is handed in without an action or a waiver"),
            ),
            (
                FiscalYear.Linking.REQUESTED,
                _("Requested: a line may say that no action applies, or nothing"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the rule of the year.")},
    )
    currency = text(
        _("Currency"),
        _("The three capitals of ISO 4217, such as MXN."),
        required=True,
        max_length=3,
        error_messages={"required": _("Give the currency.")},
    )
    currency.widget.attrs["class"] = "short"


class _Lawful(forms.Form):
    legal_basis_es = text(_("Legal basis in Spanish"), rows=4, max_length=5000)
    legal_basis_en = text(_("Legal basis in English"), rows=4, max_length=5000)


class LawForm(_Lawful, _Marked):
    """The law that the link rests on, as it is published with the year."""


class RuleForm(_Lawful, _Ruled, _Marked):
    """Rule, currency and the law that they rest on."""

    field_order = ["linking", "currency", "legal_basis_es", "legal_basis_en"]


class ProgrammesForm(_Marked):
    """Which programmes a year's lines may cite; one is what the rule asks for."""

    main = forms.ChoiceField(
        label=_("The year's programme"),
        help_text=_("The one that the rule asks for."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the programme that the rule asks for."),
            "invalid_choice": _("Choose a programme of the list."),
        },
    )
    others = forms.MultipleChoiceField(
        label=_("Other programmes that lines may cite"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose programmes of the list.")},
    )

    def __init__(
        self, *args: Any, programmes: Iterable[Programme], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (one.code, f"{one.code}: {text_of(one, 'name').value}")
            for one in programmes
        ]
        for name in ("main", "others"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def codes(self) -> list[str]:
        """The codes chosen, the year's programme first."""
        main = self.cleaned_data["main"]
        others = [one for one in self.cleaned_data["others"] if one != main]
        return [main, *others]


class NewYearForm(ProgrammesForm):
    """A year made from an earlier one, as an administrator prepares it."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=1900,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={
            "required": _("Give the year."),
            "invalid": _("Write the year in four digits."),
        },
    )
    ceilings = forms.BooleanField(
        label=_("Copy the ceilings too, of the units obliged in the new year"),
        required=False,
    )
    field_order = ["year", "main", "others", "ceilings"]


class NewRuledYearForm(_Lawful, _Ruled, NewYearForm):
    """The same by the finance head, who says the rule and the window too."""

    opens = WindowForm.base_fields["opens"]
    closes = WindowForm.base_fields["closes"]
    field_order = [
        "year",
        "main",
        "others",
        "ceilings",
        "opens",
        "closes",
        "linking",
        "currency",
        "legal_basis_es",
        "legal_basis_en",
    ]


class RemoveYearForm(DeskForm):
    """Why a year that was prepared by mistake is taken out."""

    reason = reasoned(
        _("Reason"),
        _("For example: prepared twice. It stays in the trail, with your name."),
        _("Say why the year is removed."),
        rows=2,
    )

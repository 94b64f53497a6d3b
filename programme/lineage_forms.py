"""The shape of what is asked of actions and units that change over time."""

import re
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from programme.lineage.units import NewUnit
from programme.lineage.wanted import NewAction
from programme.models import Action, BudgetUnit, CatalogueChange

Kind = CatalogueChange.Kind
PARTS = 6  # that one page offers at most to split into
SEPARATORS = re.compile(r"[\s;,]+")


def codes_in(text: str) -> tuple[str, ...]:
    """The codes of a text, however they are separated, each once, in their order."""
    return tuple(dict.fromkeys(one for one in SEPARATORS.split(text) if one))


class PlainForm(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def leave_unchecked(self) -> None:
        """Show what was typed and say nothing of it yet."""
        self._errors = ErrorDict()


class ChangeForm(PlainForm):
    """From which year, and why: what every change says."""

    year = forms.IntegerField(
        label=_("From the first day of the year"),
        help_text=_("Four digits, such as 2027."),
        min_value=1900,
        max_value=2200,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={
            "required": _("Say from which year."),
            "invalid": _("Write the year as a whole number, such as 2027."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("With the agreement or official letter that decided it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )


class RetireForm(ChangeForm):
    """When an action ends, and why."""


class WordingForm(ChangeForm):
    """What another text is: a mistake corrected, or a new wording from a year."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (
                Kind.CORRECTED.value,
                _("A correction: the wording was mistyped or incomplete."),
            ),
            (
                Kind.REWORDED.value,
                _("A new wording of the same commitment, from a year on."),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which of the two it is.")},
    )
    field_order = ["kind", "year", "reason"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].required = False
        self.fields["year"].help_text = _("Only for a new wording: its first year.")

    def clean(self) -> dict[str, Any]:
        """A correction has no year; a new wording needs one."""
        said = super().clean() or {}
        if said.get("kind") == Kind.CORRECTED:
            said["year"] = None
        elif self._lacks_year(said):
            self.add_error("year", _("Say from which year."))
        return said

    def _lacks_year(self, said: dict[str, Any]) -> bool:
        chosen = said.get("kind") == Kind.REWORDED
        return chosen and said.get("year") is None and "year" not in self.errors


class RewordForm(WordingForm):
    """Another wording of one action."""

    text_es = forms.CharField(
        label=_("Text in Spanish"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "es"}),
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )
    field_order = ["kind", "text_es", "text_en", "year", "reason"]


class FileWordingForm(WordingForm):
    """What the texts are that a file changes; corrections need no reason."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False

    def clean(self) -> dict[str, Any]:
        """A new wording needs its reason."""
        said = super().clean() or {}
        if said.get("kind") == Kind.REWORDED and not said.get("reason", "-"):
            self.add_error("reason", _("Say why."))
        return said


class NewActionForm(PlainForm):
    """The code of an action; its texts where the programme does not have it yet."""

    new_code = forms.CharField(
        label=_("Code of the action that it becomes"),
        help_text=_(
            "One of the programme, or a new one. A code is never given to two actions."
        ),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"required": _("Write the code of the line of action.")},
    )
    text_es = forms.CharField(
        label=_("Text in Spanish, if the code is new"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "es"}),
    )
    text_en = forms.CharField(
        label=_("Text in English, if the code is new"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    term = forms.ChoiceField(
        label=_("Term, if the code is new"),
        required=False,
        choices=[("", _("Not stated")), *Action.Term.choices],
    )

    @property
    def new(self) -> NewAction:
        """The action that is to be made, where the programme does not have it."""
        said = self.cleaned_data
        return NewAction(
            said["new_code"].strip(), said["text_es"], said["text_en"], said["term"]
        )


class MergeForm(ChangeForm, NewActionForm):
    """Which other actions become one with this, and which one that is."""

    others = forms.CharField(
        label=_("Codes of the other actions that become one with it"),
        help_text=_(
            "Separated by spaces or semicolons. Leave it empty if this one alone gets "
            "another code."
        ),
        required=False,
        max_length=500,
    )
    field_order = ["others", "new_code", "text_es", "text_en", "term", "year", "reason"]


class UnitNameForm(ChangeForm):
    """What a unit is called and what kind it is, from a year on."""

    name = forms.CharField(
        label=_("Name"),
        max_length=250,
        error_messages={"required": _("Give the unit a name.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=BudgetUnit.Kind.choices)
    sector = forms.CharField(label=_("Sector"), required=False, max_length=150)
    field_order = ["name", "kind", "sector", "year", "reason"]


class NewUnitForm(PlainForm):
    """The code of a unit; its name and kind where it is not in the list yet."""

    new_code = forms.CharField(
        label=_("Code of the unit that it becomes"),
        help_text=_("One of the list, or a new one: digits and capitals."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"required": _("Write the code of the unit.")},
    )
    name = forms.CharField(
        label=_("Name, if the code is new"), required=False, max_length=250
    )
    kind = forms.ChoiceField(
        label=_("Kind, if the code is new"),
        required=False,
        choices=[("", _("Not stated")), *BudgetUnit.Kind.choices],
    )
    sector = forms.CharField(
        label=_("Sector, if the code is new"), required=False, max_length=150
    )

    @property
    def new(self) -> NewUnit:
        """The unit that is to be made, where the list does not have it."""
        said = self.cleaned_data
        return NewUnit(
            said["new_code"].strip(), said["name"], said["kind"], said["sector"]
        )


class UnitMergeForm(ChangeForm, NewUnitForm):
    """Which other units become one with this, and which one that is."""

    others = forms.CharField(
        label=_("Codes of the other units that become one with it"),
        help_text=_("Separated by spaces or semicolons."),
        max_length=500,
        error_messages={"required": _("Name at least one other unit to merge.")},
    )
    field_order = ["others", "new_code", "name", "kind", "sector", "year", "reason"]


class CarryForm(ChangeForm):
    """From which year, and why, the pairs that were ticked are one commitment."""

    pairs = forms.MultipleChoiceField(
        error_messages={
            "required": _("Tick at least one pair."),
            "invalid_choice": _("A pair that was ticked is not proposed any more."),
        },
    )

    def __init__(self, *args, offered: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pairs"].choices = [(one, one) for one in offered]

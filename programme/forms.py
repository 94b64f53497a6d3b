"""The shape of what is asked of the catalogue, and of the files that fill it."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.exceptions import CatalogueError
from programme.imports.kinds import Kind
from programme.models import (
    Action,
    BudgetUnit,
    Programme,
    Right,
    RoleGrant,
    User,
)
from programme.search import QUERY_LIMIT, Filters
from programme.texts import text_of

ANY = ("", _("Any"))
MEGABYTE = 1024 * 1024
READS = {  # whether a .csv will do
    True: _("An .xlsx workbook, or a .csv, of at most %(size)s MB."),
    False: _("An .xlsx workbook of at most %(size)s MB."),
}
NARROWING = ("right", "group", "term", "unit")  # the fields that are filters


def tell_refusal(form: forms.Form, error: CatalogueError) -> None:
    """Why a service refused, at the field that is meant, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


class WorkbookField(forms.FileField):
    """An .xlsx file of at most so many megabytes, or a .csv where that will do."""

    def __init__(self, *, megabytes: int, csv: bool = False, **kwargs: Any) -> None:
        self.megabytes = megabytes
        self.endings = (".xlsx", ".csv") if csv else (".xlsx",)
        accept = {"accept": ",".join(self.endings)}
        super().__init__(widget=forms.FileInput(attrs=accept), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file; raises ValidationError for another kind and for a larger one."""
        file = super().clean(data, initial)
        if PurePath(file.name).suffix.lower() not in self.endings:
            raise ValidationError(
                _("Choose an .xlsx workbook or a .csv; this is another kind of file.")
                if ".csv" in self.endings
                else _("Choose an .xlsx workbook; this is another kind of file.")
            )
        if file.size > self.megabytes * MEGABYTE:
            raise ValidationError(
                _("This file is larger than %(size)s MB: choose a smaller one.")
                % {"size": self.megabytes}
            )
        return file


class SearchForm(forms.Form):
    """Words or a code, and what the actions found must be."""

    q = forms.CharField(
        label=_("Words or code"),
        required=False,
        max_length=QUERY_LIMIT,
        help_text=_("In any order, with or without accents; or a code such as 09.02."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    right = forms.ChoiceField(label=_("Right or group chapter"), required=False)
    group = forms.ChoiceField(label=_("Serves the population group"), required=False)
    term = forms.ChoiceField(
        label=_("Term"), required=False, choices=[ANY, *Action.Term.choices]
    )
    unit = forms.ChoiceField(label=_("Responsible unit"), required=False)

    def __init__(self, programme: Programme, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rights = list(Right.objects.filter(programme=programme).order_by("code"))
        groups = [right for right in rights if right.kind == Right.Kind.GROUP]
        self.fields["right"].choices = [ANY, *_named(rights)]
        self.fields["group"].choices = [ANY, *_named(groups)]
        units = BudgetUnit.objects.filter(
            actions_responsible__action__programme=programme
        ).distinct()
        self.fields["unit"].choices = [ANY, *((u.code, str(u)) for u in units)]
        for name in NARROWING:
            absent = _("%(label)s: choose one of the list.")
            label = {"label": self.fields[name].label}
            self.fields[name].error_messages["invalid_choice"] = absent % label

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return any(self.data.get(name) for name in NARROWING)

    @property
    def filters(self) -> Filters:
        """What the actions must be, beside having the words."""
        return Filters(**{name: self.cleaned_data[name] for name in NARROWING})


def _named(rights: list[Right]) -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} {text_of(one, 'name').value}") for one in rights]


class ImportForm(forms.Form):
    """One file of a kind to check, and the year that it is for, where it is for one."""

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.years is not None:
            years = [(year, str(year)) for year in kind.years()]
            self.fields["year"] = forms.TypedChoiceField(
                label=_("Fiscal year"),
                choices=[("", _("Choose the year")), *years],
                coerce=int,
                error_messages={
                    "required": _("Choose the fiscal year that the file is for."),
                    "invalid_choice": _("Choose a year from the list."),
                },
            )
        self.fields["file"] = WorkbookField(
            megabytes=kind.megabytes,
            csv=kind.csv,
            label=_("File"),
            help_text=READS[kind.csv] % {"size": kind.megabytes},
            error_messages={
                "required": _("Choose the file to check."),
                "empty": _("This file is empty: choose another."),
            },
        )


class RoleForm(forms.Form):
    """Which role is asked for, for whom, and why."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person"),
        help_text=_("Nobody asks for a role of their own."),
        error_messages={
            "required": _("Choose the person."),
            "invalid_choice": _("Choose the person from the list."),
        },
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=RoleGrant.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the role.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The second person reads it, and auditors years later."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the role is given.")},
    )

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        others = User.objects.filter(is_active=True).exclude(pk=by.pk)
        self.fields["person"].queryset = others.order_by("last_name", "first_name")
        self.fields["person"].label_from_instance = _told_apart


def _told_apart(person: User) -> str:
    return f"{person} ({person.username})"


class ReasonForm(forms.Form):
    """Why something is done that a person asked for or was given."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    help_text: Promise
    missing: Promise

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["reason"].help_text = self.help_text
        self.fields["reason"].error_messages["required"] = self.missing


class DeclineForm(ReasonForm):
    """Why a request to load a file is declined."""

    help_text = _("It stays with the file, and who asked reads it.")
    missing = _("Say why you decline.")


class RevokeForm(ReasonForm):
    """Why a role is taken away."""

    help_text = _("It stays beside the role's history.")
    missing = _("Say why the role is taken away.")

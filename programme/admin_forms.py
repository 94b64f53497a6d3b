"""What the administration pages check beyond each field, in the services' own words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme import checks
from programme.exceptions import CatalogueError
from programme.models import (
    Membership,
    Programme,
    Right,
    Strategy,
)

Part = Right | Strategy


def as_form_error(check, *args) -> None:
    """Run a check of the catalogue; its refusal becomes an error of the form."""
    try:
        check(*args)
    except CatalogueError as error:
        raise ValidationError(str(error)) from error


class StrategyForm(forms.ModelForm):
    """A strategy stands under a right of its own programme."""

    def clean(self) -> dict:
        """Refuses a right of another programme."""
        cleaned = super().clean()
        check_same_programme(self, cleaned.get("right"))
        check_place(self, cleaned.get("right"))
        return cleaned


class ActionForm(forms.ModelForm):
    """An action and its chapter, strategy and groups are of one programme."""

    def clean(self) -> dict:
        """Refuses parts of other programmes, and a code out of its place."""
        cleaned = super().clean()
        groups = cleaned.get("population_groups") or []
        parts = [cleaned.get("right"), cleaned.get("strategy"), *groups]
        check_same_programme(self, *parts)
        if any(group.kind != Right.Kind.GROUP for group in groups):
            raise ValidationError(_("Choose population groups, not rights."))
        check_place(self, cleaned.get("strategy") or cleaned.get("right"))
        return cleaned


def programme_of(form: forms.ModelForm) -> Programme | None:
    """The programme chosen in a form, or the one its row has for good."""
    chosen = form.cleaned_data.get("programme")
    return chosen or (form.instance.programme if form.instance.pk else None)


def check_same_programme(
    form: forms.ModelForm, *parts: Right | Strategy | None
) -> None:
    """Raises ValidationError if one of the parts is of another programme."""
    programme = programme_of(form)
    if any(part is not None and part.programme != programme for part in parts):
        raise ValidationError(_("Choose what belongs to the same programme."))


def check_place(form: forms.ModelForm, parent: Part | None) -> None:
    """Raises ValidationError unless a new row's code is its parent's and a number."""
    code = form.cleaned_data.get("code")
    if code and parent and code.rpartition(".")[0] != parent.code:
        raise ValidationError(
            _("The code begins with that of its strategy, or chapter: %(code)s.")
            % {"code": parent.code}
        )


class MembershipForm(forms.ModelForm):
    """A role that a person does not hold already in the same days."""

    def clean(self) -> dict:
        """Refuses what the service would refuse."""
        cleaned = super().clean()
        if not self.errors:
            wanted = Membership(pk=self.instance.pk, **cleaned)
            as_form_error(checks.check_membership, wanted)
        return cleaned

"""The shape of what an administrator says of a person: invited, moved, ended."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from programme.access.accounts import Invitation, Post
from programme.models import BudgetUnit, Membership, User

NOBODY = {"autocomplete": "off"}  # what is written is somebody else's
NOT_A_DATE = _("Write the day as year-month-day, such as 2027-01-31.")


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **kwargs) -> None:
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        kwargs["input_formats"] = ["%Y-%m-%d"]
        super().__init__(**kwargs)
        self.error_messages["invalid"] = NOT_A_DATE


class PostForm(forms.Form):
    """A role in a unit, from a day on."""

    use_required_attribute = False
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=BudgetUnit.objects.order_by("code"),
        error_messages={"required": _("Choose the unit.")},
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
    since = DayField(
        label=_("From"), error_messages={"required": _("Write the first day.")}
    )
    until = DayField(label=_("Until, if it is known"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = localdate

    def clean(self) -> dict:
        """The last day, if there is one, does not come before the first."""
        said = super().clean()
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return said

    @property
    def post(self) -> Post | None:
        """The role that was described, or none where no unit was chosen."""
        if not self.cleaned_data.get("unit"):
            return None
        return Post(**{name: self.cleaned_data[name] for name in PostForm.base_fields})


class InviteForm(PostForm):
    """A person to invite, and their role in a unit if they are to have one."""

    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        validators=[
            UnicodeUsernameValidator(
                message=_("Write letters, digits and @ . + - _ only, without spaces.")
            )
        ],
        help_text=_("They sign in with it: letters, digits and @ . + - _ only."),
        widget=forms.TextInput(attrs=NOBODY),
        error_messages={"required": _("Write a username.")},
    )
    first_name = forms.CharField(
        label=_("First names"),
        max_length=150,
        widget=forms.TextInput(attrs=NOBODY),
        error_messages={"required": _("Write the first names.")},
    )
    last_name = forms.CharField(
        label=_("Last names"),
        max_length=150,
        widget=forms.TextInput(attrs=NOBODY),
        error_messages={"required": _("Write the last names.")},
    )
    email = forms.EmailField(
        label=_("E-mail, if there is one"),
        required=False,
        widget=forms.EmailInput(attrs=NOBODY),
        error_messages={"invalid": _("Write an e-mail such as ana@city.example.")},
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=User._meta.get_field("language").choices
    )
    expires_on = DayField(
        label=_("Last day of the account, if it is known"), required=False
    )
    field_order = ["username", "first_name", "last_name", "email", "language"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        unit.required, unit.empty_label = False, _("No unit")
        unit.help_text = _("Roles of Finance are given afterwards, by two people.")
        role = self.fields["role"]
        role.required = False
        role.choices = [("", _("No role in a unit")), *Membership.Role.choices]

    def clean(self) -> dict:
        """A role and its unit, or neither."""
        said = super().clean()
        if "unit" in said and "role" in said:
            if said["role"] and not said["unit"]:
                self.add_error("unit", _("Choose the unit of this role."))
            elif said["unit"] and not said["role"]:
                self.add_error("role", _("Choose the role in this unit."))
        return said

    @property
    def invitation(self) -> Invitation:
        """Who is invited."""
        names = Invitation.__dataclass_fields__
        return Invitation(**{name: self.cleaned_data[name] for name in names})


class MoveForm(PostForm):
    """The unit that a person leaves, and the role that they begin elsewhere."""

    left = forms.ModelChoiceField(
        label=_("Unit that they leave"),
        queryset=BudgetUnit.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the unit that they leave.")},
    )
    field_order = ["left", "unit", "role", "since", "until"]

    def __init__(self, user: User, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        held = Membership.objects.filter(user=user).on(localdate())
        self.fields["left"].queryset = BudgetUnit.objects.filter(
            pk__in=held.values("unit")
        ).order_by("code")
        self.fields["unit"].label = _("Unit to which they go")
        self.fields["since"].label = _("First day there")
        self.fields["since"].help_text = _(
            "Their roles in the unit that they leave end the day before; a role that "
            "began on this very day was a mistake, and is taken back."
        )


class LastDayForm(forms.Form):
    """The last day of an account."""

    use_required_attribute = False
    expires_on = DayField(
        label=_("Last day of the account"),
        required=False,
        help_text=_("Empty: without end. From the next day on, nothing opens."),
    )


class ResetForm(forms.Form):
    """Why a person's second factor is to be reset."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("How you know that it is this person, and what was lost"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )

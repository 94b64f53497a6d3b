"""The forms of an account: at the door, and for another password."""

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Form
from django.utils.translation import gettext_lazy as _

from programme.models import User


class LanguageForm(Form):
    """The language in which the site writes to a person."""

    use_required_attribute = False
    language = ChoiceField(
        label=_("Language of the letters that the site sends me"),
        choices=User._meta.get_field("language").choices,
    )


def name_new_passwords(form: Form) -> None:
    """The two fields of a new password, in our words."""
    form.fields["new_password1"].label = _("New password")
    form.fields["new_password2"].label = _("New password again")
    form.fields["new_password2"].help_text = _("Write the same once more.")


class SignInForm(AuthenticationForm):
    """Username and password of an account that is in use today."""

    use_required_attribute = False
    error_messages = {
        "invalid_login": _(
            "No account has this username and password. Check both: capitals count."
        ),
        "inactive": _("This account is closed. Ask the administrator to open it."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = _("Write your username.")
        self.fields["password"].error_messages["required"] = _("Write your password.")

    def get_invalid_login_error(self) -> ValidationError:
        """Why nobody is let in; whoever has the password of an account over is told."""
        if getattr(self.request, "account_is_over", False):
            return ValidationError(self.error_messages["inactive"], code="inactive")
        return super().get_invalid_login_error()


class PasswordForm(PasswordChangeForm):
    """The password in use, and the one to use from now on, twice."""

    use_required_attribute = False
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("This is not your password. Write the one in use."),
        "password_mismatch": _("The two new passwords differ: write the same twice."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Password in use")
        name_new_passwords(self)
        for field in self.fields.values():
            field.error_messages["required"] = _("Write a password.")

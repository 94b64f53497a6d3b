"""The forms of second factors: codes that are typed, passkeys that a browser holds."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hrbudget.adapters import WRONG_CODE
from hrbudget.forms import name_new_passwords
from programme.access.digests import digest_of
from programme.models import UsedCode

TYPED = {
    "autocomplete": "one-time-code",
    "autocapitalize": "off",
    "spellcheck": "false",
}
NO_PASSKEY = _("The passkey gave no answer: press the button again.")


def use_up(user, code: str) -> None:
    """Raises ValidationError if the code was accepted before, by whichever worker."""
    digest = digest_of("code", normalize_user_code(code))
    if not UsedCode.objects.take(user, digest):
        raise ValidationError(WRONG_CODE)


class CodeForm(AuthenticateForm):
    """A code of the authenticator, or one of the recovery codes."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("Code of the second factor"),
            max_length=20,
            help_text=_("The six digits of your authenticator, or a recovery code."),
            widget=forms.TextInput(attrs=TYPED),
            error_messages={"required": _("Write the code.")},
        )

    def clean_code(self) -> str:
        """Refuses a code that is wrong, and one that was used already."""
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            use_up(self.user, code)
        return code


class EnrolCodeForm(ActivateTOTPForm):
    """The first code of an authenticator that is being added."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("Code that the authenticator shows"),
            max_length=20,
            widget=forms.TextInput(attrs=TYPED),
            error_messages={"required": _("Write the code.")},
        )

    def clean_code(self) -> str:
        """Refuses a wrong code; the one accepted cannot be used again to sign in."""
        code = super().clean_code()
        use_up(self.user, code)
        return code


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey that is being added, and what to call it."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")
        self.fields["name"].max_length = 60
        self.fields["credential"].error_messages["required"] = NO_PASSKEY


class PasskeyForm(AuthenticateWebAuthnForm):
    """The answer of a passkey."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = NO_PASSKEY


class AgainForm(forms.Form):
    """The password of whoever has signed in, asked again."""

    use_required_attribute = False
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )

    def __init__(self, request, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Refuses what is not their password."""
        password = self.cleaned_data["password"]
        username = self.request.user.username
        found = authenticate(self.request, username=username, password=password)
        if found != self.request.user:
            raise ValidationError(_("This is not your password. Write the one in use."))
        return password


class FirstPasswordForm(SetPasswordForm):
    """The password that an invited person chooses, twice."""

    use_required_attribute = False
    error_messages = {
        "password_mismatch": _("The two new passwords differ: write the same twice.")
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Write a password.")
        name_new_passwords(self)
        self.fields["new_password1"].help_text = _(
            "At least 12 characters, of any kind; a sentence is easy to remember."
        )

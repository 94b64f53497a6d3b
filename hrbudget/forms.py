"""The form at the door."""

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.models import User
from programme.permissions import is_active


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

    def confirm_login_allowed(self, user: User) -> None:
        """Raises ValidationError for a closed account and for one past its last day."""
        super().confirm_login_allowed(user)
        if not is_active(user):
            raise ValidationError(self.error_messages["inactive"], code="inactive")

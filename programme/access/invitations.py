"""The link that an invited person opens once, within three days."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from programme.models import User


class InvitationTokens(PasswordResetTokenGenerator):
    """Tokens bound to the account as it is: they die when its password changes."""

    key_salt = "programme.access.invitations"


tokens = InvitationTokens()


def invitation_link(request: HttpRequest, user: User) -> str:
    """The whole address by which this person chooses a password, in their language."""
    parts = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": tokens.make_token(user),
    }
    with translation.override(user.language):
        path = reverse("invitation", kwargs=parts)
    scheme = "https" if settings.SESSION_COOKIE_SECURE else request.scheme
    return f"{scheme}://{request.get_host()}{path}"

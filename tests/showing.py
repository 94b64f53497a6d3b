"""What a person of a test has shown at the door, and when."""

import time

from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client

from programme.models import User


def show(client: Client, user: User, method: str, ago: float = 0) -> None:
    """The session of this client shows this method alone, so many seconds ago."""
    session = client.session
    record = {"method": method, "at": time.time() - ago}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def give_authenticator(user: User) -> str:
    """An authenticator and recovery codes for this person; the answer is its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def recovery_codes_of(user: User) -> list[str]:
    """The recovery codes of this person that were not used."""
    held = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return held.wrap().get_unused_codes()


def code_of(secret: str, steps: int = 0) -> str:
    """What the authenticator shows now, or so many half minutes later."""
    counter = int(time.time()) // 30 + steps
    return format_hotp_value(hotp_value(secret, counter))

"""What allauth asks of us: who signs up (nobody), what it says, how secrets rest."""

import base64
import time
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.access.addresses import client_address
from programme.access.devices import remember_device
from programme.access.sessions import BEGAN, used_factor
from programme.access.throttle import forgive_attempts
from programme.models import User
from programme.unsent import forget_others

SECOND_FACTOR_STAGE = "hrbudget.stages.SecondFactorStage"
WRONG_CODE = _("This code is not right, or it was used already: wait for the next one.")


class AccountAdapter(DefaultAccountAdapter):
    """Sessions that end after a working day; no sign-up, no messages but our own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody: administrators invite."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address, as far as the proxies can be believed."""
        return client_address(request)

    def add_message(self, request: HttpRequest, *args, **kwargs) -> None:
        """Nothing: the pages say in our words what was done."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session: whatever happens in it, it ends after a working day."""
        super().login(request, user)
        forget_others(request, user.pk)
        request.session[BEGAN] = int(time.time())
        end = now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        request.session.set_expiry(end)

    def get_login_stages(self) -> list[str]:
        """Those of allauth, but our own wait for the second factor."""
        theirs, ours = "allauth.mfa.stages.AuthenticateStage", SECOND_FACTOR_STAGE
        return [ours if one == theirs else one for one in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse:
        """Once in whole, know the browser again and forget the failures before."""
        response = super().post_login(request, user, **kwargs)
        if used_factor(request) or not settings.SECOND_FACTOR_REQUIRED:
            welcome(request, response, user)
        return response


def welcome(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Forget the failures of whoever got in, and let the browser be known again."""
    forgive_attempts(request, user.username)
    remember_device(request, response, user.username)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors named by username, their secrets encrypted at rest."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """A secret as the database keeps it."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret as it was."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """What a passkey is called until its person says otherwise."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def _get_user_identifier(self, user: User) -> str:
        return user.username


def _fernet() -> MultiFernet:
    """The cipher of the secrets: by the site's key, and by those it had before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    made = salted_hmac("hrbudget.adapters", "secrets", secret=key, algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest())

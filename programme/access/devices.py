"""Browsers in which a person has signed in before: they are counted by themselves.

So whoever hammers a username from elsewhere does not shut its owner out.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from programme.access.digests import digest_of_name

SALT = "programme.access.devices"
DAYS = 180
PEOPLE = 5  # of one shared browser, the latest to sign in


def device_of(request: HttpRequest, username: str) -> str:
    """The number of this browser, if this person has signed in with it; else empty."""
    return _known(request).get(digest_of_name(username), "")


def remember_device(
    request: HttpRequest, response: HttpResponse, username: str
) -> None:
    """Let the browser carry, signed, that this person has signed in with it."""
    name = digest_of_name(username)
    known = _known(request)
    number = known.pop(name, None) or secrets.token_hex(16)
    latest = [*known.items(), (name, number)][-PEOPLE:]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(dict(latest), salt=SALT),
        max_age=DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    """The people of this browser and its number for each, as the cookie tells."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        return signing.loads(cookie, salt=SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return {}

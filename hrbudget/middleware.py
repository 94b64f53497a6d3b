"""What every request passes before the rest of the site."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse

from programme.access.addresses import client_address
from programme.trail import acting
from reporting import kept


class KeptAnswers:
    """Answers readers of the public site from kept bytes, before anything else runs.

    The bytes carry every header the rest of the site gave them the first time. The host
    is checked here too, and a request that must move to TLS is left to do so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        to_move = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        found = None if to_move else self.find(request)
        return found or kept.keep(request, self.get_response(request))

    def find(self, request: HttpRequest) -> HttpResponse | None:
        """The kept answer; where the host or the database is at fault, none: the rest
        of the site says so, with the headers of every answer."""
        try:
            request.get_host()
            return kept.find(request)
        except (DisallowedHost, DatabaseError):
            return None


class ReadableAddress:
    """Answers 404 to an address with a NUL, which no database could look up.

    The API says so itself, as JSON.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if "\x00" in path and not path.startswith("/api/"):
            raise Http404
        return self.get_response(request)


class Acting:
    """What a request writes is told with its person, address and number.

    Reading asks nothing: a public page must not look who reads it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return self.get_response(request)
        facts = {
            "request": uuid.uuid4().hex,
            "address": request.path,
            "from": client_address(request),
        }
        person = request.user if request.user.is_authenticated else None
        with acting(by=person, **facts):
            return self.get_response(request)

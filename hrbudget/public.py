"""What the public part of the site is to programs: open to all, and fair to each."""

import ipaddress
import re
from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from programme.access.addresses import client_address, network_of
from reporting import limits
from reporting.limits import Counted

OPEN_DATA = ("/api/", "/data/")
MAY_BE_COSTLY = re.compile(
    r"/(api|data|pictures)/|/[a-z]{2}/(years|trends|embed|feed\.atom|guide/form)"
)
SAFE = "GET, HEAD, OPTIONS"
OF_EVERY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
BEFOREHAND = {  # what a browser asks before a script of another site may ask
    "Allow": SAFE,
    "Access-Control-Allow-Methods": SAFE,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "no-store",
}
Next = Callable[[HttpRequest], HttpResponse]


class OpenData:
    """Lets pages of other sites read the API and the files, whatever they answer.

    Both are public and know no account: any origin may read, none with credentials.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(OPEN_DATA):
            for name, value in OF_EVERY_SITE.items():
                response.headers[name] = value
        return response


class Preflight:
    """Tells a browser what a script of another site may ask of open data."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.method == "OPTIONS" and request.path_info.startswith(OPEN_DATA)
        if not asked:
            return self.get_response(request)
        response = HttpResponse(status=204, headers=BEFOREHAND)
        del response.headers["Content-Type"]
        return response


class Turns:
    """Answers 429 to who has more made for it than its share, with when to try again.

    What is kept never comes here. Nobody on the machine itself is counted: behind a
    proxy that is not trusted everybody would be one client.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        client = client_of(request)
        if client is None:
            return self.get_response(request)
        if seconds := limits.share.begin(client):
            return told_to_wait(request, seconds)
        end = partial(limits.share.end, client)
        response = self.get_response(request)
        if response.streaming:
            response.streaming_content = Counted(response.streaming_content, end)
        else:
            end()
        return response


def client_of(request: HttpRequest) -> str | None:
    """Whose share the request draws on; None where it draws on nobody's."""
    if not MAY_BE_COSTLY.match(request.path_info):
        return None
    address = client_address(request)
    return None if ipaddress.ip_address(address).is_loopback else network_of(address)


def told_to_wait(request: HttpRequest, seconds: int) -> HttpResponse:
    """The sentence, as JSON or on a page, and the seconds for programs."""
    sentence = ngettext(
        "Too much is being made for you at once. Try again in %(seconds)s second.",
        "Too much is being made for you at once. Try again in %(seconds)s seconds.",
        seconds,
    ) % {"seconds": seconds}
    if request.path_info.startswith(OPEN_DATA):
        response = JsonResponse({"detail": sentence}, status=429)
    else:
        context = {"sentence": sentence}
        response = render(request, "reporting/too_busy.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response

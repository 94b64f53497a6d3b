"""Public answers about what still changes, kept by readers until it does."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import get_language

from reporting.kept import FRESH
from reporting.queries import BadQuery, read_query

Made = HttpResponse | tuple[str, dict]


def living(
    request: HttpRequest,
    takes: tuple[str, ...],
    state: str,
    make: Callable[[dict[str, str]], Made],
) -> HttpResponse:
    """An answer for anybody; `state` says which state of things it shows.

    `make` gets the query and gives a response, or a template and its context.
    """
    language = get_language() or ""
    told = "\n".join([request.get_full_path(), state, language, settings.VERSION])
    tag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": FRESH, "Content-Language": language}
    try:
        query = read_query(request.GET, takes)
        if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
            return HttpResponseNotModified(headers=headers)
        made = make(query)
    except BadQuery as error:
        context = {"sentence": str(error)}
        return render(request, "reporting/refused.html", context, status=400)
    response = render(request, *made) if isinstance(made, tuple) else made
    for name, value in headers.items():
        response.headers[name] = value
    return response

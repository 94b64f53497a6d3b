"""What a script of the desk asked as JSON, read; and how it is answered."""

import functools
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError


class Unreadable(ValueError):
    """What was sent cannot be read; `str()` says why."""


def answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, with every refusal as JSON: a script follows no way to a page.

    401 where the session ended, with the address to sign in at; 403; 423 for what is
    frozen or outside its days; 400 for what cannot be read.
    """

    @functools.wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return signed_out(
                _(
                    "Your session has ended. What you typed is still in this page: "
                    "sign in again and it is saved."
                )
            )
        try:
            return view(request, *args, **kwargs)
        except Unreadable as error:
            return refusal(str(error), 400)
        except PermissionDenied as error:
            return refusal(str(error) or _("This account may not do that."), 403)
        except WorkflowError as error:
            return refusal(str(error), 423)

    return told


def in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, which only tells: signed out, not there and not allowed are JSON."""

    @functools.wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return signed_out(_("Your session has ended."))
        try:
            return view(request, *args, **kwargs)
        except Http404:
            said = _("This does not exist, or is not yours to see.")
            return refusal(said, 404)
        except PermissionDenied:
            return refusal(_("This is not yours to do."), 403)

    return told


def signed_out(sentence: str) -> JsonResponse:
    """What a script is told where nobody is signed in any more, with where to."""
    said = {"detail": sentence, "sign_in": resolve_url("sign_in")}
    return JsonResponse(said, status=401)


def refusal(sentence: str, status: int) -> JsonResponse:
    """Why nothing was done."""
    return JsonResponse({"detail": sentence}, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a page's form."""
    return "application/json" in request.headers.get("Accept", "")


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The object sent; raises Unreadable."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException) as error:
        raise Unreadable(_("This is not JSON.")) from error
    if not isinstance(found, dict):
        raise Unreadable(_("This is not a JSON object."))
    return found

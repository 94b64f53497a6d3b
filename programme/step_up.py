"""Approving, publishing and handling keys ask again who it is, after a while.

The act that was pressed waits in the session and is carried out once, afterwards.
"""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from allauth.account import app_settings as allauth_settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.urls import resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from programme.access.sessions import last_shown
from programme.trail import acting

ACTS = "acts_that_wait"
AT_MOST = 5  # acts that wait in one session: those of five tabs
View = Callable[..., HttpResponse]


def fresh_factor_required(view: View) -> View:
    """A view for who has just shown who they are; anybody else is asked, then resumed.

    Goes inside `login_required`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        token = keep_act(request)
        return redirect(resolve_url("step_up", token=token))

    return guarded


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person showed who they are within the last quarter of an hour."""
    age = time.time() - last_shown(request)
    return age < allauth_settings.REAUTHENTICATION_TIMEOUT


def keep_act(request: HttpRequest) -> str:
    """Keep in the session what was pressed; the answer is the token to resume it by."""
    token = secrets.token_urlsafe(12)
    act = {"path": request.get_full_path_info(), "back": _page_before(request)}
    secret = any("password" in name for name in request.POST)
    if request.method == "POST" and not secret:  # a page with a password begins anew
        act["data"] = request.POST.urlencode()
    kept = [*request.session.get(ACTS, {}).items(), (token, act)]
    request.session[ACTS] = dict(kept[-AT_MOST:])
    return token


def page_of(request: HttpRequest, token: str) -> str | None:
    """The page to go back to instead of carrying the act out; None if none waits."""
    act = request.session.get(ACTS, {}).get(token)
    return act and act["back"]


def resume_act(request: HttpRequest, token: str) -> HttpResponse:
    """Carry out what waits under this token, once; then or else, show the desk."""
    acts = request.session.get(ACTS, {})
    act = acts.pop(token, None)
    request.session[ACTS] = acts
    if act is None:
        return redirect("desk")
    if "data" not in act:
        return redirect(act["path"])
    path, _, query = act["path"].partition("?")
    language = translation.get_language_from_path(path)
    with translation.override(language or translation.get_language()):
        match = resolve(path)
        request.path = request.path_info = path
        request.resolver_match = match
        request.GET, request.POST = QueryDict(query), QueryDict(act["data"])
        with acting(by=request.user, address=path):
            return match.func(request, *match.args, **match.kwargs)


def _page_before(request: HttpRequest) -> str:
    """The page of this site where it was pressed, as the browser tells; or the desk."""
    if request.method != "POST":
        return resolve_url("desk")
    told = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(told, {request.get_host()}):
        parts = urlsplit(told)
        page = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if page and url_has_allowed_host_and_scheme(page, None):  # not //elsewhere
            return page
    return resolve_url("desk")

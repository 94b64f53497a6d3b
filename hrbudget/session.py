"""How long I am signed in: what a page's script asks, one more while, signing out."""

from typing import Any

from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from budgeting.views.asked import signed_out
from programme.access.sessions import end_of, extend_session, last_end_of


class SignOut(LogoutView):
    """Signing out, after which the browser forgets what it kept of what was typed."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As Django's, and the browser's own store is emptied."""
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


@never_cache
@require_safe
def session_state(request: HttpRequest) -> JsonResponse:
    """Who is signed in and until when, and a token for the forms of an older page."""
    return state_of(request)


@never_cache
@require_POST
def session_extend(request: HttpRequest) -> JsonResponse:
    """The same after one more while, for who says that they are still there."""
    if request.user.is_authenticated:
        extend_session(request)
    return state_of(request)


def state_of(request: HttpRequest) -> JsonResponse:
    """The state of the session, as JSON; 401 without one, never a redirect."""
    if not request.user.is_authenticated:
        return signed_out(_("Your session ended."))
    end = end_of(request)
    return JsonResponse(
        {
            "user": str(request.user.pk),
            "until": end.isoformat(timespec="seconds"),
            "more": last_end_of(request) > end,
            "token": get_token(request),
        }
    )

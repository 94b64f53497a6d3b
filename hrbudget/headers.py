"""What every answer says to browsers and to caches on the way."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SAID_ALREADY = {"public", "no-store"}  # by whoever made the answer


class AnswerHeaders:
    """Nobody keeps an answer that was not made for everybody, nor frames it.

    Only what is made to be framed by other sites may be: the embeds of charts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        said = response.headers.get("Cache-Control", "").replace(",", " ").split()
        if not SAID_ALREADY & set(said):
            response.headers["Cache-Control"] = "private, no-store"
        if not getattr(response, "xframe_options_exempt", False):  # what is embedded
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response

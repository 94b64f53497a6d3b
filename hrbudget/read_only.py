"""Read-only mode: what would write is refused in words, and all reading goes on.

Two walls: no request that writes reaches a page, and the application's sessions
are read-only in PostgreSQL, for the door that somebody forgot.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from hrbudget.database.refused import is_refused_write
from hrbudget.unsent import page_of_fault

READS = ("GET", "HEAD", "OPTIONS", "TRACE")
RETRY_AFTER = "300"  # seconds


class ReadOnlyMode:
    """Answers 503 to what would write, and says that nothing was changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.READ_ONLY and request.method not in READS:
            return refusal(request)
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """The same page where only the database knew that the request would write."""
        return refusal(request) if is_refused_write(error) else None


def refusal(request: HttpRequest) -> HttpResponse:
    """The 503 that says so: a page in the reader's language, JSON under /api/."""
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
    if request.path_info.startswith("/api/"):
        detail = _("The site can only be read for now. Nothing was changed.")
        return JsonResponse({"detail": detail}, status=503, headers=headers)
    page = page_of_fault(request, "read_only.html")
    return HttpResponse(page, status=503, headers=headers)

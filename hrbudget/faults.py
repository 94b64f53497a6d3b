"""What a fault of ours answers: a page that says what became of what was sent."""

import sys

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from budgeting.views.asked import wants_json
from hrbudget.database.launcher import DatabaseUnavailable
from hrbudget.unsent import page_of_fault

# PostgreSQL's classes of codes: no connection, no room for one, being shut down
AWAY = ("08", "53", "57P")
RETRY_AFTER = "60"  # seconds


def page_broken(request: HttpRequest) -> HttpResponse:
    """The 500 page; 503 while the database is away. Neither needs a database."""
    away = is_away(sys.exc_info()[1])
    status = 503 if away else 500
    headers = {"Retry-After": RETRY_AFTER} if away else {}
    headers["Cache-Control"] = "no-store"
    if a_program_asks(request):
        detail = _("Something went wrong here. Try again in a few minutes.")
        return JsonResponse({"detail": detail}, status=status, headers=headers)
    page = page_of_fault(request, f"{status}.html")
    return HttpResponse(page, status=status, headers=headers)


def is_away(error: BaseException | None) -> bool:
    """Whether this error, or what it came of, is that the database does not answer."""
    while error is not None:
        if isinstance(error, DatabaseUnavailable | InterfaceError):
            return True
        if isinstance(error, OperationalError):
            code = getattr(error.__cause__, "sqlstate", None)
            return code is None or code.startswith(AWAY)
        error = error.__cause__ or (error.__context__ if is_ours(error) else None)
    return False


def is_ours(error: BaseException) -> bool:
    """Whether an error of the database may have led to it while it was handled."""
    return isinstance(error, Error)


def a_program_asks(request: HttpRequest) -> bool:
    """Whether a program asked: the API, or the script of a page."""
    sends_json = request.content_type == "application/json"
    return request.path_info.startswith("/api/") or sends_json or wants_json(request)

"""What every page knows, without a session or a query."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """The version of the code, and whether this is a demonstration."""
    return {"version": settings.VERSION, "development": not settings.PRODUCTION}

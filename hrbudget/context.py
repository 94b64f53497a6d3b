"""What every page knows, without a session or a query."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


def site(request: HttpRequest) -> dict:
    """The version of the code, its mode, and the same page in the other language."""
    return {
        "version": settings.VERSION,
        "development": not settings.PRODUCTION,
        "read_only": settings.READ_ONLY,
        "other_language": other_language(request),
    }


def other_language(request: HttpRequest) -> dict:
    """Code, name and address of this page in the other language.

    The address is empty where a page has no language in its address, and after a
    POST, whose page cannot be asked for again.
    """
    code, name = next(pair for pair in settings.LANGUAGES if pair[0] != get_language())
    here = request.get_full_path()
    there = "" if request.method == "POST" else translate_url(here, code)
    return {"code": code, "name": name, "url": "" if there == here else there}

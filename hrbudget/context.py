"""What every page knows, without a session or a query until a page asks for one."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from budgeting.permissions import Person, roles_of
from budgeting.workflow import FINANCE_ROLES, UNIT_ROLES, Role
from hrbudget.second_factor import is_private
from hrbudget.unsent import saved_things
from programme.access.sessions import end_of, last_end_of


def site(request: HttpRequest) -> dict:
    """The version of the code, its mode, and the layout, the other language."""
    return {
        "version": settings.VERSION,
        "development": not settings.PRODUCTION,
        "read_only": settings.READ_ONLY,
        "other_language": other_language(request),
        "layout": "desk.html" if is_private(request) else "base.html",
        "begins_with_review": lambda: begins_with_review(request.user),
        "session_end": lambda: end_of(request),
        "session_more": lambda: last_end_of(request) > end_of(request),
        "saved_things": lambda: saved_things(request),
    }


def begins_with_review(user: Person) -> bool:
    """Whether this person comes to proposals by the review, having none in a unit."""
    roles = roles_of(user)
    return not roles & UNIT_ROLES and bool(roles & {*FINANCE_ROLES, Role.AUDITOR})


def other_language(request: HttpRequest) -> dict:
    """Code, name and address of this page in the other language.

    The address is empty where a page has no language in its address, and after a
    POST, whose page cannot be asked for again.
    """
    code, name = next(pair for pair in settings.LANGUAGES if pair[0] != get_language())
    here = request.get_full_path()
    there = "" if request.method == "POST" else translate_url(here, code)
    return {"code": code, "name": name, "url": "" if there == here else there}

"""How a page is cited: an address at which it never changes."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse

from budgeting.letters import site_address
from reporting.queries import is_tracker

register = template.Library()


@register.simple_tag(takes_context=True)
def permanent(context: dict[str, Any]) -> str:
    """The whole address of this page, in this language, at its own publication.

    It keeps what the reader chose (filters, order, words), in one order, and drops
    what others add to a link.
    """
    request, edition = context["request"], context["place"].edition
    match = request.resolver_match
    path = reverse(match.view_name, kwargs={**match.kwargs, "number": edition.number})
    given = sorted(
        (name, value)
        for name, value in request.GET.items()
        if value and not is_tracker(name)
    )
    return origin(request) + path + (f"?{urlencode(given)}" if given else "")


def origin(request: Any) -> str:
    """Scheme and host of the site as letters give them; in development, as asked.

    Kept pages are the same for every host that asks, so theirs must not enter them.
    """
    if settings.SITE_ADDRESS or settings.SESSION_COOKIE_SECURE:
        return site_address()
    return f"{request.scheme}://{request.get_host()}"

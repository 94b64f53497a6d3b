"""The site as a WSGI application, for gunicorn."""

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")

django = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.http.request import split_domain_port, validate_host  # noqa: E402

from reporting import kept  # noqa: E402

STATUS = {200: "200 OK", 304: "304 Not Modified"}


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Kept public answers at once; every other request through Django.

    A request reaches Django too when what is on record has to be read again, and when
    Django would refuse its host or send it to TLS.
    """
    form = kept.at_hand(environ) if may_be_answered(environ) else None
    if form is None:
        return django(environ, start_response)
    start_response(STATUS[form.status], list(form.headers))
    return [form.body]


def may_be_answered(environ: dict[str, Any]) -> bool:
    """Whether Django would answer the request as it stands: method, scheme, host."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    if settings.SECURE_SSL_REDIRECT and environ["wsgi.url_scheme"] != "https":
        return False
    return is_our_host(environ.get("HTTP_HOST", ""))


@lru_cache(maxsize=100)
def is_our_host(host: str) -> bool:
    """Whether this Host header names the site."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)

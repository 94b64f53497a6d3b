"""Every address of the site, as Django's own resolver knows them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLResolver, get_resolver
from django.utils import translation


class Address(NamedTuple):
    """A pattern of the resolver: its route, with the Spanish prefix, and its name."""

    route: str
    name: str

    @property
    def is_admin(self) -> bool:
        """Whether it belongs to the administration pages."""
        return self.route.startswith("/admin/")


def every_address() -> list[Address]:
    """All patterns of the site, in the order of the resolver, pages in Spanish."""
    with translation.override("es"):
        return list(_walk(get_resolver().url_patterns, "/", ()))


def _walk(patterns, prefix: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + _plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            own = (pattern.namespace,) if pattern.namespace else ()
            yield from _walk(pattern.url_patterns, route, (*spaces, *own))
        else:
            yield Address(route, ":".join((*spaces, pattern.name or "")))


def _plain(route: str) -> str:
    """A regular expression written as a route: `^(?P<name>a|b)/$` is `<name>/`."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    return named.replace("(?:.*/)?", "<anything>").strip("^$")

"""Every public address of the site and its states, found by reading it like a reader.

The names come from the URL configuration; the addresses from following every link of a
published city, so a new page is walked by itself, or the walk says that nothing leads
to it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from django.http import Http404
from django.test import Client
from django.urls import ResolverMatch, resolve, reverse
from django.utils.translation import override

from hrbudget.second_factor import PUBLIC_PAGES, is_public
from tests.access.addresses import every_address

LINK = re.compile(r"""(?:href|action)="([^"#]*)""")
FOLLOWED = 2  # addresses of one kind that are read for their links
LOOKED_AT = 1  # of those, how many a browser opens
VARIED = {  # one address, several kinds of page
    "reporting:figure_detail": 2,
    "reporting:line_detail": 2,
    "reporting:unit_detail": 2,
}
UNLINKED = {  # to which no public page leads, and why that is right
    "root": "sends to the front page of the reader's language",
    "health": "for machines",
    "reporting:chart_embed": "stands in the code that a chart's page offers",
}
NEVER_REFUSED = {  # a mistake that is none, and why
    "budgeting:receipt_verify": "reads the hash, and nothing else that comes along",
}
NEVER_MISSING = {
    "reporting:exception_year": "a year without exceptions has an empty register",
}
ABSENT = {"line": "NOPE", "measure": "NOPE", "code": "NOPE", "number": 99, "year": 1999}


class Kind(NamedTuple):
    """What makes two addresses the same kind: name, parts of the path, query."""

    name: str
    parts: tuple[str, ...]
    query: tuple[str, ...]


def public_names() -> set[str]:
    """The names of all public addresses, from the URL configuration."""
    spaces = ("api:", "files:")
    return {
        one.name
        for one in every_address()
        if one.name in PUBLIC_PAGES or one.name.startswith(spaces)
    }


def walk(client: Client, start: str) -> dict[Kind, list[str]]:
    """Addresses of each kind that links lead to from here, at most a few of each."""
    waiting, seen = [start], set()
    found: dict[Kind, list[str]] = {}
    counted: Counter[Kind] = Counter()
    while waiting:
        address = waiting.pop(0)
        match = public_match(address)
        if address in seen or match is None:
            continue
        seen.add(address)
        kind = kind_of(address, match)
        if counted[kind] >= FOLLOWED:
            continue
        counted[kind] += 1
        response = client.get(address)
        assert response.status_code in (200, 302), (address, response.status_code)
        found.setdefault(kind, []).append(address)
        if is_page(response):
            waiting += links(response.content.decode(), address)
    return found


def links(html: str, address: str) -> Iterator[str]:
    """Where a page leads within the site, in its own language."""
    for link in LINK.findall(html):
        path = link.replace("&amp;", "&")
        path = urlsplit(address).path + path if path.startswith("?") else path
        if path.startswith("/") and not path.startswith(other_language(address)):
            yield path


def other_language(address: str) -> str:
    """What the addresses of the other language begin with."""
    return "/en/" if address.startswith("/es/") else "/es/"


def public_match(address: str) -> ResolverMatch | None:
    """The view of a public address; None where there is none or it is private."""
    try:
        match = match_of(address)
    except Http404:
        return None
    return match if is_public(match) else None


def match_of(address: str) -> ResolverMatch:
    """The view of an address, in the language that it names; raises Http404."""
    path = urlsplit(address).path
    with override("en" if path.startswith("/en/") else "es"):
        return resolve(path)


def kind_of(address: str, match: ResolverMatch) -> Kind:
    """The kind of an address: two years of one page are one kind."""
    query = tuple(sorted({name for name, _ in parse_qsl(urlsplit(address).query)}))
    return Kind(match.view_name, tuple(sorted(match.kwargs)), query)


def is_page(response) -> bool:
    """Whether somebody reads the answer in a browser."""
    return response.headers.get("Content-Type", "").startswith("text/html")


def pages_of(client: Client, found: dict[Kind, list[str]]) -> list[str]:
    """The addresses of the walk that a browser opens, a few of each kind."""
    addresses = [
        one
        for kind, some in found.items()
        for one in some[: VARIED.get(kind.name, LOOKED_AT)]
    ]
    return [one for one in addresses if is_page(client.get(one))]


def mistaken(addresses: list[str], language: str) -> list[tuple[str, int]]:
    """Wrong addresses, one of each page: of what is not there, and asked wrongly."""
    by_name = {match_of(one).view_name: one for one in addresses}
    absent = [
        missing(one, language)
        for name, one in by_name.items()
        if name not in NEVER_MISSING
    ]
    return [
        *((refused(one), 400) for n, one in by_name.items() if n not in NEVER_REFUSED),
        *((one, 404) for one in absent if one),
    ]


def refused(address: str) -> str:
    """The same page asked for something that it does not know: 400."""
    return f"{urlsplit(address).path}?nonsense=1"


def missing(address: str, language: str) -> str | None:
    """The same page of something that is not there: 404; None where it has no parts."""
    match = match_of(address)
    named = [one for one in ABSENT if one in match.kwargs]
    if not named:
        return None
    wrong = {**match.kwargs, named[0]: ABSENT[named[0]]}
    with override(language):
        return reverse(match.view_name, kwargs=wrong)


def in_language(address: str, language: str) -> str:
    """The same address in another language."""
    return re.sub(r"^/(es|en)/", f"/{language}/", address)

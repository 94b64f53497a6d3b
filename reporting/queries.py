"""Reading the query of an address strictly: what is unknown is refused in words."""

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _

TRACKERS = {"fbclid", "gclid"}  # what others add to a link that is passed on
SEARCH = "q"  # a search may be left empty
LONGEST = 400


class BadQuery(Exception):
    """The query of an address cannot be answered; says why in a sentence."""


def read_query(
    query: QueryDict, known: Iterable[str], *, strict: bool = False
) -> dict[str, str]:
    """The parameters given, by name, without empty ones; raises BadQuery.

    A strict reader, a program's, refuses also what people's links gather on their way:
    trackers, and parameters without a value.
    """
    known, found = tuple(known), {}
    for name, values in query.lists():
        if not strict and is_tracker(name):
            continue
        if name not in known:
            raise BadQuery(unknown(name, known))
        if len(values) > 1:
            raise BadQuery(_("Give “%(name)s” once.") % {"name": name})
        absent = strict and not values[0] and name != SEARCH
        if absent or "\0" in values[0] or len(values[0]) > LONGEST:
            raise BadQuery(
                _("The value of “%(name)s” cannot be read.") % {"name": name}
            )
        if values[0]:
            found[name] = values[0]
    return found


def is_tracker(name: str) -> bool:
    """Whether a parameter is one that others add to a link that is passed on."""
    return name in TRACKERS or name.startswith("utm_")


def unknown(name: str, known: tuple[str, ...]) -> str:
    """What is said of a parameter that this address does not know."""
    values = {"name": name[:40], "known": ", ".join(known)}
    if not known:
        return _("This address takes no “%(name)s”.") % values
    return _("This address takes no “%(name)s”; it takes: %(known)s.") % values


def choice(given: dict[str, str], name: str, choices: dict[str, object]) -> object:
    """The meaning of a parameter that has few values, None when not given."""
    if name not in given:
        return None
    if given[name] not in choices:
        values = {"name": name, "choices": ", ".join(choices)}
        raise BadQuery(_("“%(name)s” is one of: %(choices)s.") % values)
    return choices[given[name]]


def whole_number(given: dict[str, str], name: str) -> int | None:
    """A parameter that is a whole number above zero, None when not given."""
    text = given.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text)):
        values = {"name": name}
        raise BadQuery(_("“%(name)s” is a whole number, such as 1.") % values)
    return int(text)

"""Catalogue texts carry their own language: one of a pair may stand for the other."""

from typing import Any, NamedTuple

from django.utils.translation import get_language

LANGUAGES = ("es", "en")


class Text(NamedTuple):
    """A text and the language it is written in."""

    value: str
    language: str


def text_of(thing: Any, field: str, language: str | None = None) -> Text:
    """`field` of a model or a row, in this language if it has it, else in the other.

    `thing` holds the pair as `{field}_es` and `{field}_en`, attributes or keys.
    """
    wanted = language or get_language() or LANGUAGES[0]
    get = thing.get if isinstance(thing, dict) else lambda name: getattr(thing, name)
    for tried in sorted(LANGUAGES, key=lambda one: one != wanted):
        if value := get(f"{field}_{tried}"):
            return Text(value, tried)
    return Text("", wanted)

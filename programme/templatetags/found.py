"""How pages show a found action: the words that were asked for are marked."""

import re
from unicodedata import normalize

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from programme.search import Found
from programme.search.words import WORD, plain
from programme.texts import text_of

register = template.Library()
SPLIT = re.compile(f"({WORD.pattern})")


@register.simple_tag
def marked(found: Found) -> SafeString:
    """The text of a found action in the page's language, what was asked for marked."""
    text, asked = text_of(found, "text"), found.words
    pieces = SPLIT.split(normalize("NFC", text.value))
    inner = mark_safe(  # noqa: S308  every piece is escaped
        "".join(
            f"<mark>{escape(piece)}</mark>" if plain(piece) in asked else escape(piece)
            for piece in pieces
        )
    )
    if text.language == get_language():
        return inner
    return format_html('<span lang="{}">{}</span>', text.language, inner)

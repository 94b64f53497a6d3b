"""How pages show a found action: the words that were asked for are marked."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from programme.search import Found
from programme.search.marking import pieces_of
from programme.texts import text_of

register = template.Library()


@register.simple_tag
def marked(found: Found) -> SafeString:
    """The text of a found action in the page's language, what was asked for marked."""
    text = text_of(found, "text")
    inner = mark_safe(  # noqa: S308  every piece is escaped
        "".join(
            f"<mark>{escape(piece)}</mark>" if is_asked else escape(piece)
            for piece, is_asked in pieces_of(found, text.value)
        )
    )
    if text.language == get_language():
        return inner
    return format_html('<span lang="{}">{}</span>', text.language, inner)

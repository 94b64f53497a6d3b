"""Technical terms of the pages, each linked to its entry of the glossary."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reporting.glossary import entry

register = template.Library()


@register.simple_tag
def word(key: str, said: str = "") -> SafeString:
    """The term, or what the sentence says for it, linked to what it means.

    Raises KeyError for a word that the glossary does not have, so no link is dead.
    """
    found = entry(key)
    shown = said or _within_a_sentence(str(found.word))
    return format_html(
        '<a href="{}#{}">{}</a>', reverse("reporting:guide_words"), key, shown
    )


def _within_a_sentence(term: str) -> str:
    """The term without its capital, which a name keeps."""
    is_name = term[1:] != term[1:].lower()
    return term if is_name else term[:1].lower() + term[1:]

"""The mark of a form whose texts survive: whose it is, and what it is about."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from programme.unsent import MARK, mark

register = template.Library()


@register.simple_tag(takes_context=True)
def made_for(context: dict[str, Any], thing: str) -> SafeString:
    """The hidden field that marks a form of the person who is signed in."""
    user = context["request"].user
    return format_html(
        '<input type="hidden" name="{}" value="{}">', MARK, mark(user.pk, thing)
    )

"""How pages write money, numbers, and texts that carry their own language."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from programme.models import BudgetUnit
from programme.texts import text_of

register = template.Library()


@register.filter
def money(amount: Decimal | str | None) -> str:
    """An amount as `1,234.50`, in every language; a dash where there is none."""
    return "–" if amount in (None, "") else f"{Decimal(str(amount)):,.2f}"


@register.filter
def signed(amount: Decimal | None) -> str:
    """A difference as `+1,234.50` or `−1,234.50`; a dash where there is none."""
    if amount is None:
        return "–"
    return f"{amount:+,.2f}".replace("-", "\u2212") if amount else "0.00"


@register.filter
def number(count: int | None) -> str:
    """A count as `1,234`; a dash where there is none."""
    return "–" if count is None else f"{count:,}"


@register.filter
def per_cent(rate: Decimal | str | None) -> str:
    """A rate such as 0.7512 as `75.12 %`; a dash where there is none."""
    if rate in (None, ""):
        return "–"
    shown = f"{Decimal(str(rate)) * 100:.2f}".rstrip("0").rstrip(".")
    return f"{shown}\u00a0%"


@register.simple_tag
def text(thing: Any, field: str) -> SafeString:
    """A catalogue text in the page's language, or in its own, then marked with it."""
    found = text_of(thing, field)
    if found.language == get_language():
        return format_html("{}", found.value)
    return format_html('<span lang="{}">{}</span>', found.language, found.value)


@register.simple_tag
def unit_kind(kind: str) -> str:
    """What a kind of unit is called."""
    return str(dict(BudgetUnit.Kind.choices).get(kind, kind))

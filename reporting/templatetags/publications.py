"""Links that stay within the publication a page shows, and signs of state."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from budgeting.models import Citation
from programme.models import Action, BudgetUnit
from reporting.models import PublishedLine, PublishedUnit

register = template.Library()
TAGS = {
    "approved": "tag-ok",
    "not_approved": "tag-warn",
    "missing": "tag-bad",
    "linked": "tag-ok",
    "waived": "tag-info",
    "screened": "tag-info",
    "not_screened": "tag-warn",
}
CALLED = {
    "term": dict(Action.Term.choices),
    "type": dict(Action.Type.choices),
    "unit": dict(BudgetUnit.Kind.choices),
    "strength": dict(Citation.Strength.choices),
}
WORDS = {**dict(PublishedUnit.Status.choices), **dict(PublishedLine.State.choices)}


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], name: str, **kwargs: str) -> str:
    """The address of a page of the publication that this page shows."""
    place = context["place"]
    return reverse(f"reporting:{name}", kwargs={**place.address, **kwargs})


@register.simple_tag
def page_of(name: str, year: int, number: int | None = None, **kwargs: str) -> str:
    """The address of a page of the year's record, or of one of its publications."""
    given = {"number": number} if number else {}
    return reverse(f"reporting:{name}", kwargs={"year": year, **given, **kwargs})


@register.filter
def state(status: str) -> SafeString:
    """The status of a unit or a line, in words and as a tag."""
    return format_html('<span class="tag {}">{}</span>', TAGS[status], WORDS[status])


@register.filter
def short(digest: str) -> str:
    """The beginning of a hash: enough to tell publications apart by eye."""
    return digest[:12]


@register.filter
def share(points: int) -> str:
    """Basis points as a per cent: 3333 as `33.33 %`."""
    return f"{points / 100:.2f}".rstrip("0").rstrip(".") + "\u00a0%"


@register.filter
def called(value: str, kind: str) -> str:
    """The word for a term, a type of action, a kind of unit or a strength."""
    return CALLED[kind].get(value, value)

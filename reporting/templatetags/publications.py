"""Links that stay within the publication a page shows, and signs of state."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from budgeting.models import Citation
from programme.models import Action, BudgetUnit
from reporting.figures.catalogue import LEVELS, YEAR
from reporting.figures.words import NAMES
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


@register.simple_tag(takes_context=True)
def how(context: dict[str, Any], measure: str, **of: str) -> SafeString:
    """The small link "How was this calculated?" of a published number.

    `{% how "actions_funded" %}` is the year's, `{% how "lines" right=right.code %}` a
    right's: at most one of right, strategy, group, action, unit. It stands behind the
    number it explains. In a table of many rows it stands in the head of each column,
    without a level, and each row's own page has the link of the row's figure: a
    measure that the year does not have, such as `lines`, leads to its definition.
    An unknown measure or level is a mistake in the template: KeyError.
    """
    level, code = next(iter(of.items()), (YEAR, ""))
    name = NAMES[measure]
    if level in LEVELS[measure]:
        address = here(context, "figure_detail", measure=measure)
        address += f"?{urlencode(of)}" if of else ""
    elif level == YEAR:
        address = f"{here(context, 'figure_list')}#{measure}"
    else:
        raise KeyError(f"{measure} has no level {level}")
    return format_html(
        '<a class="how" href="{}"><span class="visually-hidden">{} {}</span></a>',
        address,
        _("How was this calculated?"),
        f"{name}, {code}" if code else name,
    )

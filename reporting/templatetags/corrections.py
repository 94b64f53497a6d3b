"""Where a row that a correction lists stands: in the publication that has it."""

from typing import Any

from django import template
from django.urls import reverse

from reporting.correction_words import Listed

register = template.Library()
PAGES = {  # the page of a row, and the address's parts from its columns
    "unit": ("unit_detail", {"code": "code"}),
    "line": ("line_detail", {"code": "unit_code", "line": "code"}),
    "citation": ("line_detail", {"code": "unit_code", "line": "line_code"}),
    "right": ("right_detail", {"code": "code"}),
    "group": ("group_detail", {"code": "code"}),
}


@register.simple_tag(takes_context=True)
def corrected_page(context: dict[str, Any], listed: Listed, of: str) -> str:
    """The permanent address of a row's page; of one removed, where it last stood.

    A citation removed from a line that stays is shown with the line it was of.
    """
    name, parts = PAGES[of]
    number = context["place"].edition.number
    if listed.kind == "removed":
        number = context["before"].number
    given = {part: listed.row[column] for part, column in parts.items()}
    year = context["place"].year
    return reverse(
        f"reporting:{name}", kwargs={"year": year, "number": number, **given}
    )

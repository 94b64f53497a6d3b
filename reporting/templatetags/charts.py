"""Charts on a page: what they say, and the addresses of their pictures."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from programme.texts import LANGUAGES
from reporting import charts
from reporting.charts import Shown
from reporting.templatetags.citing import origin

register = template.Library()
HEIGHT, ROW = 420, 24  # of an embed without its rows, and of a row


@register.simple_tag(takes_context=True)
def chart(context: dict[str, Any], name: str) -> Shown | None:
    """The chart of the page's publication; None where it has nothing to show."""
    return charts.shown(context["place"].publication, name)


@register.simple_tag(takes_context=True)
def picture(
    context: dict[str, Any], name: str, narrow: bool = False, titled: str = ""
) -> str:
    """The address of a chart in the page's language; it changes with the content.

    `titled` is the kind of the file that bears its words: svg or png.
    """
    return _picture(context["place"], name, str(get_language()), narrow, titled)


@register.simple_tag(takes_context=True)
def downloads(context: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Every file of a chart's picture: its language, width, kind and address."""
    return [
        {
            "language": language,
            "narrow": narrow,
            "kind": kind.upper(),
            "address": _picture(context["place"], name, language, narrow, kind),
        }
        for language in LANGUAGES
        for narrow in (False, True)
        for kind in ("svg", "png")
    ]


@register.simple_tag(takes_context=True)
def embed(context: dict[str, Any], shown: Shown) -> dict[str, Any]:
    """What another site writes to show a chart: the address that stays, its height."""
    edition = context["place"].edition
    given = {"year": edition.year, "number": edition.number, "chart": shown.chart.name}
    address = reverse("reporting:chart_embed", kwargs=given)
    return {
        "address": origin(context["request"]) + address,
        "height": HEIGHT + ROW * len(shown.rows),
    }


def _picture(place: Any, name: str, language: str, narrow: bool, titled: str) -> str:
    width = ".narrow" if narrow else ""
    ending = f".titled.{titled}" if titled else ".svg"
    given = {
        "year": place.edition.year,
        "number": place.edition.number,
        "digest": place.edition.hash[:12],
        "name": f"{name}.{language}{width}{ending}",
    }
    return reverse("files:picture", kwargs=given)

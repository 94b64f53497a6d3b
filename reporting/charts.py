"""The charts of a publication, drawn once when it is made and kept beside it.

Altair is imported when a chart is drawn, so no process that only serves pages loads it.
"""

import textwrap
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from programme.templatetags.words import number
from programme.texts import LANGUAGES, text_of
from reporting.models import Picture, Publication, PublishedRight

INK, SOFT, BAR = "#1d2421", "#d4dad6", "#0b4f4a"
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
TEXT = 13  # pixels
WIDE, WIDE_NAMES, WIDE_LETTERS = 860, 375, 60  # width, that of names, their letters
NARROW, NARROW_LETTERS = 275, 46
MEASURES = ("actions_funded", "amount_attributed")


def draw_pictures(publication: Publication) -> None:
    """Draw and keep every chart of a publication, in each language and width."""
    rights = list(PublishedRight.objects.filter(publication=publication))
    if not rights:
        return
    Picture.objects.bulk_create(
        Picture(
            publication=publication,
            name=measure,
            language=language,
            narrow=narrow,
            svg=draw(rights, measure, language, narrow=narrow),
        )
        for measure in MEASURES
        for language in LANGUAGES
        for narrow in (False, True)
    )


def draw(
    rights: list[PublishedRight], measure: str, language: str, *, narrow: bool
) -> str:
    """Horizontal bars, one a chapter and largest first, each labelled; as SVG."""
    import vl_convert

    with translation.override(language):
        rows = _rows(rights, measure)
    chart = (_narrow if narrow else _wide)(rows)
    chart = chart.configure(font=FONT, background="white")
    return vl_convert.vegalite_to_svg(chart.configure_view(stroke=None).to_json())


def _rows(rights: list[PublishedRight], measure: str) -> list[dict[str, Any]]:
    ranked = sorted(rights, key=lambda right: (-getattr(right, measure), right.code))
    return [
        {
            "name": f"{right.code} {text_of(right, 'name').value}",
            "value": float(getattr(right, measure)),
            "label": _label(getattr(right, measure), measure),
        }
        for right in ranked
    ]


def _label(value: int | Decimal, measure: str) -> str:
    """What stands at the end of a bar: the count, or the money in millions."""
    if measure == "actions_funded":
        return number(int(value))
    return _("%(amount)s M") % {"amount": f"{value / 1_000_000:,.1f}"}


def _wide(rows: list[dict[str, Any]]) -> Any:
    """Names beside the bars."""
    import altair as alt

    _cut(rows, WIDE_LETTERS)
    axis = alt.Axis(
        labelLimit=WIDE_NAMES,
        labelFontSize=TEXT,
        labelColor=INK,
        labelPadding=8,
        ticks=False,
        domainColor=SOFT,
    )
    y = alt.Y("name:N", sort=None, title=None, axis=axis)
    base = alt.Chart(alt.InlineData(rows)).encode(y=y, x=_length(rows))
    bars = base.mark_bar(color=BAR, height={"band": 0.65})
    width = WIDE - WIDE_NAMES
    return (bars + _labels(base)).properties(width=width, height=alt.Step(26))


def _narrow(rows: list[dict[str, Any]]) -> Any:
    """Names above the bars, for a screen that has no room beside them."""
    import altair as alt

    _cut(rows, NARROW_LETTERS)
    y = alt.Y("name:N", sort=None, axis=None)
    base = alt.Chart(alt.InlineData(rows)).encode(y=y, x=_length(rows))
    bars = base.mark_bar(color=BAR, height=14, yOffset=8)
    above = base.mark_text(align="left", dy=-9, fontSize=TEXT, color=INK)
    names = above.encode(text="name:N", x=alt.value(0))
    chart = bars + names + _labels(base, dy=8)
    return chart.properties(width=NARROW, height=alt.Step(44))


def _labels(base: Any, dy: int = 0) -> Any:
    """The value of each bar, at its end."""
    text = base.mark_text(align="left", dx=5, dy=dy, fontSize=TEXT, color=INK)
    return text.encode(text="label:N")


def _length(rows: list[dict[str, Any]]) -> Any:
    """The scale of the bars, with room for the label past the longest."""
    import altair as alt

    room = max(row["value"] for row in rows) * 1.3 or 1
    return alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, room]))


def _cut(rows: list[dict[str, Any]], letters: int) -> None:
    """Shorten names that do not fit on a line; the table has them in full."""
    for row in rows:
        row["name"] = textwrap.shorten(row["name"], letters, placeholder="…")

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
ROW = 30  # height of a bar's row; a row of two text lines still fits
WIDE, NARROW = (760, 300, 46), (330, 118, 22)  # width, of it names, letters a name line
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
        chart = _chart(_rows(rights, measure), NARROW if narrow else WIDE)
    return vl_convert.vegalite_to_svg(chart.to_json())


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


def _chart(rows: list[dict[str, Any]], size: tuple[int, int, int]) -> Any:
    import altair as alt

    width, names, letters = size
    for row in rows:
        name = textwrap.shorten(row["name"], 2 * letters - 4, placeholder="…")
        row["name"] = "\n".join(textwrap.wrap(name, letters))
    room = max(row["value"] for row in rows) * 1.3 or 1  # for the label past the bar
    base = alt.Chart(alt.InlineData(rows)).encode(
        y=alt.Y("name:N", sort=None, title=None).axis(
            labelExpr="split(datum.label, '\\n')",
            labelLimit=names,
            labelFontSize=13,
            labelPadding=8,
            ticks=False,
            domainColor=SOFT,
        ),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, room])),
    )
    bars = base.mark_bar(color=BAR, height={"band": 0.6})
    labels = base.mark_text(align="left", dx=5, fontSize=13, color=INK).encode(
        text="label:N"
    )
    drawn = (bars + labels).properties(width=width - names, height=alt.Step(ROW))
    return drawn.configure(font=FONT, background="white").configure_view(stroke=None)

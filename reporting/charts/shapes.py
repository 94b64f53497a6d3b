"""How charts are drawn with Altair: bars, parts of a whole, and counts in a grid.

One hue, which stands 3:1 against what is beside it, and every value written out:
nothing is told by colour alone. Altair is imported when a chart is drawn, so no process
that only serves pages loads it.
"""

import textwrap
from typing import Any, NamedTuple

from reporting.charts.definition import Bar, Grid

INK, SOFT, EDGE, BAR = "#1d2421", "#eef1ef", "#6b7670", "#0b4f4a"
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
TEXT = 13  # pixels of the letters
LETTER = 7.3  # pixels that a letter takes at most, on average
GAP = 10  # pixels before the figure at the end of a bar


class Width(NamedTuple):
    """A width to draw for: of the picture and its names, letters of a name and of the
    head of a column, pixels of a PNG for each of its own."""

    narrow: bool
    whole: int
    names: int
    letters: int
    head: int
    scale: float

    @property
    def bars(self) -> int:
        """Pixels for the bars and their figures."""
        return self.whole - self.names


WIDE = Width(narrow=False, whole=860, names=375, letters=56, head=14, scale=1.5)
NARROW = Width(narrow=True, whole=285, names=0, letters=42, head=10, scale=2)


def svg_of(drawn: list[Bar] | Grid, width: Width) -> str:
    """The picture of these bars or counts."""
    import vl_convert

    chart = (grid if isinstance(drawn, Grid) else bars)(drawn, width)  # type: ignore[arg-type]
    chart = chart.configure(font=FONT, background="white", padding=2)
    return vl_convert.vegalite_to_svg(chart.configure_view(stroke=None).to_json())


def png_of(svg: str, width: Width) -> bytes:
    """The same picture in pixels."""
    import vl_convert

    return vl_convert.svg_to_png(svg, scale=width.scale)


def bars(drawn: list[Bar], width: Width) -> Any:
    """Horizontal bars in the order given, each within its whole if it has one."""
    import altair as alt

    rows = [_row(bar, width.letters) for bar in drawn]
    base = alt.Chart(alt.InlineData(rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=_axis(width))
    )
    scale = alt.Scale(domain=[0, _reach(drawn, width)])
    x = alt.X("value:Q", axis=None, scale=scale)
    band = {"height": 14, "yOffset": 9} if width.narrow else {"height": {"band": 0.65}}
    whole = base.mark_bar(color=SOFT, stroke=EDGE, strokeWidth=1, **band)
    filled = base.mark_bar(color=BAR, **band)
    ends = base.mark_text(align="left", dx=6, dy=9 if width.narrow else 0, **_letters())
    layers = [filled.encode(x=x), ends.encode(text="label:N", x="end:Q")]
    if drawn[0].whole is not None:
        layers.insert(0, whole.encode(x=alt.X("whole:Q", axis=None, scale=scale)))
    chart = alt.layer(*layers, *_names_above(base, width))
    step = alt.Step(44 if width.narrow else 27)
    return chart.properties(width=width.bars, height=step)


def grid(drawn: Grid, width: Width) -> Any:
    """A circle for each count, its area the count, with the count beside it."""
    import altair as alt

    heads = [textwrap.wrap(column, width.head) for column in drawn.columns]
    cells = [
        {"name": name, "column": "|".join(head), "count": count, "label": f"{count:,}"}
        for name, counts in zip(drawn.rows, drawn.counts, strict=True)
        for head, count in zip(heads, counts, strict=True)
    ]
    base = alt.Chart(alt.InlineData(cells)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=_axis(width))
    )
    x = alt.X("column:N", sort=None, title=None, axis=_heads(max(map(len, heads))))
    first = alt.FieldEqualPredicate(field="column", equal="|".join(heads[0]))
    names = _names_above(base.transform_filter(first), width)
    chart = alt.layer(*_circles(base.encode(x=x), width), *names)
    step = alt.Step(50 if width.narrow else 34)
    return chart.properties(width=width.bars, height=step)


def _circles(base: Any, width: Width) -> list[Any]:
    """The circles, and the counts beside them."""
    import altair as alt

    down, most = (10, 240) if width.narrow else (0, 420)
    scale = alt.Scale(domainMin=0, range=[0, most])
    circles = base.mark_circle(color=BAR, opacity=1, xOffset=-10, yOffset=down)
    counts = base.mark_text(align="left", dx=6, dy=down, **_letters())
    return [
        circles.encode(size=alt.Size("count:Q", legend=None, scale=scale)),
        counts.encode(text="label:N"),
    ]


def _heads(lines: int) -> Any:
    """The heads of the columns, above them, in up to this many lines."""
    import altair as alt

    return alt.Axis(
        orient="top",
        labelExpr="split(datum.label, '|')",
        labelAngle=0,
        labelPadding=TEXT * (lines - 1) + 6,
        **_plain_axis(),
    )


def _row(bar: Bar, letters: int) -> dict[str, Any]:
    """A bar as Altair takes it; its figure stands at the end of its whole."""
    end = bar.value if bar.whole is None else bar.whole
    return {
        "name": textwrap.shorten(bar.name, letters, placeholder="…"),
        "value": float(bar.value),
        "whole": float(bar.whole or 0),
        "end": float(end),
        "label": bar.label,
    }


def _reach(drawn: list[Bar], width: Width) -> float:
    """The end of the scale, with room for the figure past the longest bar."""
    longest = float(max(bar.whole or bar.value for bar in drawn)) or 1.0
    room = max(len(bar.label) for bar in drawn) * LETTER + GAP
    return longest * width.bars / max(width.bars - room, 40)


def _axis(width: Width) -> Any:
    """The names beside the bars, where there is room for them."""
    import altair as alt

    if width.narrow:
        return None
    return alt.Axis(labelLimit=width.names, labelPadding=8, **_plain_axis())


def _plain_axis() -> dict[str, Any]:
    return {
        "labelFontSize": TEXT,
        "labelColor": INK,
        "ticks": False,
        "domain": False,
        "grid": False,
    }


def _letters() -> dict[str, Any]:
    return {"fontSize": TEXT, "color": INK, "baseline": "middle"}


def _names_above(base: Any, width: Width) -> list[Any]:
    """The names above the bars, for a screen that has no room beside them."""
    import altair as alt

    if not width.narrow:
        return []
    above = base.mark_text(align="left", dy=-9, fontSize=TEXT, color=INK)
    return [above.encode(text="name:N", x=alt.value(0))]

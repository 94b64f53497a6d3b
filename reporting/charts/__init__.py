"""The charts of a publication: each defined once, drawn once, kept beside it."""

from reporting.charts.pictures import draw_beside, draw_pictures, titled
from reporting.charts.showing import CHARTS, Shown, all_shown, shown

__all__ = [
    "CHARTS",
    "Shown",
    "all_shown",
    "draw_beside",
    "draw_pictures",
    "shown",
    "titled",
]

"""Pages and files of each number over the years on record."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from reporting import kept
from reporting.comparing import written
from reporting.figures.words import NAMES
from reporting.kept import Records
from reporting.queries import BadQuery, read_query
from reporting.trend_files import trend_csv
from reporting.trend_words import about_all, about_change, changes_of
from reporting.trends import MEASURES, Point, overview, trend
from reporting.views.pages import Place, site_page

Reply = tuple[str, dict]
LABELS: dict[str, Any] = {
    **NAMES,
    "funded": gettext_lazy("Funded"),
    "new": gettext_lazy("New"),
    "linked": gettext_lazy("Linked: every line cites an action"),
}
PARTS = (  # the year's numbers, in three tables
    (gettext_lazy("Units"), ("units_", "compliance_")),
    (gettext_lazy("Lines and their money"), ("lines_", "amount_", "linked_")),
    (gettext_lazy("Actions"), ("actions_",)),
)
STATES = {  # what is said of a year that tells nothing of it
    "not_in_programme": gettext_lazy("Not in the year's programme"),
    "other_programme": gettext_lazy("Its code is another's in this year's programme"),
    "absent": gettext_lazy("Neither obliged nor prepared"),
    "missing": gettext_lazy("Obliged, nothing prepared"),
    "not_approved": gettext_lazy("Prepared, not approved"),
}


class Cell(NamedTuple):
    """A number as it is written, and how it changed where that can be said."""

    value: str
    change: str
    apart: bool  # whether a break stands before its year
    year: int
    label: Any


class Row(NamedTuple):
    """A point with its cells, and what is said where it has none."""

    point: Point
    cells: list[Cell]
    said: Any


@site_page()
def trend_year(request: HttpRequest, records: Records, query: dict) -> Reply:
    points = trend(records, "year")
    rows = rows_of(points)
    parts = [
        (name, _measures(rows, [m for m in MEASURES["year"] if m.startswith(begins)]))
        for name, begins in PARTS
    ]
    context = {
        **common(records, points),
        "finding": about_change(points, "year") if points else "",
        "parts": parts,
    }
    return "reporting/trend_year.html", context


def _measures(rows: list[Row], names: list[str]) -> list[tuple[str, Any, list[Cell]]]:
    """Each of these measures with its cell of every year, the newest first."""
    order = list(MEASURES["year"])
    return [
        (name, LABELS[name], [row.cells[order.index(name)] for row in rows])
        for name in names
    ]


@site_page("programme")
def trend_detail(
    request: HttpRequest, records: Records, query: dict, level: str, code: str
) -> Reply:
    points = points_or_404(records, level, code, query.get("programme", ""))
    context = {
        **common(records, points),
        "level": level,
        "code": code,
        "newest": next(p.row for p in reversed(points) if p.row),
        "finding": about_change(points, level),
        "measures": [(name, LABELS[name]) for name in MEASURES[level]],
        "explained": NAMES,
        "columns": len(MEASURES[level]) + 1,
        "rows": rows_of(points),
        "query": request.GET.urlencode(),
    }
    return "reporting/trend_detail.html", context


@site_page("measure", "programme")
def trend_overview(
    request: HttpRequest, records: Records, query: dict, level: str
) -> Reply:
    measure = query.get("measure", FIRST[level])
    found = overview(records, level, measure, query.get("programme", ""))
    points = found[0][1] if found else []
    context = {
        **common(records, points),
        "level": level,
        "measure": measure,
        "name": LABELS[measure],
        "measures": [(name, LABELS[name]) for name in MEASURES[level]],
        "finding": about_all([points for _row, points in found], measure),
        "table": [(row, rows_of(points)) for row, points in found],
        "programme": query.get("programme", ""),
    }
    return "reporting/trend_overview.html", context


FIRST = {"right": "actions_funded", "group": "actions_funded", "unit": "amount_linked"}


def common(records: Records, points: list[Point]) -> dict[str, Any]:
    """What every page of trends shows: the years, the newest first, and its place."""
    editions = records.on_record
    return {
        "place": Place(records, editions[0], None) if editions else None,
        "points": points[::-1],
        "broken": [point for point in points[::-1] if point.note],
        "currencies": ", ".join(sorted({point.currency for point in points})),
    }


def rows_of(points: list[Point]) -> list[Row]:
    """Each point with its numbers as they are written, the newest first."""
    changes = changes_of(points)
    rows = []
    for point in reversed(points):
        told = changes.get((point.year, point.code), {})
        cells = [
            Cell(
                written(name, value),
                told.get(name, ""),
                bool(point.breaks),
                point.year,
                LABELS[name],
            )
            for name, value in point.values.items()
        ]
        rows.append(Row(point, cells, STATES.get(point.state, "")))
    return rows


def points_or_404(
    records: Records, level: str, code: str, programme: str
) -> list[Point]:
    """The trend of a code; raises Http404 in words for one that no record has."""
    points = trend(records, level, code, programme=programme)
    if points:
        return points
    values = {"code": code}
    raise Http404(
        {
            "right": _("No year on record has a right or group %(code)s."),
            "group": _("No year on record has a population group %(code)s."),
            "action": _("No year on record has an action %(code)s."),
            "unit": _("No year on record has a unit %(code)s."),
        }[level]
        % values
    )


def told_of(
    records: Records, level: str, code: str, programme: str
) -> list[tuple[str, list[Point]]]:
    """What a file holds: the trend of the year, of one code, or of each of a level."""
    if level == "year":
        return [("", trend(records, level))]
    if code:
        return [(code, points_or_404(records, level, code, programme))]
    every = overview(records, level, programme=programme)
    return [(row.code, points) for row, points in every]


@require_safe
def trend_file(request: HttpRequest, level: str, code: str = "") -> HttpResponse:
    """The trend of the year, of one thing, or of everything of a level, as CSV."""
    records = kept.memory.current()
    takes = ("programme",) if level not in ("year", "unit") else ()
    try:
        programme = read_query(request.GET, takes).get("programme", "")
        text = trend_csv(level, told_of(records, level, code, programme))
    except BadQuery as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = "-".join(filter(None, ["hrbudget", "trends", level, code]))
    response.headers["Content-Disposition"] = content_disposition_header(
        True, f"{name}.csv"
    )
    return kept.show(response, records, records.on_record, "")

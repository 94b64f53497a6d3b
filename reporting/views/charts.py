"""Charts of a publication: pages, embeds for other sites, pictures and their rows."""

import functools
import re
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from reporting import charts, kept
from reporting.charts import CHARTS, Shown
from reporting.models import Picture
from reporting.views.pages import Place, place_of, year_page

Reply = tuple[str, dict]
FOR_EVER = "public, max-age=31536000, immutable"
ANYWHERE = {"frame-ancestors": ["*"]}
KINDS = {"svg": "image/svg+xml", "png": "image/png"}
FILE = re.compile(
    r"(?P<name>[a-z_]+)\.(?P<language>es|en)(?P<narrow>\.narrow)?"
    r"(?P<titled>\.titled)?\.(?P<kind>svg|(?<=\.titled\.)png)"
)  # a PNG always bears its words


@year_page()
def chart_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    shown = list(charts.all_shown(place.publication))
    return "reporting/chart_list.html", {"place": place, "charts": shown}


@year_page()
def chart_detail(request: HttpRequest, place: Place, query: dict, chart: str) -> Reply:
    return "reporting/chart_detail.html", _context(place, chart)


def _framed_anywhere(view: Callable) -> Callable:
    """Let pages of other sites frame what this view answers, and nothing else."""

    @functools.wraps(view)
    def answer(*args, **kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response._csp_replace = ANYWHERE
        return response

    return xframe_options_exempt(answer)


@_framed_anywhere
@year_page()
def chart_embed(request: HttpRequest, place: Place, query: dict, chart: str) -> Reply:
    return "reporting/chart_embed.html", _context(place, chart)


def _context(place: Place, name: str) -> dict:
    return {"place": place, "name": name, "shown": shown_or_404(place, name)}


def shown_or_404(place: Place, name: str) -> Shown:
    """The chart of this name; raises Http404 in words."""
    if found := charts.shown(place.publication, name):
        return found
    if name in CHARTS:
        raise Http404(_("This publication has nothing to draw in this chart."))
    values = {"name": name[:40], "known": ", ".join(CHARTS)}
    raise Http404(_("There is no chart %(name)s. The charts are: %(known)s.") % values)


def _chart_of(name: str) -> str:
    """The chart whose rows a file of this name holds."""
    if not name.endswith(".csv") or "\0" in name:
        raise Http404(_("The rows of a chart are CSV: its name ends with .csv."))
    return name.removesuffix(".csv")


@require_safe
def chart_rows(request: HttpRequest, year: int, number: int, name: str) -> HttpResponse:
    place = place_of(kept.memory.current(), year, number)
    shown = shown_or_404(place, _chart_of(name))
    response = HttpResponse(shown.file, content_type="text/csv; charset=utf-8")
    return kept.show(_named(response, place, name), place.records, [place.edition], "")


@require_safe
def picture(
    request: HttpRequest, year: int, number: int, digest: str, name: str
) -> HttpResponse:
    place = place_of(kept.memory.current(), year, number)
    asked = FILE.fullmatch(name)
    asked = asked if digest == place.edition.hash[:12] else None
    held = _held(place, asked) if asked else None
    if asked is None or held is None:
        raise Http404(_absent(place, asked))
    response = HttpResponse(_body(held, asked), content_type=KINDS[asked["kind"]])
    if asked["titled"]:
        response = _named(response, place, name)
    response = kept.show(response, place.records, [place.edition], "")
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _absent(place: Place, asked: re.Match | None) -> str:
    """Why a picture is not there: publishing waits for none to be drawn."""
    if asked and charts.shown(place.publication, asked["name"]):
        return _("This picture is not drawn yet. Try again in a few minutes.")
    return _("There is no such picture.")


def _held(place: Place, asked: re.Match) -> Picture | None:
    """The picture, if it was drawn."""
    narrow = bool(asked["narrow"])
    of = {"name": asked["name"], "language": asked["language"], "narrow": narrow}
    held = Picture.objects.filter(publication=place.edition.pk, **of).first()
    return None if held and asked["kind"] == "png" and not held.png else held


def _body(held: Picture, asked: re.Match) -> bytes | str:
    """The file of a picture: as it is, or with its words."""
    if asked["kind"] == "png":
        return bytes(held.png)
    if not asked["titled"]:
        return held.svg
    with translation.override(held.language):
        shown = charts.shown(held.publication, held.name)
        return charts.titled(held.svg, shown, narrow=held.narrow) if shown else held.svg


def _named(response: HttpResponse, place: Place, name: str) -> HttpResponse:
    """Have a file kept under a name that says the year, publication and stage."""
    stage = place.publication.stage
    file_name = f"hrbudget-{place.year}-{place.edition.number}-{stage}-{name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response

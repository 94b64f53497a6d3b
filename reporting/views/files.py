"""Open data and pictures of a publication: files that never change."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting import kept
from reporting.datasets import DATASETS
from reporting.exports import YEAR_FILE, stream_csv, year_csv
from reporting.models import Picture
from reporting.views.pages import Place, place_of

MANIFEST = "manifest.txt"
FILES = sorted([*(dataset.file_name for dataset in DATASETS), YEAR_FILE]) + [MANIFEST]
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def dataset(request: HttpRequest, year: int, number: int, name: str) -> HttpResponse:
    records = kept.memory.current()
    place = place_of(records, year, number)
    response = _file(place, name)
    file_name = f"hrbudget-{year}-{number}-{name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return kept.show(response, records, [place.edition], "")


def _file(place: Place, name: str) -> HttpResponse | StreamingHttpResponse:
    csv = "text/csv; charset=utf-8"
    if name == MANIFEST:
        manifest = place.publication.manifest
        return HttpResponse(manifest, content_type="text/plain; charset=utf-8")
    if name == YEAR_FILE:
        return HttpResponse(year_csv(place.publication), content_type=csv)
    for held in DATASETS:
        if name == held.file_name:
            rows = stream_csv(held, place.publication)
            return StreamingHttpResponse(rows, content_type=csv)
    values = {"name": name, "known": ", ".join(FILES)}
    raise Http404(_("There is no file %(name)s. The files are: %(known)s.") % values)


@require_safe
def picture(
    request: HttpRequest, year: int, number: int, digest: str, name: str
) -> HttpResponse:
    place = place_of(kept.memory.current(), year, number)
    wanted = picture_of(name)
    held = Picture.objects.filter(publication=place.edition.pk, **wanted).first()
    if held is None or digest != place.edition.hash[:12]:
        raise Http404(_("There is no such picture."))
    response = HttpResponse(held.svg, content_type="image/svg+xml")
    response = kept.show(response, place.records, [place.edition], "")
    response.headers["Cache-Control"] = FOR_EVER
    return response


def picture_of(name: str) -> dict[str, object]:
    """What a picture's file name says: `{name}.{language}[.narrow].svg`."""
    match name.replace("\0", ".").split("."):
        case [chart, language, "svg"]:
            return {"name": chart, "language": language, "narrow": False}
        case [chart, language, "narrow", "svg"]:
            return {"name": chart, "language": language, "narrow": True}
    raise Http404(_("There is no such picture."))

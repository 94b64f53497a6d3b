"""Open data of a publication: files that never change."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting import kept
from reporting.datasets import DATASETS
from reporting.exports import YEAR_FILE, stream_csv, year_csv
from reporting.views.pages import Place, place_of

MANIFEST = "manifest.txt"
FILES = sorted([*(dataset.file_name for dataset in DATASETS), YEAR_FILE]) + [MANIFEST]


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

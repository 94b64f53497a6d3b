"""Open data of a publication: files that never change."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting import keeping, kept
from reporting.open_files import contents, is_large, offered
from reporting.views.pages import Place, place_of


@require_safe
def dataset(request: HttpRequest, year: int, number: int, name: str) -> HttpResponse:
    records = kept.memory.current()
    place = place_of(records, year, number)
    response = _file(place, name)
    file_name = f"hrbudget-{year}-{number}-{name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return kept.show(response, records, [place.edition], "")


def _file(place: Place, name: str) -> HttpResponse | StreamingHttpResponse:
    """The file of this name; raises Http404 in words."""
    publication, known = place.publication, offered(place.publication)
    file = known.get(name)
    if file is None:
        values = {"name": name, "known": ", ".join(known)}
        raise Http404(
            _("There is no file %(name)s. The files are: %(known)s.") % values
        )
    if file.is_heavy and (kept_file := keeping.find(publication, name)):
        pieces = keeping.pieces_of(kept_file)
        length = {"Content-Length": str(kept_file.size)}
        return StreamingHttpResponse(pieces, file.media_type, headers=length)
    if file.is_heavy and is_large(publication):
        raise Http404(
            _(
                "%(name)s is being made: come back in a few minutes. The CSV files "
                "hold the same rows."
            )
            % {"name": name}
        )
    pieces = contents(publication, file)
    if file.table and not file.is_heavy:
        return StreamingHttpResponse(pieces, file.media_type)
    return HttpResponse(b"".join(pieces), file.media_type)


@require_safe
def recompute(request: HttpRequest) -> HttpResponse:
    """The program that counts a publication again, as this version has it."""
    text = (settings.BASE_DIR / "docs" / "recompute.py").read_bytes()
    response = HttpResponse(text, "text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="recompute.py"'
    return kept.show(response, kept.memory.current(), (), "")

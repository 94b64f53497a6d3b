"""Open data and pictures of a publication: files that never change."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting import keeping, kept
from reporting.models import Picture
from reporting.open_files import contents, is_large, open_files
from reporting.views.pages import Place, place_of

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
    """The file of this name; raises Http404 in words."""
    publication, file = place.publication, open_files().get(name)
    if file is None:
        values = {"name": name, "known": ", ".join(open_files())}
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
                "%(name)s was not made yet: the operator makes it with the command "
                "keep_files. The CSV files hold the same rows."
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

"""The catalogue as files that load again: for whoever has signed in and reads it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programme.exports import programme_sheets, unit_sheets
from programme.models import Programme
from programme.workbooks import TYPES
from programme.workbooks.writing import as_file


@require_safe
@login_required
def programme_download(request: HttpRequest, programme: str) -> HttpResponse:
    """A whole edition as its workbook."""
    edition = get_object_or_404(Programme, code=programme)
    file = as_file("xlsx", programme_sheets(edition))
    return as_attachment(file, edition.code, "xlsx")


@require_safe
@login_required
def unit_download(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of units."""
    if kind not in TYPES:
        raise Http404
    return as_attachment(as_file(kind, unit_sheets()), _("units"), kind)


def as_attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep, `xlsx` or `csv`; nobody else's cache keeps it."""
    answer = HttpResponse(content, content_type=TYPES[kind])
    named = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    answer.headers["Content-Disposition"] = named or ""
    answer.headers["Cache-Control"] = "no-store"
    return answer

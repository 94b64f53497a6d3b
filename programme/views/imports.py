"""The administrator's pages for files: check a programme workbook, then load it."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from programme import uploads
from programme.exceptions import CatalogueError
from programme.forms import WorkbookForm
from programme.imports import RowReport
from programme.models import ImportBatch, User
from programme.permissions import is_administrator, is_auditor

PAGE = 50
Outcome = ImportBatch.Outcome
View = Callable[..., HttpResponse]


def only(*may: Callable[[User], bool]) -> Callable[[View], View]:
    """Whoever has not signed in is sent to the door; without such a role, refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not any(one(request.user) for one in may):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


administrators_only = only(is_administrator)
readers_only = only(is_administrator, is_auditor)


@require_safe
@readers_only
def import_list(request: HttpRequest) -> HttpResponse:
    batches = ImportBatch.objects.select_related("by")
    page = Paginator(batches, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_load": is_administrator(request.user)}
    return render(request, "programme/import_list.html", context)


@require_safe
@readers_only
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(ImportBatch.objects.select_related("by"), pk=pk)
    return render(request, "programme/import_detail.html", {"batch": batch})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def import_programme(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, form, status=400)
    checked = uploads.check_upload(form.cleaned_data["file"], by=request.user)
    if checked.report is None:
        return _form_page(request, WorkbookForm(), status=400, refused=checked)
    context = {
        "batch": checked.batch,
        "report": checked.report,
        "sheets": by_sheet(checked.report.rows),
    }
    return render(request, "programme/import_report.html", context)


@require_POST
@administrators_only
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(ImportBatch, pk=pk, kind=ImportBatch.Kind.PROGRAMME)
    try:
        loaded = uploads.load_checked(batch, by=request.user)
    except CatalogueError as error:
        messages.error(request, str(error))
        return redirect("programme:import_programme")
    if loaded is None:
        text = _("The data changed since the file was checked: upload it again.")
        messages.error(request, text)
        return redirect("programme:import_programme")
    messages.success(request, _("The file was loaded."))
    return redirect("programme:import_detail", pk=loaded.pk)


@require_safe
@readers_only
def import_marked(request: HttpRequest, pk: int) -> FileResponse:
    batch = get_object_or_404(ImportBatch, pk=pk, outcome=Outcome.REFUSED)
    if not batch.stored_file:
        raise Http404
    name = batch.file_name.rpartition(".")[0] or batch.file_name
    return FileResponse(
        batch.stored_file.open("rb"), as_attachment=True, filename=f"{name}-marked.xlsx"
    )


def _form_page(
    request: HttpRequest, form: WorkbookForm, *, status: int = 200, refused=None
) -> HttpResponse:
    context = {"form": form, "refused": refused}
    return render(request, "programme/import_programme.html", context, status=status)


def by_sheet(rows: list[RowReport]) -> list[dict]:
    """For each sheet its rows by outcome, those that change something first."""
    sheets = []
    for name in dict.fromkeys(row.sheet for row in rows):
        own = [row for row in rows if row.sheet == name]
        outcomes = {
            outcome: [row for row in own if row.outcome == outcome]
            for outcome in ("changed", "new", "unchanged")
        }
        sheets.append({"name": name, **outcomes})
    return sheets

"""A year against its control file, such as the decree: to the cent or not."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting import services
from budgeting.forms import ControlFileForm, ControlFilter
from budgeting.models import ControlFile, FiscalYear
from budgeting.permissions import is_finance, may_see_totals
from budgeting.reconciling import COLUMNS, Reconciliation, reconcile, rows_of
from budgeting.views.ceilings import as_download
from budgeting.views.common import bind, perform, require
from programme.workbooks import TYPES, ImportRefused, Sheet, as_file


@login_required
@require_safe
def control_year(request: HttpRequest, year: int) -> HttpResponse:
    fiscal_year, files, chosen, only = _asked(request, year)
    result = _compared(fiscal_year, chosen)
    context: dict[str, Any] = {
        "year": fiscal_year,
        "years": FiscalYear.objects.values_list("year", flat=True),
        "files": files,
        "chosen": chosen,
        "only": only,
        "result": result,
        "may_keep": is_finance(request.user),
    }
    if result:
        context["shown"] = result.differing if only else result.units
        context["other_stage"] = result.stage != chosen.stage if chosen else False
    return render(request, "budgeting/control_year.html", context)


@login_required
@require_safe
def control_download(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    fiscal_year, _files, chosen, only = _asked(request, year)
    result = _compared(fiscal_year, chosen)
    if kind not in TYPES or result is None or chosen is None:
        raise Http404
    rows = rows_of(result, only_differences=only)
    called = _("reconciliation")
    name = f"{called}-{year}-{chosen.number}.{kind}"
    sheet = Sheet("control", COLUMNS, rows, money=["budget", "control", "difference"])
    return as_download(as_file(kind, [sheet]), kind, name)


@login_required
def control_upload(request: HttpRequest, year: int) -> HttpResponse:
    require(is_finance(request.user))
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    form = bind(ControlFileForm, request, files=request.FILES or None)
    try:
        status = perform(form, lambda said: _keep(request, fiscal_year, said))
    except ImportRefused as refused:
        return _upload_page(request, fiscal_year, ControlFileForm(), 400, refused)
    if status is None:
        messages.success(request, _("The control file is kept."))
        return redirect("budgeting:control_year", year)
    return _upload_page(request, fiscal_year, form, 400 if form.errors else status)


def _keep(request: HttpRequest, year: FiscalYear, said: dict[str, Any]) -> ControlFile:
    file = said["file"]
    return services.keep_control(
        year, by=request.user, name=file.name, content=file.read(), stage=said["stage"]
    )


def _upload_page(
    request: HttpRequest,
    year: FiscalYear,
    form: ControlFileForm,
    status: int,
    refused: ImportRefused | None = None,
) -> HttpResponse:
    context = {"year": year, "form": form, "refused": refused}
    return render(request, "budgeting/control_upload.html", context, status=status)


def _asked(
    request: HttpRequest, year: int
) -> tuple[FiscalYear, list[ControlFile], ControlFile | None, bool]:
    """The year, its control files, the one asked for (else the latest), the filter."""
    require(may_see_totals(request.user))
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    asked = ControlFilter(request.GET)
    asked.is_valid()
    files = list(fiscal_year.control_files.select_related("by"))
    number = asked.cleaned_data.get("version")
    chosen = next((one for one in files if one.number == number), None)
    if request.GET.get("version") and chosen is None:
        raise Http404
    only = bool(asked.cleaned_data.get("only"))
    return fiscal_year, files, chosen or next(iter(files), None), only


def _compared(year: FiscalYear, chosen: ControlFile | None) -> Reconciliation | None:
    """The year against this control file; None where there is none yet."""
    if chosen is None:
        return None
    totals = chosen.totals.values_list("unit", "chapter", "amount")
    return reconcile(year, {(who, part): total for who, part, total in totals})

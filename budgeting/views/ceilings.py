"""The ceilings of a year: read by Finance, kept by the administrator."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgeting import services
from budgeting.ceiling_files import ceilings_as_file, fingerprint, importer_of
from budgeting.forms import CeilingFileForm, CeilingFilter, CeilingsForm
from budgeting.lowered import below_proposed
from budgeting.models import Event, FiscalYear
from budgeting.overview.ceilings import ceilings_of, ceilings_of_unit
from budgeting.permissions import (
    may_keep_ceilings,
    may_see_ceilings,
    may_see_totals,
)
from budgeting.views.common import bind, perform, require
from programme import uploads
from programme.exceptions import CatalogueError
from programme.models import BudgetUnit, ImportBatch
from programme.views.imports import by_sheet
from programme.workbooks import TYPES

LATEST = 20  # changes named on the page
Kind = ImportBatch.Kind


@login_required
@require_safe
def ceiling_list(request: HttpRequest) -> HttpResponse:
    """The ceilings of the newest year."""
    require(may_see_ceilings(request.user))
    if newest := FiscalYear.objects.first():
        return redirect("budgeting:ceiling_year", newest.pk)
    return render(request, "budgeting/ceiling_year.html", {"year": None})


@login_required
@require_safe
def ceiling_year(request: HttpRequest, year: int) -> HttpResponse:
    require(may_see_ceilings(request.user))
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    asked = CeilingFilter(request.GET)
    asked.is_valid()
    sees_money = may_see_totals(request.user)
    show = asked.cleaned_data.get("show") or "units"
    if show == "over" and not sees_money:
        show = "units"
    ceilings = ceilings_of(fiscal_year)
    changes = Event.objects.filter(
        fiscal_year=fiscal_year, kind=Event.Kind.CEILINGS_LOADED
    )
    context = {
        "year": fiscal_year,
        "years": FiscalYear.objects.values_list("year", flat=True),
        "ceilings": ceilings,
        "shown": getattr(ceilings, show),
        "filter": asked,
        "filtered": show != "units",
        "sees_money": sees_money,
        "may_keep": may_keep_ceilings(request.user),
        "changes": changes.select_related("by", "batch", "unit")[:LATEST],
    }
    return render(request, "budgeting/ceiling_year.html", context)


@login_required
@require_safe
def ceiling_download(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    require(may_see_ceilings(request.user))
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    if kind not in TYPES:
        raise Http404
    called = _("ceilings")
    name = f"{called}-{year}.{kind}"
    return as_download(ceilings_as_file(fiscal_year, kind), kind, name)


def as_download(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep, `xlsx` or `csv`."""
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
def ceiling_edit(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """The ceilings of one unit, changed without a file."""
    require(may_keep_ceilings(request.user))
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    budget_unit = get_object_or_404(BudgetUnit, code=unit)
    own = ceilings_of_unit(fiscal_year, budget_unit)
    form = bind(CeilingsForm, request, ceilings=own)
    change = partial(services.set_ceilings, fiscal_year, budget_unit, by=request.user)
    changed: list = []
    status = perform(form, lambda said: changed.extend(change(**said)))
    if status is None:
        _say_what_changed(request, fiscal_year, changed)
        return redirect("budgeting:ceiling_year", year)
    context = {
        "year": fiscal_year,
        "unit": budget_unit,
        "own": own,
        "form": form,
        "thing": f"ceilings-{year}-{unit}",
    }
    return render(request, "budgeting/ceiling_form.html", context, status=status)


def _say_what_changed(request: HttpRequest, year: FiscalYear, changed: list) -> None:
    """What was saved, and which of it a proposal with Finance exceeds now."""
    messages.success(request, _("The ceilings are saved."))
    kept = {(one.unit_id, one.chapter): one.amount for one in changed if one.pk}
    for warning in below_proposed(year, kept):
        messages.warning(request, warning)


@login_required
def ceiling_upload(request: HttpRequest, year: int) -> HttpResponse:
    """Check a file of ceilings: what it would change, or what to mend in it."""
    require(may_keep_ceilings(request.user))
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    form = bind(CeilingFileForm, request, files=request.FILES or None)
    if not (form.is_bound and form.is_valid()):
        return _upload_page(request, fiscal_year, form)
    checked = uploads.check_upload(
        form.cleaned_data["file"], by=request.user, importer=importer_of(fiscal_year)
    )
    if checked.report is None:
        return _upload_page(request, fiscal_year, CeilingFileForm(), checked)
    context = {
        "year": fiscal_year,
        "batch": checked.batch,
        "report": checked.report,
        "sheets": by_sheet(checked.report.rows),
        "seen": fingerprint(checked.report),
    }
    return render(request, "budgeting/ceiling_report.html", context)


def _upload_page(
    request: HttpRequest,
    year: FiscalYear,
    form: CeilingFileForm,
    refused: uploads.Checked | None = None,
) -> HttpResponse:
    context = {"year": year, "form": form, "refused": refused}
    status = 400 if refused or form.errors else 200
    return render(request, "budgeting/ceiling_upload.html", context, status=status)


@login_required
@require_POST
def ceiling_confirm(request: HttpRequest, year: int, batch: int) -> HttpResponse:
    """Load exactly the file that was checked, if it still does what was shown."""
    require(may_keep_ceilings(request.user))
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    checked = get_object_or_404(ImportBatch, pk=batch, kind=Kind.CEILINGS, year=year)
    importer = importer_of(fiscal_year, seen=request.POST.get("seen", ""))
    try:
        loaded = uploads.load_checked(checked, by=request.user, importer=importer)
    except CatalogueError as error:
        messages.error(request, str(error))
        return redirect("budgeting:ceiling_upload", year)
    if loaded is None:
        text = _("The data changed since the file was checked: upload it again.")
        messages.error(request, text)
        return redirect("budgeting:ceiling_upload", year)
    messages.success(request, _("The ceilings of the file are loaded."))
    return redirect("budgeting:ceiling_year", year)

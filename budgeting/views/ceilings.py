"""The ceilings of a year: read by Finance, kept by the administrator."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting import services
from budgeting.ceiling_files import ceilings_as_file
from budgeting.forms import CeilingFilter, CeilingsForm
from budgeting.lowered import below_proposed
from budgeting.models import Event, FiscalYear
from budgeting.overview.ceilings import ceilings_of, ceilings_of_unit
from budgeting.permissions import (
    may_keep_ceilings,
    may_see_ceilings,
    may_see_totals,
)
from budgeting.views.common import bind, perform, require
from programme.models import BudgetUnit
from programme.workbooks import TYPES

LATEST = 20  # changes named on the page


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
@require_safe
def ceiling_upload(request: HttpRequest, year: int) -> HttpResponse:
    """The address of before: files of ceilings are taken like all others."""
    require(may_keep_ceilings(request.user))
    get_object_or_404(FiscalYear, year=year)
    to = reverse("programme:import_new", args=["ceilings"])
    return redirect(f"{to}?year={year}")

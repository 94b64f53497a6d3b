"""The finance head's exceptions: a waiver, more days, a proposal on behalf."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from budgeting import services
from budgeting.forms import ExtensionForm, WaiverForm
from budgeting.forms.base import DeskForm
from budgeting.models import FiscalYear, Proposal, SpendingLine
from budgeting.overview import deadline_of
from budgeting.permissions import is_finance_head, may_manage_years
from budgeting.views.common import bind, perform, require
from programme.models import BudgetUnit


@login_required
def waiver_create(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Find a line of the unit by its code, read it, and let it pass without a citation.

    The head sees this one line, also of a draft that Finance does not read yet.
    """
    require(is_finance_head(request.user))
    fiscal_year, budget_unit = _year_and_unit(year, unit)
    proposal = get_object_or_404(Proposal, fiscal_year=year, unit=budget_unit)
    code = request.GET.get("line", "").strip()
    line = _line(proposal, code)
    form = bind(WaiverForm, request)
    status = 200
    if line:
        status = perform(
            form,
            lambda said: services.grant_waiver(
                line, by=request.user, reason=said["reason"]
            ),
        )
    if line and status is None:
        messages.success(
            request,
            _("Line %(code)s may pass without a citation.") % {"code": line.code},
        )
        return redirect("budgeting:review_queue")
    context = {
        "year": fiscal_year,
        "unit": budget_unit,
        "proposal": proposal,
        "code": code,
        "line": line,
        "form": form,
        "thing": f"waive-{line.pk}" if line else "",
    }
    return render(request, "budgeting/waiver_form.html", context, status=status)


def _line(proposal: Proposal, code: str) -> SpendingLine | None:
    """The kept line of this code, with its citations and the waiver in force."""
    lines = SpendingLine.objects.kept().filter(proposal=proposal, code=code)
    return lines.select_related("framework").first() if "\x00" not in code else None


@login_required
def extension_create(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    require(may_manage_years(request.user))
    fiscal_year, budget_unit = _year_and_unit(year, unit)
    form = bind(ExtensionForm, request)
    status = perform(
        form,
        lambda said: services.extend_window(
            fiscal_year, budget_unit, by=request.user, **said
        ),
    )
    if status is None:
        messages.success(request, _("The unit has more days."))
        return redirect("budgeting:review_queue")
    context = {
        "year": fiscal_year,
        "unit": budget_unit,
        "deadline": deadline_of(fiscal_year, budget_unit),
        "form": form,
        "thing": f"extend-{year}-{unit}",
        "given": budget_unit.extensions.filter(fiscal_year=year).select_related("by"),
    }
    return render(request, "budgeting/extension_form.html", context, status=status)


@login_required
def proposal_formulate(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Say what formulating on a unit's behalf means, and do it on confirmation."""
    require(is_finance_head(request.user))
    fiscal_year, budget_unit = _year_and_unit(year, unit)
    made: list[Proposal] = []
    form = bind(DeskForm, request)
    status = perform(
        form,
        lambda _said: made.append(
            services.formulate_on_behalf(fiscal_year, budget_unit, by=request.user)
        ),
    )
    if status is None:
        messages.success(request, _("The proposal is yours to formulate."))
        return redirect("budgeting:proposal_detail", made[0].pk)
    context = {
        "year": fiscal_year,
        "unit": budget_unit,
        "deadline": deadline_of(fiscal_year, budget_unit),
        "form": form,
    }
    return render(request, "budgeting/proposal_formulate.html", context, status=status)


def _year_and_unit(year: int, unit: str) -> tuple[FiscalYear, BudgetUnit]:
    """The year and the unit that the address names, or 404."""
    return (
        get_object_or_404(FiscalYear, year=year),
        get_object_or_404(BudgetUnit, code=unit),
    )

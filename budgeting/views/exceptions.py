"""The finance head's exceptions: waiver, more days, on behalf, above a ceiling."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting import services
from budgeting.forms import (
    AboveCeilingForm,
    BeginExceptionForm,
    ExtensionForm,
    FormulateForm,
    TakeBackForm,
    WaiverForm,
)
from budgeting.models import (
    CeilingException,
    FiscalYear,
    Proposal,
    RegisteredException,
    SpendingLine,
)
from budgeting.overview import deadline_of
from budgeting.overview.exceptions import ceiling_exceptions_in_force, with_ends
from budgeting.overview.totals import ceilings_called
from budgeting.permissions import (
    is_auditor,
    is_finance,
    is_finance_head,
    may_manage_years,
)
from budgeting.views.common import bind, perform, require
from budgeting.workflow import Status
from programme.models import BudgetUnit


@login_required
@require_safe
def exception_list(request: HttpRequest, year: int) -> HttpResponse:
    """Every exception of the year, and the way to a new one for the head."""
    require(is_finance(request.user) or is_auditor(request.user))
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    is_head = is_finance_head(request.user)
    begun = "unit" in request.GET or "what" in request.GET
    form = BeginExceptionForm(request.GET if is_head and begun else None)
    if form.is_valid():
        page = form.PAGES[form.cleaned_data["what"]]
        return redirect(page, year, form.cleaned_data["unit"].code)
    registered = RegisteredException.objects.filter(fiscal_year=year)
    context = {
        "year": fiscal_year,
        "entries": with_ends(registered),
        "in_force": ceiling_exceptions_in_force(fiscal_year),
        "form": form,
        "is_head": is_head,
    }
    return render(request, "budgeting/exception_list.html", context)


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
        return redirect("budgeting:exception_list", year)
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
        return redirect("budgeting:exception_list", year)
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
    form = bind(FormulateForm, request)
    status = perform(
        form,
        lambda said: made.append(
            services.formulate_on_behalf(
                fiscal_year, budget_unit, by=request.user, reason=said["reason"]
            )
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
        "thing": f"formulate-{year}-{unit}",
    }
    return render(request, "budgeting/proposal_formulate.html", context, status=status)


@login_required
def above_ceiling_create(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Let the unit exceed one of its ceilings by an amount, for a reason."""
    require(is_finance_head(request.user))
    fiscal_year, budget_unit = _year_and_unit(year, unit)
    allowed = ceilings_called(fiscal_year, budget_unit)
    choices = [(chapter, called) for chapter, called, _one in allowed]
    form = bind(AboveCeilingForm, request, ceilings=choices)
    status = perform(
        form,
        lambda said: services.allow_above_ceiling(
            fiscal_year, budget_unit, by=request.user, **said
        ),
    )
    if status is None:
        messages.success(request, _("The unit may exceed its ceiling."))
        return redirect("budgeting:exception_list", year)
    context = {
        "year": fiscal_year,
        "unit": budget_unit,
        "allowed": allowed,
        "form": form,
        "thing": f"above-{year}-{unit}",
    }
    return render(request, "budgeting/above_ceiling_form.html", context, status=status)


@login_required
def above_ceiling_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an exception to a ceiling back, for a reason."""
    require(is_finance_head(request.user))
    related = CeilingException.objects.select_related("fiscal_year", "unit", "by")
    given = get_object_or_404(related, pk=pk)
    form = bind(TakeBackForm, request)
    status = perform(
        form,
        lambda said: services.take_back_above_ceiling(
            given, by=request.user, reason=said["reason"]
        ),
    )
    if status is None:
        messages.success(request, _("The exception is taken back."))
        return redirect("budgeting:exception_list", given.fiscal_year_id)
    with_finance = Proposal.objects.filter(
        fiscal_year=given.fiscal_year,
        unit=given.unit,
        status__in=[Status.SUBMITTED, Status.APPROVED],
    )
    context = {
        "year": given.fiscal_year,
        "unit": given.unit,
        "given": given,
        "with_finance": with_finance.exists(),
        "form": form,
        "thing": f"end-above-{given.pk}",
    }
    return render(request, "budgeting/above_ceiling_end.html", context, status=status)


def _year_and_unit(year: int, unit: str) -> tuple[FiscalYear, BudgetUnit]:
    """The year and the unit that the address names, or 404."""
    return (
        get_object_or_404(FiscalYear, year=year),
        get_object_or_404(BudgetUnit, code=unit),
    )

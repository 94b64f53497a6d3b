"""A fiscal year made from an earlier one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from budgeting import services
from budgeting.forms import NewRuledYearForm, NewYearForm
from budgeting.forms.base import whole_number
from budgeting.models import FiscalYear
from budgeting.overview.readiness import proposed_window
from budgeting.permissions import may_manage_years, may_prepare_years
from budgeting.services.terms import Rule, codes_of
from budgeting.views.common import bind, perform, require
from programme.models import Programme

NONE = "none"
TERMS = ("opens", "closes", "linking", "currency", "legal_basis_es", "legal_basis_en")


@login_required
def fiscalyear_create(request: HttpRequest) -> HttpResponse:
    """The terms of the year that it is made from, to keep or to change."""
    require(may_prepare_years(request.user))
    years = list(FiscalYear.objects.all())
    source = _source(request, years)
    is_head = may_manage_years(request.user)
    form = bind(
        NewRuledYearForm if is_head else NewYearForm,
        request,
        programmes=Programme.objects.order_by("code"),
        initial=_proposed(years, source),
    )

    def make(said: dict[str, Any]) -> None:
        new = services.NewYear(
            year=said["year"],
            programmes=form.codes,
            source=source,
            ceilings=said["ceilings"],
            **{name: said[name] for name in TERMS if name in said},
        )
        services.prepare_year(new, by=request.user)

    status = perform(form, make)
    if status is None:
        said = _("The year is prepared: closed until the finance head opens it.")
        messages.success(request, said)
        return redirect("budgeting:fiscalyear_detail", form.cleaned_data["year"])
    context = {
        "form": form,
        "years": years,
        "source": source,
        "is_head": is_head,
        "ceilings": source.ceilings.count() if source else 0,
        "any_programme": bool(form.fields["main"].choices),
        "thing": "year-new",
    }
    return render(request, "budgeting/year_form.html", context, status=status)


def _source(request: HttpRequest, years: list[FiscalYear]) -> FiscalYear | None:
    """The year that the form was made from or asked to start from; else the newest."""
    asked = request.POST.get("from") or request.GET.get("from", "")
    if asked == NONE or not years:
        return None
    number = whole_number(asked)
    return next((one for one in years if one.year == number), years[0])


def _proposed(years: list[FiscalYear], source: FiscalYear | None) -> dict[str, Any]:
    """What the form proposes: the next year, with the terms of its source."""
    newest = years[0].year if years else None
    if newest is None:
        return {"linking": FiscalYear.Linking.REQUIRED, "currency": "MXN"}
    opens, closes = proposed_window(newest + 1, source)
    proposed: dict[str, Any] = {"year": newest + 1, "opens": opens, "closes": closes}
    if source is None:
        return {"linking": FiscalYear.Linking.REQUIRED, "currency": "MXN", **proposed}
    codes = codes_of(source)
    programmes = {"main": codes[0], "others": codes[1:]}
    return {**vars(Rule.of(source)), **programmes, "ceilings": False, **proposed}

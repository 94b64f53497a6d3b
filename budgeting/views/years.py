"""Fiscal years: what each is, what it needs, and its terms; made, opened and closed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting import services
from budgeting.exports import may_take_budget
from budgeting.forms import (
    LawForm,
    ProgrammesForm,
    RemoveYearForm,
    RuleForm,
    WindowForm,
)
from budgeting.forms.base import DeskForm
from budgeting.models import Event, FiscalYear
from budgeting.overview.readiness import Need, needs_of, year_rows
from budgeting.permissions import (
    is_administrator,
    may_manage_years,
    may_prepare_years,
    may_see_totals,
    may_see_years,
)
from budgeting.services.removing import what_stands_on
from budgeting.services.terms import Rule, Window, codes_of, is_fixed, mark_of
from budgeting.views.common import bind, perform, require
from programme.models import Programme, User
from programme.permissions import may_decide_roles
from programme.step_up import fresh_factor_required

OF_YEARS = (
    Event.Kind.YEAR_CREATED,
    Event.Kind.YEAR_CHANGED,
    Event.Kind.YEAR_OPENED,
    Event.Kind.YEAR_CLOSED,
)
TERMS: dict[str, Callable[[FiscalYear], Any]] = {
    "window": Window.of,
    "rule": Rule.of,
    "programmes": codes_of,
}


@login_required
@require_safe
def fiscalyear_list(request: HttpRequest) -> HttpResponse:
    require(may_see_years(request.user))
    years = FiscalYear.objects.prefetch_related("year_programmes__programme")
    context = {
        "rows": year_rows(years),
        "may_prepare": may_prepare_years(request.user),
    }
    return render(request, "budgeting/year_list.html", context)


@login_required
@require_safe
def fiscalyear_detail(request: HttpRequest, year: int) -> HttpResponse:
    require(may_see_years(request.user))
    found = get_object_or_404(FiscalYear, year=year)
    (row,) = year_rows([found])
    programmes = found.year_programmes.select_related("programme")
    needs = needs_of(found)
    told = found.events.filter(kind__in=OF_YEARS).select_related("by")
    context = {
        "year": found,
        "row": row,
        "programmes": programmes.order_by("-is_main", "programme__code"),
        "needs": _with_ways(needs, found, request.user),
        "lacking": sum(one.met is False for one in needs),
        "fixed": is_fixed(found),
        "events": told,
        "is_head": may_manage_years(request.user),
        "may_prepare": may_prepare_years(request.user),
        "has_ceilings": found.ceilings.exists(),
        "takes_budget": may_take_budget(request.user),
        "takes_all": may_see_totals(request.user),
    }
    return render(request, "budgeting/year_detail.html", context)


@login_required
@fresh_factor_required
def fiscalyear_window(request: HttpRequest, year: int) -> HttpResponse:
    """The days on which units write, changed by the finance head."""
    require(may_manage_years(request.user))
    found = get_object_or_404(FiscalYear, year=year)
    now = Window.of(found)
    form = bind(WindowForm, request, initial={**vars(now), "seen": mark_of(now)})

    def save(said: dict[str, Any]) -> None:
        services.change_window(
            found,
            by=request.user,
            to=Window(said["opens"], said["closes"]),
            seen=said["seen"],
            reason=said["reason"],
        )

    return _terms(request, found, "window", form, save)


@login_required
@fresh_factor_required
def fiscalyear_rule(request: HttpRequest, year: int) -> HttpResponse:
    """Rule and currency, as long as they may change, and the law behind them."""
    require(may_prepare_years(request.user))
    found = get_object_or_404(FiscalYear, year=year)
    now = Rule.of(found)
    writes_rule = may_manage_years(request.user) and not is_fixed(found)
    kind: type[DeskForm] = RuleForm if writes_rule else LawForm
    form = bind(kind, request, initial={**vars(now), "seen": mark_of(now)})

    def save(said: dict[str, Any]) -> None:
        values = {name: said.get(name, value) for name, value in vars(now).items()}
        services.change_rule(
            found, by=request.user, to=Rule(**values), seen=said["seen"]
        )

    return _terms(request, found, "rule", form, save)


@login_required
@fresh_factor_required
def fiscalyear_programmes(request: HttpRequest, year: int) -> HttpResponse:
    """Which programmes the year's lines may cite."""
    require(may_prepare_years(request.user))
    found = get_object_or_404(FiscalYear, year=year)
    now = codes_of(found)
    initial = {"main": now[0], "others": now[1:], "seen": mark_of(now)}
    programmes = Programme.objects.order_by("code")
    form = bind(ProgrammesForm, request, initial=initial, programmes=programmes)

    def save(said: dict[str, Any]) -> None:
        services.change_programmes(
            found, by=request.user, to=form.codes, seen=said["seen"]
        )

    return _terms(request, found, "programmes", form, save)


def _terms(
    request: HttpRequest,
    year: FiscalYear,
    part: str,
    form: DeskForm,
    save: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    """The page of one part of a year's terms: shown, or saved."""
    status = perform(form, save)
    if status is None:
        messages.success(request, _("The year is saved."))
        return redirect("budgeting:fiscalyear_detail", year.pk)
    year.refresh_from_db()
    now = mark_of(TERMS[part](year))
    stale = status == 409 and form.cleaned_data.get("seen") != now
    if stale:  # read now, so the next press may save over it
        form.data = form.data.copy()
        form.data["seen"] = now
    context = {
        "year": year,
        "form": form,
        "fixed": is_fixed(year),
        "stale": stale,
        "programmes": codes_of(year),
        "thing": f"year-{part}-{year.pk}",
    }
    return render(request, f"budgeting/year_{part}.html", context, status=status)


@login_required
@fresh_factor_required
def fiscalyear_open(request: HttpRequest, year: int) -> HttpResponse:
    """What the year still needs; and, on confirmation, it is open."""
    done = _("The year is open.")
    return _move(request, year, "open", services.open_year, done)


@login_required
@fresh_factor_required
def fiscalyear_close(request: HttpRequest, year: int) -> HttpResponse:
    """What closing means now; and, on confirmation, the year is closed."""
    done = _("The year is closed.")
    return _move(request, year, "close", services.close_year, done)


@login_required
@fresh_factor_required
def fiscalyear_remove(request: HttpRequest, year: int) -> HttpResponse:
    """What goes with a year prepared by mistake, or what stands on it; then it goes."""
    require(may_prepare_years(request.user))
    if request.method == "POST" and not FiscalYear.objects.filter(pk=year).exists():
        return _removed(request, year)  # pressed twice
    found = get_object_or_404(FiscalYear, year=year)
    form = bind(RemoveYearForm, request)

    def remove(said: dict[str, Any]) -> None:
        services.remove_year(found, by=request.user, reason=said["reason"])

    status = perform(form, remove)
    if status is None:
        return _removed(request, year)
    context = {
        "year": found,
        "form": form,
        "standing": what_stands_on(found),
        "programmes": codes_of(found),
        "ceilings": found.ceilings.count(),
        "thing": f"year-remove-{year}",
    }
    return render(request, "budgeting/year_remove.html", context, status=status)


def _removed(request: HttpRequest, year: int) -> HttpResponse:
    messages.success(request, _("The year %(year)s is removed.") % {"year": year})
    return redirect("budgeting:fiscalyear_list")


def _move(
    request: HttpRequest, year: int, way: str, service: Callable[..., Any], done: str
) -> HttpResponse:
    require(may_manage_years(request.user))
    found = get_object_or_404(FiscalYear, year=year)
    if request.method == "POST":
        service(found, by=request.user)
        messages.success(request, done)
        return redirect("budgeting:fiscalyear_detail", year)
    (row,) = year_rows([found])
    context = {
        "year": found,
        "row": row,
        "needs": _unmet(found, request.user) if way == "open" else [],
        "extended": found.extensions.filter(until__gte=found.today()).count(),
    }
    return render(request, f"budgeting/year_{way}.html", context)


def _unmet(year: FiscalYear, user: User) -> list[Need]:
    needs = [one for one in needs_of(year) if one.met is False]
    return _with_ways(needs, year, user)


def _with_ways(needs: Iterable[Need], year: FiscalYear, user: User) -> list[Need]:
    """What is needed, with the page where this person does something about it."""
    is_head, keeps = may_manage_years(user), is_administrator(user)
    prepares = may_prepare_years(user)
    ways = {
        "budgeting:fiscalyear_rule": prepares,
        "budgeting:fiscalyear_programmes": may_prepare_years(user)
        and not is_fixed(year),
        "budgeting:fiscalyear_window": is_head,
        "budgeting:ceiling_year": True,
        "programme:person_list": keeps,
        "programme:role_list": may_decide_roles(user),
    }
    return [
        replace(one, url=_address(one.page, year)) if ways.get(one.page) else one
        for one in needs
    ]


def _address(page: str, year: FiscalYear) -> str:
    return reverse(page, args=[year.pk] if page.startswith("budgeting:") else [])

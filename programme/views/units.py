"""The list of budget units, what each came from and became, and how units change."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programme import services
from programme.lineage.effects import effects_of_units
from programme.lineage.units import NewUnit, WantedUnits, plan_of_units
from programme.lineage_forms import (
    ChangeForm,
    NewUnitForm,
    UnitMergeForm,
    UnitNameForm,
    codes_in,
)
from programme.models import BudgetUnit, CatalogueChange
from programme.permissions import is_administrator
from programme.step_up import fresh_factor_required
from programme.uses import uses_of_units
from programme.views.changes import parts_of, sent
from programme.views.changing import Change, take_step
from programme.views.roles import only, page_or_form

Kind = CatalogueChange.Kind


@require_safe
@login_required
def unit_list(request: HttpRequest) -> HttpResponse:
    year = localdate().year
    obliged = set(BudgetUnit.objects.obliged_in(year).values_list("pk", flat=True))
    units = BudgetUnit.objects.prefetch_related("successions__successor")
    context = {
        "units": [(unit, unit.pk in obliged) for unit in units],
        "year": year,
        "obliged": len(obliged),
    }
    return render(request, "programme/unit_list.html", context)


@require_safe
@login_required
def unit_detail(request: HttpRequest, code: str) -> HttpResponse:
    unit = get_object_or_404(BudgetUnit, code=code)
    changes = CatalogueChange.objects.filter(programme=None).about(code)
    context = {
        "unit": unit,
        "came_from": unit.precessions.select_related("predecessor").order_by("pk"),
        "became": unit.successions.select_related("successor").order_by("pk"),
        "names": [
            (one, one.codes["before"][code])
            for one in changes.standing().filter(kind=Kind.NAMED)
        ],
        "changes": changes,
        "is_keeper": is_administrator(request.user),
    }
    return render(request, "programme/unit_detail.html", context)


@page_or_form
@only(is_administrator)
@fresh_factor_required
def unit_name(request: HttpRequest, code: str) -> HttpResponse:
    """Another name, kind or sector from a year on."""
    unit = get_object_or_404(BudgetUnit, code=code)
    now = {"name": unit.name, "kind": unit.kind, "sector": unit.sector}
    form = UnitNameForm(sent(request), initial=now)

    def wanted() -> WantedUnits:
        said = form.cleaned_data
        new = NewUnit(code, said["name"], said["kind"], said["sector"])
        return _wanted(unit, Kind.NAMED, form, became=(code,), new=(new,))

    title = _("Another name or kind of unit %(code)s") % {"code": code}
    return _page(request, unit, title, form, wanted)


@page_or_form
@only(is_administrator)
@fresh_factor_required
def unit_merge(request: HttpRequest, code: str) -> HttpResponse:
    """It becomes one unit together with others."""
    unit = get_object_or_404(BudgetUnit, code=code)
    form = UnitMergeForm(sent(request))

    def wanted() -> WantedUnits:
        was = tuple(dict.fromkeys((code, *codes_in(form.cleaned_data["others"]))))
        return _wanted(unit, Kind.MERGED, form, was=was, **_becoming([form.new]))

    title = _("Merge unit %(code)s") % {"code": code}
    return _page(request, unit, title, form, wanted)


@page_or_form
@only(is_administrator)
@fresh_factor_required
def unit_split(request: HttpRequest, code: str) -> HttpResponse:
    """It becomes several units."""
    unit = get_object_or_404(BudgetUnit, code=code)
    form = ChangeForm(sent(request))
    parts = parts_of(NewUnitForm, request)

    def wanted() -> WantedUnits:
        new = [part.new for part in parts if part.cleaned_data.get("new_code")]
        return _wanted(unit, Kind.SPLIT, form, **_becoming(new))

    title = _("Split unit %(code)s") % {"code": code}
    return _page(request, unit, title, form, wanted, parts)


def _page(
    request: HttpRequest, unit: BudgetUnit, title: str, form, wanted, parts=()
) -> HttpResponse:
    """The step that was pressed of a change of this unit."""
    change = Change(
        template="programme/change_form.html",
        forms=[form, *parts],
        wanted=wanted,
        preview=_preview,
        perform=services.change_units,
        context={"unit": unit, "title": title},
    )
    return take_step(request, change)


def _preview(wanted: WantedUnits) -> dict:
    plan = plan_of_units(wanted)
    uses = uses_of_units(plan.was)
    made = {new.code: BudgetUnit(**new._asdict()) for new in wanted.new}
    after = [made.get(code) or plan.units[code] for code in wanted.became]
    return {
        "wanted": wanted,
        "kind": Kind(wanted.kind),
        "before": plan.was,
        "after": after,
        "uses": uses,
        "effects": effects_of_units(plan, uses),
        "token": plan.token,
    }


def _wanted(unit: BudgetUnit, kind: str, form, was=(), became=(), new=()):
    said = form.cleaned_data
    return WantedUnits(
        kind=kind,
        was=was or (unit.code,),
        year=said["year"],
        reason=said["reason"].strip(),
        became=became,
        new=new,
    )


def _becoming(said: list[NewUnit]) -> dict:
    """Which codes it becomes, and which of these are new to the list."""
    codes = tuple(one.code for one in said)
    held = BudgetUnit.objects.filter(code__in=codes)
    known = set(held.values_list("code", flat=True))
    return {"became": codes, "new": tuple(one for one in said if one.code not in known)}

"""What became of actions and units: the record of it, and how actions change."""

from typing import TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from programme import services
from programme.exceptions import CatalogueError
from programme.lineage.effects import effects
from programme.lineage.undoing import blockers_of
from programme.lineage.wanted import NewAction, Wanted, plan_of
from programme.lineage_forms import (
    PARTS,
    ChangeForm,
    MergeForm,
    NewActionForm,
    RetireForm,
    RewordForm,
    codes_in,
)
from programme.models import Action, BudgetUnit, CatalogueChange
from programme.permissions import is_administrator
from programme.step_up import fresh_factor_required
from programme.uses import uses_of_actions
from programme.views.changing import Change, take_step
from programme.views.roles import only, page_or_form

PAGE = 50
Kind = CatalogueChange.Kind
Part = TypeVar("Part", bound=forms.Form)


@require_safe
@login_required
def change_list(request: HttpRequest) -> HttpResponse:
    changes = CatalogueChange.objects.select_related("programme", "by")
    if code := request.GET.get("programme", ""):
        changes = changes.filter(programme__code=code)
    page = Paginator(changes, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "programme": code}
    return render(request, "programme/change_list.html", context)


@require_safe
@login_required
def change_detail(request: HttpRequest, pk: int) -> HttpResponse:
    related = CatalogueChange.objects.select_related("programme", "by", "undone_by")
    change = get_object_or_404(related, pk=pk)
    may_undo = is_administrator(request.user)
    context = {
        "change": change,
        "steps": change.successions.select_related(
            "predecessor__programme", "successor__programme"
        ).order_by("pk"),
        "unit_steps": change.unit_successions.select_related(
            "predecessor", "successor"
        ).order_by("pk"),
        "former": getattr(change, "former_text", None),
        "things": _things(change),
        "may_undo": may_undo,
        "blockers": blockers_of(change) if may_undo else [],
    }
    return render(request, "programme/change_detail.html", context)


def _things(change: CatalogueChange) -> QuerySet[Action] | QuerySet[BudgetUnit]:
    """The actions or units that a change was about, as they are today."""
    codes = change.codes["was"]
    if change.programme is None:
        return BudgetUnit.objects.filter(code__in=codes)
    return change.programme.actions.filter(code__in=codes)


@require_POST
@only(is_administrator)
@fresh_factor_required
def change_undo(request: HttpRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(CatalogueChange, pk=pk)
    try:
        services.undo_change(change, by=request.user)
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone: it stands as it did before."))
    return redirect("programme:change_detail", pk)


@page_or_form
@only(is_administrator)
@fresh_factor_required
def action_retire(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """An action ends on the first day of a year."""
    action = _action_or_404(programme, code)
    form = RetireForm(sent(request))

    def wanted() -> Wanted:
        return _wanted(action, Kind.RETIRED, form)

    title = _("Retire line of action %(code)s") % {"code": code}
    return _page(request, action, title, form, wanted)


@page_or_form
@only(is_administrator)
@fresh_factor_required
def action_reword(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Another wording: a correction, or a new one from a year on."""
    action = _action_or_404(programme, code)
    texts = {"text_es": action.text_es, "text_en": action.text_en}
    form = RewordForm(sent(request), initial=texts)

    def wanted() -> Wanted:
        said = form.cleaned_data
        text = NewAction(code, said["text_es"].strip(), said["text_en"].strip())
        return _wanted(action, said["kind"], form, became=(code,), new=(text,))

    title = _("Another wording of line of action %(code)s") % {"code": code}
    return _page(request, action, title, form, wanted)


@page_or_form
@only(is_administrator)
@fresh_factor_required
def action_merge(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """It becomes another action, alone or together with others."""
    action = _action_or_404(programme, code)
    form = MergeForm(sent(request))

    def wanted() -> Wanted:
        was = tuple(dict.fromkeys((code, *codes_in(form.cleaned_data["others"]))))
        kind = Kind.MERGED if len(was) > 1 else Kind.RENAMED
        return _wanted(action, kind, form, was=was, **_becoming(action, [form.new]))

    title = _("Merge line of action %(code)s, or give it a new code") % {"code": code}
    return _page(request, action, title, form, wanted)


@page_or_form
@only(is_administrator)
@fresh_factor_required
def action_split(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """It becomes several actions."""
    action = _action_or_404(programme, code)
    form = ChangeForm(sent(request))
    parts = parts_of(NewActionForm, request)

    def wanted() -> Wanted:
        new = [part.new for part in parts if part.cleaned_data.get("new_code")]
        return _wanted(action, Kind.SPLIT, form, **_becoming(action, new))

    title = _("Split line of action %(code)s") % {"code": code}
    return _page(request, action, title, form, wanted, parts)


def parts_of(form: type[Part], request: HttpRequest) -> list[Part]:
    """The forms of what it is split into; from the third on they may be empty."""
    return [
        form(
            sent(request),
            prefix=f"part{number}",
            empty_permitted=number > 2,
            use_required_attribute=False,
        )
        for number in range(1, _parts_asked(request) + 1)
    ]


def _parts_asked(request: HttpRequest) -> int:
    """How many parts the page of a split shows; one more if that was pressed."""
    number = request.POST.get("parts", "2")
    shown = int(number) if number.isdecimal() and len(number) < 3 else 2
    more = request.POST.get("step") == "more"
    return max(2, min(PARTS, shown + more))


def _page(
    request: HttpRequest, action: Action, title: str, form, wanted, parts=()
) -> HttpResponse:
    """The step that was pressed of a change of this action."""
    change = Change(
        template="programme/change_form.html",
        forms=[form, *parts],
        wanted=wanted,
        preview=_preview,
        perform=services.change_actions,
        context={"programme": action.programme, "action": action, "title": title},
    )
    return take_step(request, change)


def _preview(wanted: Wanted) -> dict:
    plan = plan_of(wanted)
    uses = uses_of_actions(plan.was)
    made = {new.code: new for new in wanted.new}
    after = [made.get(code) or plan.actions[code] for code in wanted.became]
    return {
        "wanted": wanted,
        "kind": Kind(wanted.kind),
        "before": plan.was,
        "after": after,
        "uses": uses,
        "effects": effects(plan, uses),
        "token": plan.token,
    }


def _wanted(action: Action, kind: str, form, was=(), became=(), new=()) -> Wanted:
    said = form.cleaned_data
    return Wanted(
        kind=kind,
        programme=action.programme,
        was=was or (action.code,),
        year=said["year"],
        reason=said["reason"].strip(),
        became=became,
        new=new,
    )


def _becoming(action: Action, said: list[NewAction]) -> dict:
    """Which codes it becomes, and which of these are new to the programme."""
    codes = tuple(one.code for one in said)
    known = set(
        action.programme.actions.filter(code__in=codes).values_list("code", flat=True)
    )
    return {"became": codes, "new": tuple(one for one in said if one.code not in known)}


def _action_or_404(programme: str, code: str) -> Action:
    related = Action.objects.select_related("programme", "right", "strategy")
    return get_object_or_404(related, programme__code=programme, code=code)


def sent(request: HttpRequest) -> QueryDict | None:
    """What the form holds that was sent; None where the page is only opened."""
    return request.POST if request.method == "POST" else None

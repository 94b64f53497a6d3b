"""Two editions of a programme side by side, and the matches that a person confirms."""

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from programme import services
from programme.exceptions import CatalogueError
from programme.forms import tell_refusal
from programme.lineage.editions import Comparison, Proposal, State, compare, proposals
from programme.lineage_forms import CarryForm
from programme.models import Programme
from programme.permissions import is_administrator
from programme.step_up import fresh_factor_required
from programme.texts import text_of
from programme.views.roles import only
from programme.workbooks.writing import TYPES, Sheet, as_file

PAGE = 50
OFFERED = 50  # proposals of each kind, listed at once
REST = "rest"  # ticked: the others whose words are the same


class Asked(NamedTuple):
    """The two editions of an address, and its query to repeat."""

    old: Programme
    new: Programme

    @property
    def query(self) -> str:
        """The part of an address that names both."""
        return f"old={self.old.code}&new={self.new.code}"


@require_safe
@login_required
def edition_compare(request: HttpRequest) -> HttpResponse:
    """The choice of two editions; then every action beside what it became."""
    asked = _asked(request.GET)
    if asked is None:
        context = {"programmes": Programme.objects.all(), "asked": None}
        return render(request, "programme/edition_compare.html", context)
    return _page(request, asked, None, 200)


@require_safe
@login_required
def edition_file(request: HttpRequest, form: str) -> HttpResponse:
    """The comparison as a sheet, in the language in use."""
    asked = _asked(request.GET)
    if asked is None or form not in TYPES:
        raise Http404
    rows = _sheet_rows(compare(*asked))
    columns = [
        _("What became of it"),
        *(_("Earlier code"), _("Earlier text")),
        *(_("Later code"), _("Later text")),
    ]
    content = as_file(form, [Sheet(_("Editions"), columns, rows)])
    answer = HttpResponse(content, content_type=TYPES[form])
    name = f"{asked.old.code}-{asked.new.code}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@only(is_administrator)
@fresh_factor_required
def edition_carry(request: HttpRequest) -> HttpResponse:
    """Record the pairs that were ticked as one commitment."""
    asked = _asked(request.POST)
    if asked is None:
        raise Http404
    offered = proposals(compare(*asked))
    by_pair = {one.pair: one for one in offered}
    known = [*by_pair, *_recorded(request, asked), REST]
    form = CarryForm(request.POST, offered=known)
    if not form.is_valid():
        return _page(request, asked, form, 400)
    said = form.cleaned_data
    ticked = [one for one in said["pairs"] if one != REST]
    if REST in said["pairs"]:
        ticked += [one.pair for one in _same(offered)[OFFERED:]]
    pairs = _pairs(asked, ticked)
    try:
        change = services.carry_actions(
            pairs, year=said["year"], reason=said["reason"], by=request.user
        )
    except CatalogueError as error:
        tell_refusal(form, error)
        return _page(request, asked, form, 409)
    messages.success(request, _("Recorded: each pair is one commitment."))
    return redirect("programme:change_detail", change.pk)


def _asked(said) -> Asked | None:
    """The two editions that are named; None where they are not two known ones."""
    codes = said.get("old", ""), said.get("new", "")
    if not any(codes):
        return None
    if codes[0] == codes[1]:
        return None
    return Asked(*(get_object_or_404(Programme, code=code) for code in codes))


def _recorded(request: HttpRequest, asked: Asked) -> list[str]:
    """Pairs of a repeated request: recorded already, they are no proposal any more."""
    pairs = set(request.POST.getlist("pairs"))
    known = asked.new.actions.filter(precessions__predecessor__programme=asked.old)
    held = known.values_list("precessions__predecessor__code", "code")
    return [f"{old}={new}" for old, new in held if f"{old}={new}" in pairs]


def _pairs(asked: Asked, said: list[str]) -> list:
    """The actions of each pair of codes."""
    codes = [one.split("=") for one in said]
    old = {one.code: one for one in asked.old.actions.all()}
    new = {one.code: one for one in asked.new.actions.all()}
    return [(old[a], new[b]) for a, b in codes]


def _page(
    request: HttpRequest, asked: Asked, form: CarryForm | None, status: int
) -> HttpResponse:
    comparison = compare(*asked)
    may_carry = is_administrator(request.user)
    offered = proposals(comparison) if may_carry else []
    state = request.GET.get("state", "")
    rows = comparison.of(state if state in State.values else "")
    context = {
        "programmes": Programme.objects.all(),
        "asked": asked,
        "comparison": comparison,
        "state": state,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "address": f"{asked.query}&state={state}" if state else asked.query,
        "may_carry": may_carry,
        "same": _same(offered)[:OFFERED],
        "rest": len(_same(offered)[OFFERED:]),
        "alike": [one for one in offered if not one.same][:OFFERED],
        "form": form or CarryForm(offered=[]),
        "ticked": request.POST.getlist("pairs") if form else None,
    }
    return render(request, "programme/edition_compare.html", context, status=status)


def _same(offered: list[Proposal]) -> list[Proposal]:
    """The proposals whose words are the same."""
    return [one for one in offered if one.same]


def _sheet_rows(comparison: Comparison):
    """One row a pair."""
    for row in comparison.rows:
        yield [
            str(row.state.label),
            row.old.code if row.old else None,
            _told(row.old) if row.old else None,
            row.new.code if row.new else None,
            _told(row.new) if row.new else None,
        ]


def _told(action) -> str:
    return text_of(action, "text").value

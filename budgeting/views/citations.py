"""The officer's page of what a line cites: search, tick, share, save; one form.

Every button saves all that was typed, so that a search loses nothing.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from budgeting import services
from budgeting.exceptions import StaleVersion, WorkflowError
from budgeting.forms import CitationForm
from budgeting.forms.citations import saved_forms
from budgeting.models import SpendingLine
from budgeting.permissions import is_author
from budgeting.services import SetAside
from budgeting.services.locks import kept_line
from budgeting.suggestions import record_cited
from budgeting.views.asked import in_json
from budgeting.views.citing_page import (
    Citing,
    citations_of,
    citing_as_saved,
    citing_as_typed,
    citing_page,
    next_uncited,
)
from budgeting.views.citing_together import (
    Choice,
    as_saved,
    as_typed,
    in_words,
    joined,
    packed,
    rows_of,
    unpacked,
)
from budgeting.views.common import (
    back_from,
    back_of,
    back_query,
    check_editable,
    refused,
    require,
    visible_line,
)
from budgeting.views.settling import BEFORE, MINE, TRIES, WAYS
from budgeting.views.suggesting import AT, decide, shows_aside
from programme.models import Action


@login_required
def line_cite(request: HttpRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    try:
        check_editable(request, line.proposal)
        if request.method == "POST" and line.removed_at:
            return _without_line(request, line)
        kept_line(line.proposal, line.pk)
        if request.method == "POST":
            return _take(request, line)
        return citing_page(request, citing_as_saved(request, line))
    except WorkflowError as error:
        if request.method != "POST":
            return refused(request, error, line.proposal)
        citing = citing_as_typed(request, line)  # what was typed stays in the page
        citing.errors.append(str(error))
        return citing_page(request, citing, status=409)


def _without_line(request: HttpRequest, line: SpendingLine) -> HttpResponse:
    """What was chosen for a line that somebody removed meanwhile: kept in the page.

    With the button that asks for it the line comes back, and cites what was chosen.
    """
    citing = citing_as_typed(request, line)
    citing.version, citing.gone = line.version, True
    if not request.POST.get("restore"):
        said = _("Somebody removed this line meanwhile. What you chose is still here.")
        citing.errors.append(said)
        return citing_page(request, citing, status=409)
    try:
        line = services.restore_line(line, by=request.user)
    except (WorkflowError, ValidationError) as error:
        citing.errors.extend(getattr(error, "messages", [str(error)]))
        return citing_page(request, citing, status=409)
    return _take(request, line, version=line.version)


@require_safe
@in_json
def line_cite_row(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    """The form of one action more, for the page's script to add; nothing is saved."""
    line = visible_line(request, pk)
    require(is_author(request.user, line.proposal))
    year = line.proposal.fiscal_year
    offered = Action.objects.in_force(year.year).filter(programme__years=year)
    chosen = get_object_or_404(offered.select_related("right"), pk=action)
    context = {"form": CitationForm(chosen), "fresh": True, "amount": None}
    return render(request, "budgeting/_cite_row.html", context)


def _take(
    request: HttpRequest, line: SpendingLine, version: int | None = None
) -> HttpResponse:
    """Save what was typed and ticked, then go where the button says."""
    decided = decide(request, line)
    citing = citing_as_typed(request, line)
    citing.version = version or citing.version
    citing.goes_on = decided or shows_aside(request)
    if citing.choice:
        return _chosen(request, citing)
    if not (citing.rows or request.POST.get("remove")):
        return _without_actions(request, citing)
    return _if_valid(request, citing)


def _if_valid(request: HttpRequest, citing: Citing) -> HttpResponse:
    return (
        _saved(request, citing) if citing.is_valid() else citing_page(request, citing)
    )


def _saved(
    request: HttpRequest, citing: Citing, lost: dict[str, str] | None = None
) -> HttpResponse:
    """Save, together with what a colleague saved meanwhile; or ask which stays."""
    for _turn in range(TRIES):
        try:
            saved = _cite(request, citing, lost or {})
        except StaleVersion as stale:
            if not _join(request, citing, stale.saved):
                return citing_page(request, citing, status=409)
        except (WorkflowError, ValidationError) as error:
            citing.errors.extend(getattr(error, "messages", [str(error)]))
            return citing_page(request, citing, status=409)
        else:
            return _after_saving(request, citing, saved)
    citing.errors.append(_("Colleagues are saving this right now. Save once more."))
    return citing_page(request, citing, status=409)


def _cite(request: HttpRequest, citing: Citing, lost: dict[str, str]) -> SpendingLine:
    def save() -> SpendingLine:
        return services.cite_actions(
            citing.line,
            by=request.user,
            citations=[row.cited() for row in citing.rows],
            version=citing.version,
        )

    if not lost:
        return save()
    aside = SetAside("citations", citing.line.code, lost)
    proposal = citing.line.proposal
    return services.settle(proposal, by=request.user, aside=aside, save=save)


def _join(request: HttpRequest, citing: Citing, line: SpendingLine) -> bool:
    """Take in what a colleague saved; False where the page has to ask what stays."""
    mine, base = as_typed(citing.rows, citing.shared), unpacked(citing.before)
    saved = as_saved(citations_of(line))
    both = joined(mine, base, saved)
    citing.version, citing.since = line.version, citing.before
    citing.before = packed(saved)
    if both is None:
        citing.choice = Choice(in_words(mine), in_words(saved), in_words(base))
        return False
    citing.rows, citing.shared = rows_of(both, citing.line), both.shared
    if both not in (mine, saved):
        messages.info(
            request,
            _("A colleague cited for this line too: the actions of both are kept."),
        )
    return True


def _chosen(request: HttpRequest, citing: Citing) -> HttpResponse:
    """Do what was chosen of mine, theirs and what stood before."""
    choice = citing.choice
    if choice.chosen == MINE:
        citing.choice = None
        return _if_valid(request, citing)
    stays = unpacked(citing.since if choice.chosen == BEFORE else citing.before)
    if choice.chosen not in WAYS or stays is None:
        citing.errors.append(_("Choose whose citations stay."))
        return citing_page(request, citing, status=409)
    lost = {"citations": "\n".join(choice.mine)}
    citing.rows, citing.shared = rows_of(stays, citing.line), stays.shared
    citing.choice = None
    return _saved(request, citing, lost)


def _without_actions(request: HttpRequest, citing: Citing) -> HttpResponse:
    """A search with nothing cited yet goes on; anything else asks for an action."""
    wanted = request.POST.get("do")
    if citing.goes_on or wanted == "search" and citing.search.is_valid():
        return redirect(_address(request, citing))
    citing.rows = saved_forms(citations_of(citing.line))
    citing.errors.append(_("Tick at least one action, or search for another."))
    return citing_page(request, citing)


def _address(request: HttpRequest, citing: Citing) -> str:
    """This page with the search as it is; without one that cannot be read."""
    page = reverse("budgeting:line_cite", args=[citing.line.pk])
    asked = {}
    if citing.search.is_valid():
        asked = {k: v for k, v in citing.search.cleaned_data.items() if v}
    if shows_aside(request):
        asked["aside"] = 1
    if back := back_of(request):
        asked["back"] = back
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{page}{query}{AT if citing.goes_on else ''}"


def _after_saving(
    request: HttpRequest, citing: Citing, saved: SpendingLine
) -> HttpResponse:
    """What was done, in words; then where the button says."""
    line = citing.line
    record_cited(line, {row.action.pk for row in citing.rows}, by=request.user)
    if saved.version != line.version:
        count = len(citing.rows)
        said = ngettext(
            "Line %(code)s cites %(count)s action.",
            "Line %(code)s cites %(count)s actions.",
            count,
        )
        messages.success(request, said % {"code": line.code, "count": count})
    return _next(request, citing)


def _next(request: HttpRequest, citing: Citing) -> HttpResponse:
    """After saving: the lines, the next uncited line, or this page to go on."""
    wanted, line = request.POST.get("do"), citing.line
    if wanted not in ("save", "next"):
        return redirect(_address(request, citing))
    following = next_uncited(line) if wanted == "next" else None
    if following:
        cite = reverse("budgeting:line_cite", args=[following.pk])
        return redirect(cite + back_query(request))
    lines = reverse("budgeting:framework_detail", args=[line.framework_id])
    return redirect(back_from(request, line.proposal_id, f"line-{line.pk}") or lines)

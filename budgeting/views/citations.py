"""The officer's page of what a line cites: search, tick, share, save; one form.

Every button saves all that was typed, so that a search loses nothing.
"""

from dataclasses import dataclass, field
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
from budgeting.forms import CitationForm, SearchForm
from budgeting.forms.citations import EQUAL, OWN, how_shared, saved_forms
from budgeting.models import FiscalYear, SpendingLine
from budgeting.overview import money_by_citation
from budgeting.permissions import is_author
from budgeting.services.locks import kept_line
from budgeting.suggestions import record_cited
from budgeting.views.common import (
    back_from,
    back_of,
    back_query,
    check_editable,
    keys_among,
    posted_version,
    refused,
    require,
    visible_line,
)
from budgeting.views.finding import in_json
from budgeting.views.observations import asked_about_line
from budgeting.views.offers import Offers, offer_actions, search_form
from budgeting.views.proposals import context_of
from budgeting.views.rows import last_editor
from budgeting.views.suggesting import AT, decide, shows_aside, suggested
from programme.models import Action


@dataclass
class Citing:
    """What the page holds: the rows of the form, what is wrong, what was searched."""

    line: SpendingLine
    search: SearchForm
    rows: list[CitationForm]
    shared: str
    version: int
    errors: list[str] = field(default_factory=list)
    saved_meanwhile: list = field(default_factory=list)
    gone: bool = False
    goes_on: bool = False  # to the suggestions, of which one was decided about

    def is_valid(self) -> bool:
        """Whether every row reads; each is checked, so that each shows its errors."""
        return not sum(not row.is_valid() for row in self.rows)


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
        return _page(request, _as_saved(line, search_form(line, request.GET)))
    except WorkflowError as error:
        return refused(request, error, line.proposal)


def _without_line(request: HttpRequest, line: SpendingLine) -> HttpResponse:
    """What was chosen for a line that somebody removed meanwhile: kept in the page.

    With the button that asks for it the line comes back, and cites what was chosen.
    """
    citing = _as_typed(request, line)
    citing.version, citing.gone = line.version, True
    if not request.POST.get("restore"):
        said = _("Somebody removed this line meanwhile. What you chose is still here.")
        citing.errors.append(said)
        return _page(request, citing, status=409)
    try:
        line = services.restore_line(line, by=request.user)
    except (WorkflowError, ValidationError) as error:
        citing.errors.extend(getattr(error, "messages", [str(error)]))
        return _page(request, citing, status=409)
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


def _as_saved(line: SpendingLine, search: SearchForm) -> Citing:
    citations = _citations_of(line)
    rows = saved_forms(citations)
    return Citing(line, search, rows, how_shared(citations), line.version)


def _citations_of(line: SpendingLine) -> list:
    found = line.citations.select_related("action__right", "programme")
    return list(found.order_by("programme__code", "action__code"))


def _take(
    request: HttpRequest, line: SpendingLine, version: int | None = None
) -> HttpResponse:
    """Save what was typed and ticked, then go where the button says."""
    decided = decide(request, line)
    citing = _as_typed(request, line)
    citing.version = version or citing.version
    citing.goes_on = decided or shows_aside(request)
    if not (citing.rows or request.POST.get("remove")):
        return _without_actions(request, citing)
    if not citing.is_valid():
        return _page(request, citing)
    try:
        saved = services.cite_actions(
            line,
            by=request.user,
            citations=[row.cited() for row in citing.rows],
            version=citing.version,
        )
    except StaleVersion as stale:
        citing.version = stale.saved.version
        citing.saved_meanwhile = _citations_of(stale.saved)
        return _page(request, citing, status=409)
    except (WorkflowError, ValidationError) as error:
        citing.errors.extend(getattr(error, "messages", [str(error)]))
        return _page(request, citing, status=409)
    record_cited(line, {row.action.pk for row in citing.rows}, by=request.user)
    if saved.version != line.version:
        messages.success(request, _said(citing))
    return _next(request, citing)


def _as_typed(request: HttpRequest, line: SpendingLine) -> Citing:
    """The rows as typed, with what was ticked added and what was removed left out."""
    data = request.POST
    shared = OWN if data.get("shared") == OWN else EQUAL
    removed = keys_among([*data.getlist("remove"), *data.getlist("reject")])
    keys = keys_among([*data.getlist("cited"), *data.getlist("add")]) - removed
    actions = Action.objects.filter(
        pk__in=keys, programme__years=line.proposal.fiscal_year
    ).select_related("right", "programme")
    rows = [
        CitationForm(action, data, shared=shared)
        for action in actions.order_by("programme__code", "code")
    ]
    read = posted_version(request)
    version = line.version if read is None else read
    return Citing(line, search_form(line, data), rows, shared, version)


def _without_actions(request: HttpRequest, citing: Citing) -> HttpResponse:
    """A search with nothing cited yet goes on; anything else asks for an action."""
    wanted = request.POST.get("do")
    if citing.goes_on or wanted == "search" and citing.search.is_valid():
        return redirect(_address(request, citing))
    citing.rows = saved_forms(_citations_of(citing.line))
    citing.errors.append(_("Tick at least one action, or search for another."))
    return _page(request, citing)


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


def _said(citing: Citing) -> str:
    """What was saved, in words."""
    count = len(citing.rows)
    said = ngettext(
        "Line %(code)s cites %(count)s action.",
        "Line %(code)s cites %(count)s actions.",
        count,
    )
    return said % {"code": citing.line.code, "count": count}


def _next(request: HttpRequest, citing: Citing) -> HttpResponse:
    """After saving: the lines, the next uncited line, or this page to go on."""
    wanted, line = request.POST.get("do"), citing.line
    if wanted not in ("save", "next"):
        return redirect(_address(request, citing))
    following = _next_uncited(line) if wanted == "next" else None
    if following:
        cite = reverse("budgeting:line_cite", args=[following.pk])
        return redirect(cite + back_query(request))
    lines = reverse("budgeting:framework_detail", args=[line.framework_id])
    return redirect(back_from(request, line.proposal_id, f"line-{line.pk}") or lines)


def _next_uncited(line: SpendingLine) -> SpendingLine | None:
    """Another line of the proposal that cites nothing yet."""
    lines = SpendingLine.objects.kept().uncited()
    others = lines.filter(proposal=line.proposal_id, screened="").exclude(pk=line.pk)
    return others.order_by("framework__position", "framework", "position", "pk").first()


def _page(request: HttpRequest, citing: Citing, status: int = 200) -> HttpResponse:
    line = citing.line
    year = line.proposal.fiscal_year
    saved = _citations_of(line)
    amounts = {
        shown.citation.action_id: shown.amount
        for shown in money_by_citation(line.amount, saved)
    }
    cited = {row.action.pk for row in citing.rows}
    offers: Offers | None = None
    if citing.search.is_valid():
        offers = offer_actions(line, citing.search, leave_out=cited)
    context = {
        **context_of(line.proposal),
        "line": line,
        "back": back_of(request),
        "citing": citing,
        "rows": [(row, amounts.get(row.action.pk)) for row in citing.rows],
        "offers": offers,
        "suggestions": suggested(request, line, cited=cited),
        "row_errors": [e for row in citing.rows for e in _links(row)],
        "another": _next_uncited(line),
        "may_screen": year.linking == FiscalYear.Linking.REQUESTED,
        "editor": last_editor(line.proposal, "citations", line.code),
        "asked": asked_about_line(request, line),
    }
    return render(request, "budgeting/line_cite.html", context, status=status)


def _links(row: CitationForm) -> list[tuple[str, str]]:
    """What is wrong with a row: the id of the field, the sentence."""
    if not row.is_bound:
        return []
    return [
        (row[name].auto_id, sentence)
        for name, errors in row.errors.items()
        for sentence in errors
    ]

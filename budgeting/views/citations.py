"""The officer's page of what a line cites: search, tick, share, save; one form.

Every button saves all that was typed, so that a search loses nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting import services
from budgeting.exceptions import StaleVersion, WorkflowError
from budgeting.forms import CitationForm, SearchForm
from budgeting.forms.citations import EQUAL, OWN, how_shared, saved_forms
from budgeting.models import FiscalYear, SpendingLine
from budgeting.overview import money_by_citation
from budgeting.services import SetAside
from budgeting.services.locks import kept_line
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
from budgeting.views.common import check_editable, refused, visible_line
from budgeting.views.offers import Offer, offer_actions, search_form
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.rows import last_editor
from budgeting.views.settling import BEFORE, MINE, TRIES, WAYS, chosen
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
    before: str = ""  # what the page was made from
    since: str = ""  # and, where a choice is asked, what stood before that
    choice: Choice | None = None

    def is_valid(self) -> bool:
        """Whether every row reads; each is checked, so that each shows its errors."""
        return not sum(not row.is_valid() for row in self.rows)


@login_required
def line_cite(request: HttpRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    try:
        check_editable(request, line.proposal)
        kept_line(line.proposal, line.pk)
        if request.method == "POST":
            return _take(request, line)
        return _page(request, _as_saved(line, search_form(line, request.GET)))
    except WorkflowError as error:
        if request.method != "POST":
            return refused(request, error, line.proposal)
        citing = _as_typed(request, line)  # what was typed stays in the page
        citing.errors.append(str(error))
        return _page(request, citing, status=409)


def _as_saved(line: SpendingLine, search: SearchForm) -> Citing:
    citations = _citations_of(line)
    rows = saved_forms(citations)
    made_from = packed(as_saved(citations))
    shared = how_shared(citations)
    return Citing(line, search, rows, shared, line.version, before=made_from)


def _citations_of(line: SpendingLine) -> list:
    found = line.citations.select_related("action__right", "programme")
    return list(found.order_by("programme__code", "action__code"))


def _take(request: HttpRequest, line: SpendingLine) -> HttpResponse:
    """Save what was typed and ticked, then go where the button says."""
    citing = _as_typed(request, line)
    if citing.choice:
        return _chosen(request, citing)
    if not (citing.rows or request.POST.get("remove")):
        return _without_actions(request, citing)
    return _saved(request, citing) if citing.is_valid() else _page(request, citing)


def _saved(
    request: HttpRequest, citing: Citing, lost: dict[str, str] | None = None
) -> HttpResponse:
    """Save, together with what a colleague saved meanwhile; or ask which stays."""
    version = citing.line.version
    for _turn in range(TRIES):
        try:
            saved = _cite(request, citing, lost or {})
        except StaleVersion as stale:
            if not _join(request, citing, stale.saved):
                return _page(request, citing, status=409)
        except (WorkflowError, ValidationError) as error:
            citing.errors.extend(getattr(error, "messages", [str(error)]))
            return _page(request, citing, status=409)
        else:
            if saved and saved.version != version:
                messages.success(request, _said(citing))
            return _next(request, citing)
    citing.errors.append(_("Colleagues are saving this right now. Save once more."))
    return _page(request, citing, status=409)


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
    saved = as_saved(_citations_of(line))
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
    if choice.chosen not in WAYS:
        citing.errors.append(_("Choose whose citations stay."))
        return _page(request, citing, status=409)
    if choice.chosen == MINE:
        citing.choice = None
        return _saved(request, citing) if citing.is_valid() else _page(request, citing)
    lost = {"citations": "\n".join(choice.mine)}
    kept = citing.since if choice.chosen == BEFORE else citing.before
    stays = unpacked(kept)
    if stays is None:
        citing.errors.append(_("Choose whose citations stay."))
        return _page(request, citing, status=409)
    citing.rows, citing.shared = rows_of(stays, citing.line), stays.shared
    citing.choice = None
    return _saved(request, citing, lost)


def _as_typed(request: HttpRequest, line: SpendingLine) -> Citing:
    """The rows as typed, with what was ticked added and what was removed left out."""
    data = request.POST
    shared = OWN if data.get("shared") == OWN else EQUAL
    removed = _keys(data.getlist("remove"))
    keys = _keys([*data.getlist("cited"), *data.getlist("add")]) - removed
    actions = Action.objects.filter(
        pk__in=keys, programme__years=line.proposal.fiscal_year
    ).select_related("right", "programme")
    rows = [
        CitationForm(action, data, shared=shared)
        for action in actions.order_by("programme__code", "code")
    ]
    typed = data.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() else line.version
    citing = Citing(line, search_form(line, data), rows, shared, version)
    citing.before, citing.since = data.get("before", ""), data.get("since", "")
    if "citations" in data.getlist("clash"):
        lists = (as_typed(rows, shared), unpacked(citing.before))
        texts = [in_words(one) for one in (*lists, unpacked(citing.since))]
        citing.choice = Choice(*texts, chosen=chosen(data, "citations"))
    return citing


def _keys(typed: Iterable[str]) -> set[int]:
    """The keys among what a form sent; anything else names no action."""
    return {
        int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19
    }


def _without_actions(request: HttpRequest, citing: Citing) -> HttpResponse:
    """A search with nothing cited yet goes on; anything else asks for an action."""
    if request.POST.get("do") == "search" and citing.search.is_valid():
        return redirect(_address(citing))
    citing.rows = saved_forms(_citations_of(citing.line))
    citing.errors.append(_("Tick at least one action, or search for another."))
    return _page(request, citing)


def _address(citing: Citing) -> str:
    """This page with the search as it is; without one that cannot be read."""
    page = reverse("budgeting:line_cite", args=[citing.line.pk])
    if not citing.search.is_valid():
        return page
    asked = {k: v for k, v in citing.search.cleaned_data.items() if v}
    return f"{page}?{urlencode(asked)}" if asked else page


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
        return redirect(_address(citing))
    following = _next_uncited(line) if wanted == "next" else None
    if following:
        return redirect("budgeting:line_cite", following.pk)
    return redirect("budgeting:framework_detail", line.framework_id)


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
    offers: list[Offer] | None = None
    if citing.search.is_valid():
        cited = {row.action.pk for row in citing.rows}
        offers = offer_actions(line, citing.search, leave_out=cited)
    context = {
        **context_of(line.proposal),
        **here(request, line.proposal, f"citations-{line.pk}"),
        "line": line,
        "citing": citing,
        "rows": [(row, amounts.get(row.action.pk)) for row in citing.rows],
        "offers": offers,
        "row_errors": [e for row in citing.rows for e in _links(row)],
        "another": _next_uncited(line),
        "may_screen": year.linking == FiscalYear.Linking.REQUESTED,
        "editor": last_editor(line.proposal, "citations", line.code),
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

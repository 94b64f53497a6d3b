"""The page that cites many lines at once: choose, preview, apply all or none.

Every button posts all that was chosen and typed; nothing is saved before the last one.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from budgeting import services
from budgeting.bulk import How, Plan, total
from budgeting.exceptions import LinesNotSaved, WorkflowError
from budgeting.forms.base import whole_number
from budgeting.forms.bulk import HowForm
from budgeting.models import SpendingLine
from budgeting.services import LineDraft
from budgeting.views.chosen import PLANNING, Citing, as_asked, can_be_planned
from budgeting.views.common import (
    check_editable,
    refused,
    visible_proposal,
)
from budgeting.views.offers import Finder, Offers, offers_of
from budgeting.views.proposals import context_of

MOMENTARY = {"do", "remove", "instead", "versions", "csrfmiddlewaretoken"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_cite(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    try:
        check_editable(request, proposal)
    except WorkflowError as error:
        return refused(request, error, proposal)
    citing = as_asked(proposal, request.POST if request.POST else request.GET)
    wanted = request.POST.get("do")
    if wanted not in PLANNING or not can_be_planned(citing):
        return _choose_page(request, citing)
    if wanted == "apply":
        return _apply(request, citing)
    return _preview_page(request, citing)


def _apply(request: HttpRequest, citing: Citing) -> HttpResponse:
    """Save what the preview showed, all or none; else show the preview anew."""
    plan = citing.plan()
    shown = _versions(request.POST.get("versions", ""))
    stale = [
        one.line for one in plan.changes if shown.get(one.line.pk) != one.line.version
    ]
    if stale:
        return _preview_page(request, citing, changed=stale)
    try:
        services.save_lines(
            citing.proposal,
            by=request.user,
            drafts=_drafts(plan),
            whole=True,
            what="citations of many lines",
        )
    except LinesNotSaved as error:
        return _not_saved(request, citing, plan, error)
    except WorkflowError as error:
        return refused(request, error, citing.proposal)
    messages.success(request, _done(len(plan.changes)))
    return redirect("budgeting:proposal_detail", citing.proposal.pk)


def _drafts(plan: Plan) -> list[LineDraft]:
    """What the lines that change are to cite."""
    return [
        LineDraft(
            framework=one.line.framework_id,
            values={},
            line=one.line.pk,
            version=one.line.version,
            citations=one.cited,
        )
        for one in plan.changes
    ]


def _not_saved(
    request: HttpRequest, citing: Citing, plan: Plan, error: LinesNotSaved
) -> HttpResponse:
    """The preview anew, with the lines that could not be saved."""
    again = as_asked(citing.proposal, request.POST)
    can_be_planned(again)
    again.errors += [("lines", said) for said in _reasons(error, plan)]
    changed = [line for _index, line in error.conflicts]
    return _preview_page(request, again, changed=changed)


def _reasons(error: LinesNotSaved, plan: Plan) -> list[str]:
    """Why lines were refused, each named."""
    return [
        f"{plan.changes[index].line.code}: {' '.join(sentences)}"
        for index, faults in error.refused
        for sentences in faults.values()
    ]


def _done(count: int) -> str:
    if not count:
        return _("Every line was so already: nothing was changed.")
    said = ngettext(
        "%(count)s line was changed. One undo takes it back.",
        "%(count)s lines were changed. One undo takes all of them back.",
        count,
    )
    return said % {"count": count}


def _versions(typed: str) -> dict[int, int]:
    """Line by line the version that the preview showed: `12:3 14:1`."""
    found = {}
    for one in typed.split():
        line, version = map(whole_number, one.partition(":")[::2])
        if line is not None and version is not None:
            found[line] = version
    return found


def _choose_page(request: HttpRequest, citing: Citing) -> HttpResponse:
    offers: Offers | None = None
    if citing.search.is_valid():
        chosen = {row.action.pk for row in citing.rows}
        offers = offers_of(Finder(citing.proposal), citing.search, leave_out=chosen)
    how = HowForm({"how": citing.how})
    context = {
        **context_of(citing.proposal),
        "citing": citing,
        "how": how,
        "offers": offers,
        "wrong": citing.errors,
    }
    status = 400 if citing.errors else 200
    return render(request, "budgeting/proposal_cite.html", context, status=status)


def _preview_page(
    request: HttpRequest, citing: Citing, *, changed: list[SpendingLine] | None = None
) -> HttpResponse:
    plan = citing.plan()
    context = {
        **context_of(citing.proposal),
        "citing": citing,
        "plan": plan,
        "total": total(plan),
        "how": How(citing.how).label,
        "changed": changed,
        "wrong": citing.errors,
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in MOMENTARY
            for value in values
        ],
        "versions": " ".join(f"{one.line.pk}:{one.line.version}" for one in plan.lines),
    }
    status = 409 if changed or citing.errors else 200
    page = "budgeting/proposal_cite_preview.html"
    return render(request, page, context, status=status)

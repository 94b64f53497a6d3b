"""The page on which Finance observes: on the proposal or on a part of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _

from budgeting import services
from budgeting.dues import proposed_due
from budgeting.forms import ObservationForm
from budgeting.models import (
    Citation,
    Observation,
    ObservationCode,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.permissions import is_finance
from budgeting.services import About
from budgeting.views.common import perform, require, visible_proposal
from budgeting.views.proposals import context_of

Kind = ObservationCode.About


@login_required
def observation_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Observe on the proposal, or on the part of it that the address names."""
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    about = _about(request, proposal)
    form = observing(request, proposal, _kind(about), _citations(about))
    if about.citation and not form.is_bound:
        form.initial.setdefault("citation", str(about.citation.pk))
    if not form.is_bound:
        status: int | None = 200
    else:
        status = perform(form, lambda said: _observe(request, proposal, about, said))
    if status is None:
        messages.success(request, _("The observation is recorded."))
        return redirect(_place(proposal, about))
    part = about.line or about.framework or proposal
    context = {
        **context_of(proposal),
        "form": form,
        "about": about,
        "thing": f"observe-{type(part).__name__.lower()}-{part.pk}",
        "back": _place(proposal, about),
    }
    return render(request, "budgeting/observation_form.html", context, status=status)


def observing(
    request: HttpRequest,
    proposal: Proposal,
    first: str,
    citations: Sequence[Citation] = (),
) -> ObservationForm:
    """The form with what was sent, the codes about `first` in front; unbound for a new
    page, and where a standard text is only to be put into it."""
    told: dict[str, Any] = {
        "codes": ObservationCode.objects.in_use(),
        "citations": citations,
        "first": first,
    }
    if request.method == "POST" and request.POST.get("do") != "use":
        return ObservationForm(request.POST, **told)
    form = ObservationForm(**told)
    if request.method == "POST":
        form.initial = form.filled(request.POST)
        return form
    form.initial = {"due_on": proposed_due(proposal.fiscal_year)}
    if proposal.unit.is_autonomous:
        form.initial["severity"] = Observation.Severity.ADVISORY
    return form


def _observe(
    request: HttpRequest, proposal: Proposal, about: About, said: Mapping[str, Any]
) -> object:
    """Record what the form says, about the citation that it names if it names one."""
    named = said.get("citation")
    cited = {str(one.pk): one for one in _citations(about)}
    return services.observe(
        proposal,
        by=request.user,
        text=said["text"],
        about=about._replace(
            code=said["code"], citation=cited[named] if named else None
        ),
        severity=said["severity"],
        due_on=said["due_on"],
    )


def _about(request: HttpRequest, proposal: Proposal) -> About:
    """The part of the proposal that the address names; 404 for one of another."""
    asked = {name: request.GET.get(name) for name in ("citation", "line", "framework")}
    if not all(one is None or one.isdecimal() for one in asked.values()):
        raise Http404
    lines = SpendingLine.objects.filter(proposal=proposal).select_related("framework")
    if asked["citation"]:
        citations = Citation.objects.filter(line__proposal=proposal)
        found = get_object_or_404(citations, pk=asked["citation"])
        return About(citation=found, line=lines.get(pk=found.line_id))
    if asked["line"]:
        return About(line=get_object_or_404(lines, pk=asked["line"]))
    if asked["framework"]:
        frameworks = PolicyFramework.objects.filter(proposal=proposal)
        return About(framework=get_object_or_404(frameworks, pk=asked["framework"]))
    return About()


def _citations(about: About) -> list[Citation]:
    """What the line cites, to be asked about one by one."""
    if about.line is None:
        return []
    cited = about.line.citations.select_related("action", "line__framework")
    return list(cited.order_by("action__code"))


def _kind(about: About) -> str:
    """What the codes that come first in the list are about."""
    if about.citation:
        return Kind.CITATION
    if about.line:
        return Kind.LINE
    return Kind.FRAMEWORK if about.framework else Kind.PROPOSAL


def _place(proposal: Proposal, about: About) -> str:
    """Where the reviewer was reading."""
    page = resolve_url("budgeting:review_detail", proposal.pk)
    if about.line:
        return f"{page}#line-{about.line.pk}"
    return f"{page}#framework-{about.framework.pk}" if about.framework else page

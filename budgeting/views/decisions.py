"""What Finance decides about a proposal: observe, resolve, return, approve, reopen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgeting import services
from budgeting.forms import (
    ObservationForm,
    PublicReasonForm,
    ReasonForm,
    ResolveForm,
    ReturnForm,
)
from budgeting.models import PolicyFramework, Proposal, SpendingLine
from budgeting.permissions import is_finance
from budgeting.services import About
from budgeting.views.common import (
    attempt,
    bind,
    perform,
    require,
    visible_observation,
    visible_proposal,
)
from budgeting.views.proposals import context_of
from programme.step_up import fresh_factor_required


@login_required
def observation_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Observe on the proposal, or on the framework or line that the address names."""
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    about = _about(request, proposal)
    form = bind(ObservationForm, request)
    status = perform(
        form,
        lambda said: services.observe(
            proposal,
            by=request.user,
            text=said["text"],
            about=about._replace(code=said["code"]),
            severity=said["severity"],
            due_on=said["due_on"],
        ),
    )
    if status is None:
        messages.success(request, _("The observation is recorded."))
        return redirect("budgeting:review_detail", proposal.pk)
    part = about.line or about.framework or proposal
    thing = f"observe-{type(part).__name__.lower()}-{part.pk}"
    context = {**context_of(proposal), "form": form, "about": about, "thing": thing}
    return render(request, "budgeting/observation_form.html", context, status=status)


def _about(request: HttpRequest, proposal: Proposal) -> About:
    """The part of the proposal that the address names; 404 for one of another."""
    line, framework = request.GET.get("line"), request.GET.get("framework")
    if not all(one is None or one.isdecimal() for one in (line, framework)):
        raise Http404
    if line:
        lines = SpendingLine.objects.select_related("framework")
        return About(line=get_object_or_404(lines, pk=line, proposal=proposal))
    if framework:
        return About(
            framework=get_object_or_404(
                PolicyFramework, pk=framework, proposal=proposal
            )
        )
    return About()


@login_required
@require_POST
def observation_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    observation = visible_observation(request, pk)
    require(is_finance(request.user))
    form = ResolveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose whether it was solved or withdrawn."))
        return redirect("budgeting:review_detail", observation.proposal_id)
    attempt(
        request,
        lambda: services.resolve_observation(
            observation, by=request.user, resolution=form.cleaned_data["resolution"]
        ),
        done=_("The observation is closed."),
    )
    return redirect("budgeting:review_detail", observation.proposal_id)


@login_required
def proposal_return(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    form = bind(ReturnForm, request)
    status = perform(
        form,
        lambda said: services.return_proposal(
            proposal, by=request.user, note=said["note"], due_on=said["due_on"]
        ),
    )
    if status is None:
        messages.success(request, _("The proposal is back with its unit."))
        return redirect("budgeting:review_detail", proposal.pk)
    context = {
        **context_of(proposal),
        "form": form,
        "thing": f"return-{proposal.pk}",
        "open": proposal.observations.open().select_related("line"),
    }
    return render(request, "budgeting/proposal_return.html", context, status=status)


@login_required
@require_POST
@fresh_factor_required
def proposal_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the submission whose hash the page showed."""
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    seen = request.POST.get("content_hash", "")
    if not seen:
        messages.error(
            request, _("Read the proposal first, then approve what you read.")
        )
        return redirect("budgeting:review_detail", proposal.pk)
    attempt(
        request,
        lambda: services.approve_proposal(proposal, by=request.user, content_hash=seen),
        done=_("The proposal is approved."),
    )
    return redirect("budgeting:review_detail", proposal.pk)


@login_required
def proposal_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    published = proposal.fiscal_year.published_at  # from then on the reason is public
    form = bind(PublicReasonForm if published else ReasonForm, request)
    status = perform(
        form,
        lambda said: services.reopen_proposal(
            proposal, by=request.user, reason=said["reason"]
        ),
    )
    if status is None:
        messages.success(request, _("The proposal is open again, with its unit."))
        return redirect("budgeting:review_detail", proposal.pk)
    thing = f"reopen-{proposal.pk}"
    context = {**context_of(proposal), "form": form, "thing": thing}
    return render(request, "budgeting/proposal_reopen.html", context, status=status)

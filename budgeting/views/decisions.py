"""What Finance decides about a proposal: return, approve, reopen."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgeting import services
from budgeting.dues import proposed_due
from budgeting.forms import PublicReasonForm, ReasonForm, ReturnForm
from budgeting.models import Observation, Proposal
from budgeting.overview import Asked, Asking, asking_of
from budgeting.permissions import is_finance
from budgeting.views.common import (
    attempt,
    bind,
    perform,
    require,
    visible_proposal,
)
from budgeting.views.proposals import context_of
from programme.step_up import fresh_factor_required


@login_required
def proposal_return(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    open_ones = asking_of(proposal, proposal.observations.open().for_reading())
    form = bind(ReturnForm, request, initial={"due_on": _due(proposal, open_ones)})
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
        "open": open_ones,
        "groups": _by_severity(open_ones),
    }
    return render(request, "budgeting/proposal_return.html", context, status=status)


def _due(proposal: Proposal, asking: Asking) -> date:
    """The day proposed for the return: the latest of its open observations."""
    latest = max((one.due for one in asking.all if one.due), default=None)
    year = proposal.fiscal_year
    return latest if latest and latest >= year.today() else proposed_due(year)


def _by_severity(asking: Asking) -> list[tuple[str, list[Asked]]]:
    """The open observations, the blocking ones first, in the order of the unit."""
    groups = [
        (severity.label, [a for a in asking.all if a.observation.severity == severity])
        for severity in Observation.Severity
    ]
    return [(label, own) for label, own in groups if own]


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
    approved = attempt(
        request,
        lambda: services.approve_proposal(proposal, by=request.user, content_hash=seen),
        done=_("The proposal is approved."),
    )
    again = "" if approved else _what_came(request, proposal, seen)
    return redirect(f"{resolve_url('budgeting:review_detail', proposal.pk)}{again}")


def _what_came(request: HttpRequest, proposal: Proposal, seen: str) -> str:
    """Where another submission came after the one that was read: what it changed.

    Gives the query of the page on which it is read beside that one.
    """
    submissions = proposal.submissions.defer("content").order_by("-number")
    last = submissions.first()
    read = submissions.filter(content_hash=seen).first()
    if not last or not read or last.number == read.number:
        return ""
    said = {"new": last.number, "person": last.signer, "old": read.number}
    messages.warning(
        request,
        _(
            "This is submission %(new)s, of %(person)s. You had read submission "
            "%(old)s: below is what differs from it, line by line."
        )
        % said,
    )
    return f"?show=submission&since={read.number}#changes"


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

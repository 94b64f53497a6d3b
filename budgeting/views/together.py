"""Many submitted proposals returned or approved at once, each on its own."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.forms import ReturnForm
from budgeting.models import Proposal
from budgeting.permissions import is_finance
from budgeting.together import Candidate, candidates_of
from budgeting.views.common import OF_PROPOSAL, keys_among, require
from budgeting.workflow import Status
from programme.step_up import fresh_factor_required

Done = list[tuple[Candidate, str]]  # each with why it was not done; empty if it was


@login_required
def many_return(request: HttpRequest) -> HttpResponse:
    """Show the ticked proposals, then return them with one note and one day."""
    require(is_finance(request.user))
    candidates = _candidates(request, Status.RETURNED)
    sent = request.method == "POST"
    form = ReturnForm(request.POST if sent else None)
    if sent and candidates and form.is_valid():
        said = form.cleaned_data
        done = _each(
            candidates,
            lambda one: services.return_proposal(
                one.proposal,
                by=request.user,
                note=said["note"],
                due_on=said["due_on"],
                content_hash=_seen(request, one),
            ),
        )
        return _told(request, done, Status.RETURNED)
    return _asked(request, candidates, Status.RETURNED, form=form)


@login_required
def many_approve(request: HttpRequest) -> HttpResponse:
    """Show the ticked proposals, then approve each as the page showed it."""
    require(is_finance(request.user))
    if request.method == "POST":
        return _approve(request)
    candidates = _candidates(request, Status.APPROVED)
    return _asked(request, candidates, Status.APPROVED)


@fresh_factor_required
def _approve(request: HttpRequest) -> HttpResponse:
    candidates = _candidates(request, Status.APPROVED)
    if not candidates:
        return _asked(request, candidates, Status.APPROVED)
    done = _each(
        candidates,
        lambda one: services.approve_proposal(
            one.proposal, by=request.user, content_hash=_seen(request, one)
        ),
    )
    return _told(request, done, Status.APPROVED)


def _candidates(request: HttpRequest, to: str) -> list[Candidate]:
    """The ticked proposals that this person may read."""
    sent = request.POST if request.method == "POST" else request.GET
    visible = Proposal.objects.visible_to(request.user)
    ticked = visible.filter(pk__in=keys_among(sent.getlist("pk")))
    proposals = list(ticked.select_related(*OF_PROPOSAL))
    return candidates_of(proposals, to=to, by=request.user)


def _seen(request: HttpRequest, one: Candidate) -> str:
    """The hash that the page showed of this proposal; empty if it showed none."""
    return request.POST.get(f"hash-{one.proposal.pk}", "")


def _each(candidates: list[Candidate], service: Callable[[Candidate], object]) -> Done:
    """Decide about one after the other, each in a transaction of its own."""
    return [(one, _why_not(one, service)) for one in candidates]


def _why_not(one: Candidate, service: Callable[[Candidate], object]) -> str:
    """Do it; or say why it was not done."""
    if one.cautions:
        return " ".join(one.cautions)
    try:
        service(one)
    except (WorkflowError, PermissionDenied) as error:
        return str(error) or _("You may not do this.")
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _asked(
    request: HttpRequest, candidates: list[Candidate], to: str, **more: Any
) -> HttpResponse:
    """The page that shows what was ticked, before anything is done."""
    ready = [one for one in candidates if not one.blocks]
    context = {
        "candidates": candidates,
        "ready": ready,
        "total": sum(one.row.counts.amount for one in ready),
        "approves": to == Status.APPROVED,
        **more,
    }
    return render(request, "budgeting/many_confirm.html", context)


def _told(request: HttpRequest, done: Done, to: str) -> HttpResponse:
    """The page that says what was done, and what was not and why."""
    context = {
        "done": [one for one, why in done if not why],
        "refused": [(one, why) for one, why in done if why],
        "approves": to == Status.APPROVED,
    }
    return render(request, "budgeting/many_done.html", context)

"""How observations end: one closed from where it is read, or many at once."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.forms import ResolveForm
from budgeting.forms.base import whole_number
from budgeting.models import Proposal
from budgeting.overview import Asked, AskedState, asking_of
from budgeting.permissions import is_finance
from budgeting.views.common import (
    attempt,
    require,
    visible_observation,
    visible_proposal,
)
from budgeting.views.proposals import context_of


@login_required
@require_POST
def observation_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    observation = visible_observation(request, pk)
    require(is_finance(request.user))
    form = ResolveForm(request.POST)
    page = resolve_url("budgeting:review_detail", observation.proposal_id)
    if not form.is_valid():
        messages.error(request, _("Choose whether it was solved or withdrawn."))
        return redirect(page)
    attempt(
        request,
        lambda: services.resolve_observation(
            observation, by=request.user, resolution=form.cleaned_data["resolution"]
        ),
        done=_("The observation is closed."),
    )
    return redirect(page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def observation_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The open observations with their threads, to close those that are ticked."""
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    read = _read(request.POST.getlist("observation"))
    form = ResolveForm(request.POST if "resolution" in request.POST else None)
    if not form.is_valid():
        return _page(request, proposal, read)
    if not read:
        return _page(request, proposal, read, wrong=_("Tick what is to be closed."))
    try:
        closed = services.resolve_observations(
            proposal,
            by=request.user,
            read=read,
            resolution=form.cleaned_data["resolution"],
        )
    except WorkflowError as error:
        return _page(request, proposal, read, wrong=str(error))
    messages.success(request, _closed(len(closed)))
    address = resolve_url("budgeting:review_detail", proposal.pk)
    return redirect(f"{address}#observations")


def _page(
    request: HttpRequest, proposal: Proposal, read: dict[int, int | None], wrong=""
) -> HttpResponse:
    asked = asking_of(proposal, proposal.observations.open().for_reading()).all
    ticked = _ticked(request.POST.get("do"), asked, read)
    context = {
        **context_of(proposal),
        "asked": [(one, one.observation.pk in ticked) for one in asked],
        "answered": sum(one.state == AskedState.ANSWERED for one in asked),
        "wrong": wrong,
    }
    status = 409 if wrong else 200
    return render(request, "budgeting/observation_close.html", context, status=status)


def _ticked(button: str | None, asked: list[Asked], read: Iterable[int]) -> set[int]:
    """What is ticked, with what the buttons for many change in it."""
    if button == "none":
        return set()
    taken = {"all": AskedState.values, "answered": [AskedState.ANSWERED]}
    states = taken.get(button or "", [])
    return {*read} | {one.observation.pk for one in asked if one.state in states}


def _read(typed: Iterable[str]) -> dict[int, int | None]:
    """The observations ticked, each with the last message shown: `12:40`, `13:0`."""
    found: dict[int, int | None] = {}
    for one in typed:
        observation, last = map(whole_number, one.partition(":")[::2])
        if observation is not None and last is not None:
            found[observation] = last or None
    return found


def _closed(count: int) -> str:
    if not count:
        return _("These observations were closed before.")
    said = ngettext(
        "%(count)s observation is closed.", "%(count)s observations are closed.", count
    )
    return said % {"count": count}

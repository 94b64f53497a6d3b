"""What the unit answers to Finance's observations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from budgeting import services
from budgeting.forms import ReplyForm
from budgeting.models import Observation
from budgeting.overview import Asked, asking_of
from budgeting.permissions import is_author
from budgeting.views.common import bind, perform, require, visible_observation
from budgeting.views.observations import address_after_answer
from budgeting.views.proposals import context_of


@login_required
def observation_reply(request: HttpRequest, pk: int) -> HttpResponse:
    observation = visible_observation(request, pk)
    proposal = observation.proposal
    require(is_author(request.user, proposal))
    form = bind(ReplyForm, request, initial={"text": observation.reply})
    status = perform(
        form,
        lambda said: services.reply_to_observation(
            observation, by=request.user, text=said["text"]
        ),
    )
    if status is None:
        messages.success(request, _("Your answer is kept."))
        place = request.POST.get("place", "")
        return redirect(address_after_answer(observation, place))
    context = {**context_of(proposal), "asked": _asked(observation), "form": form}
    return render(request, "budgeting/observation_reply.html", context, status=status)


def _asked(observation: Observation) -> Asked:
    return asking_of(observation.proposal, [observation]).all[0]

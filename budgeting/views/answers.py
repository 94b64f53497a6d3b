"""What the unit answers to Finance's observations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from budgeting import services
from budgeting.forms import ReplyForm
from budgeting.models import Observation
from budgeting.overview import asking_of
from budgeting.permissions import is_author
from budgeting.views.common import bind, require, visible_observation
from budgeting.views.observations import address_after_answer
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.wording import Wording, answered


@login_required
def observation_reply(request: HttpRequest, pk: int) -> HttpResponse:
    observation = visible_observation(request, pk)
    proposal = observation.proposal
    require(is_author(request.user, proposal))
    saved = {"text": observation.reply, "before": observation.reply}
    form = bind(ReplyForm, request, initial=saved)
    status = answered(request, form, _wording(request, observation))
    if status is None:
        messages.success(request, _("Your answer is kept."))
        place = request.POST.get("place", "")
        return redirect(address_after_answer(observation, place))
    observation.refresh_from_db()
    context = {
        **context_of(proposal),
        **here(request, proposal, f"answer-{observation.pk}"),
        "asked": asking_of(proposal, [observation]).all[0],
        "form": form,
        "editor": {"by": observation.replied_by, "at": observation.replied_at},
    }
    return render(request, "budgeting/observation_reply.html", context, status=status)


def _wording(request: HttpRequest, observation: Observation) -> Wording:
    def save(text: str, before: str | None) -> object:
        return services.reply_to_observation(
            observation, by=request.user, text=text, before=before
        )

    return Wording(observation.proposal, "answer", observation.line_code, save, "reply")

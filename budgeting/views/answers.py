"""What is said under an observation: the unit answers, Finance asks back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _

from budgeting import services
from budgeting.dues import proposed_due
from budgeting.forms import AskBackForm, ReplyForm
from budgeting.forms.base import DeskForm, whole_number
from budgeting.models import Observation
from budgeting.overview import Asked, asking_of
from budgeting.permissions import is_author, is_finance
from budgeting.views.common import bind, perform, require, visible_observation
from budgeting.views.observations import address_after_answer, saved_answer
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.wording import Wording, answered


@login_required
def observation_reply(request: HttpRequest, pk: int) -> HttpResponse:
    observation = visible_observation(request, pk)
    proposal = observation.proposal
    require(is_author(request.user, proposal))
    form = bind(ReplyForm, request, initial=saved_answer(_asked(observation)))
    status = answered(request, form, _wording(request, observation))
    if status is None:
        messages.success(request, _("Your answer is kept."))
        place = request.POST.get("place", "")
        return redirect(address_after_answer(observation, place))
    asked = _asked(observation)
    _say_anew(form, "asked", saved_answer(asked)["asked"])
    context = {
        **context_of(proposal),
        **here(request, proposal, f"answer-{observation.pk}"),
        "asked": asked,
        "form": form,
        "editor": {
            "by": asked.observation.replied_by,
            "at": asked.observation.replied_at,
        },
    }
    return render(request, "budgeting/observation_reply.html", context, status=status)


@login_required
def observation_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Finance asks back under an observation."""
    observation = visible_observation(request, pk)
    proposal = observation.proposal
    require(is_finance(request.user))
    asked = _asked(observation)
    read = str(asked.last.pk if asked.last else 0)
    due = max(filter(None, [asked.due, proposed_due(proposal.fiscal_year)]))
    given = {"read": read, "due_on": due}
    form = bind(AskBackForm, request, initial=given)
    status = perform(
        form,
        lambda said: services.ask_back(
            observation,
            by=request.user,
            text=said["text"],
            due_on=said["due_on"],
            read=whole_number(said["read"]),
        ),
    )
    if status is None:
        messages.success(request, _("Your message is with the unit."))
        page = resolve_url("budgeting:review_detail", proposal.pk)
        return redirect(f"{page}#observation-{observation.pk}")
    _say_anew(form, "read", read)
    context = {
        **context_of(proposal),
        "asked": asked,
        "form": form,
        "thing": f"ask-{observation.pk}",
    }
    return render(request, "budgeting/observation_ask.html", context, status=status)


def _asked(observation: Observation) -> Asked:
    """The observation as it is now, with its thread."""
    rows = Observation.objects.filter(pk=observation.pk).for_reading()
    return asking_of(observation.proposal, rows).all[0]


def _say_anew(form: DeskForm, name: str, value: str) -> None:
    """The page shows the thread as it is: what it sends back says so."""
    if form.is_bound:
        form.data = {key: form.data[key] for key in form.data} | {name: value}


def _wording(request: HttpRequest, observation: Observation) -> Wording:
    asked = whole_number(request.POST.get("asked", ""))

    def save(text: str, before: str | None) -> object:
        return services.reply_to_observation(
            observation, by=request.user, text=text, before=before, asked=asked
        )

    return Wording(observation.proposal, "answer", observation.line_code, save, "reply")

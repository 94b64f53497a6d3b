"""Who else has this form open, or reviews: shown when it is opened, and asked for
while it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from budgeting.models import Proposal
from budgeting.permissions import is_author
from budgeting.presence import beat, is_review, is_shared, met
from budgeting.views.asked import signed_out
from budgeting.views.common import visible_proposal
from programme.models import User


@never_cache
@require_POST
def proposal_here(request: HttpRequest, pk: int) -> HttpResponse:
    """A beat of an open form; answers who else has it open, in words."""
    if not request.user.is_authenticated:
        return signed_out(_("Your session ended."))
    proposal = visible_proposal(request, pk)
    thing = request.POST.get("thing", "")[:40]
    return JsonResponse({"here": arrive(request, proposal, thing)})


def arrive(request: HttpRequest, proposal: Proposal, thing: str) -> str:
    """Note that this person has the form open; who else has, as a sentence or nothing.

    Opening a page writes this trace and nothing else.
    """
    return _said(beat(proposal, by=request.user, thing=thing), thing)


def here(request: HttpRequest, proposal: Proposal, thing: str) -> dict[str, Any]:
    """What a page of a form needs to show who else has it open."""
    shared = is_shared(thing) and is_author(request.user, proposal)
    said = arrive(request, proposal, thing) if shared else ""
    return {"here": said, "thing": thing, "shared": shared}


def reviewing(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """The same of the page of a review, for one who is known to be of Finance."""
    thing = f"review-{proposal.pk}"
    said = _said(met(proposal, by=request.user, thing=thing), thing)
    return {"here": said, "thing": thing, "shared": True}


def _said(people: list[User], thing: str) -> str:
    """Who else is there, as a sentence or nothing."""
    if not people:
        return ""
    named = {"people": get_text_list([str(one) for one in people], _("and"))}
    if is_review(thing):
        return (
            ngettext(
                "%(people)s is reviewing this proposal now.",
                "%(people)s are reviewing this proposal now.",
                len(people),
            )
            % named
        )
    return (
        ngettext(
            "%(people)s is editing this form now.",
            "%(people)s are editing this form now.",
            len(people),
        )
        % named
    )

"""Who else has this form open: shown when it is opened, and asked for while it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from budgeting.models import Proposal
from budgeting.permissions import is_author
from budgeting.presence import beat, is_shared, others_at
from budgeting.views.asked import signed_out
from budgeting.views.common import visible_proposal


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
    beat(proposal, by=request.user, thing=thing)
    names = [str(one) for one in others_at(proposal, but=request.user, thing=thing)]
    if not names:
        return ""
    said = ngettext(
        "%(people)s is editing this form now.",
        "%(people)s are editing this form now.",
        len(names),
    )
    return said % {"people": get_text_list(names, _("and"))}


def here(request: HttpRequest, proposal: Proposal, thing: str) -> dict[str, Any]:
    """What a page of a form needs to show who else has it open."""
    shared = is_shared(thing) and is_author(request.user, proposal)
    said = arrive(request, proposal, thing) if shared else ""
    return {"here": said, "thing": thing, "shared": shared}

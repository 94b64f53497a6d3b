"""Undoing an edit, from the box that names it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import Event
from budgeting.views.asked import answered, refusal, wants_json
from budgeting.views.common import visible_proposal


@require_POST
def edit_undo(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Put back what stood before an edit; asked again, nothing more is undone."""
    return (
        _for_script(request, pk, event)
        if wants_json(request)
        else _for_page(request, pk, event)
    )


@answered
def _for_script(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    edit = _edit(request, pk, event)
    try:
        done = services.undo_edit(edit, by=request.user)
    except ValidationError as error:
        return refusal(" ".join(error.messages), 409)
    except WorkflowError as error:
        return refusal(str(error), 409)
    return JsonResponse({"undo": done.pk})


@login_required
def _for_page(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    edit = _edit(request, pk, event)
    try:
        services.undo_edit(edit, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone: everything is as it was before."))
    wanted = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect("budgeting:proposal_detail", pk)


def _edit(request: HttpRequest, pk: int, event: int) -> Event:
    """The edit of a proposal that this person sees, or 404."""
    proposal = visible_proposal(request, pk)
    edits = Event.objects.filter(proposal=proposal, kind=Event.Kind.EDITED)
    return get_object_or_404(edits, pk=event)

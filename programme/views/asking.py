"""The pages on which two administrators load a file that changes much."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme import asking
from programme.exceptions import CatalogueError
from programme.forms import DeclineForm
from programme.models import ImportBatch, LoadRequest
from programme.step_up import fresh_factor_required
from programme.views.imports import act_on, administrators_only, batch_or_404
from programme.views.roles import page_or_form, perform

Outcome = ImportBatch.Outcome


@require_POST
@administrators_only
@fresh_factor_required
def import_ask(request: HttpRequest, pk: int) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        asking.ask_to_load(batch_or_404(pk), by=request.user, seen=seen)
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Asked. A second administrator now confirms it."))
    return redirect("programme:import_detail", pk)


@require_POST
@administrators_only
@fresh_factor_required
def import_second(request: HttpRequest, pk: int) -> HttpResponse:
    """The second administrator confirms: exactly what was asked for is loaded."""
    asked = _asked_or_404(pk, request.POST.get("asked", ""))
    confirm = partial(asking.confirm_load, asked, by=request.user)
    said = {Outcome.LOADED: _("The file was loaded.")}
    return act_on(request, pk, lambda batch: confirm(), said)


@page_or_form
@administrators_only
def import_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Another administrator declines, and says why."""
    posted = request.POST if request.method == "POST" else None
    told = request.GET if posted is None else posted
    asked = _asked_or_404(pk, told.get("asked", ""))
    form = DeclineForm(posted)
    status = perform(
        form,
        lambda said: asking.decline_load(asked, by=request.user, reason=said["reason"]),
    )
    if status:
        context = {"form": form, "asked": asked, "batch": asked.batch}
        return render(request, "programme/import_decline.html", context, status=status)
    messages.success(request, _("Declined: nothing was loaded."))
    return redirect("programme:import_detail", pk)


@require_POST
@administrators_only
def import_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _asked_or_404(pk, request.POST.get("asked", ""))
    try:
        asking.withdraw_load(asked, by=request.user)
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The request is withdrawn: nothing was loaded."))
    return redirect("programme:import_detail", pk)


def _asked_or_404(pk: int, key: str) -> LoadRequest:
    """The request of this import that a page names."""
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        raise Http404(_("There is no such request to load a file."))
    people = LoadRequest.objects.select_related("by", "batch")
    return get_object_or_404(people, pk=key, batch=pk)

"""The catalogue of observation codes: Finance reads it, its head keeps it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgeting import services
from budgeting.forms import CodeForm
from budgeting.models import ObservationCode
from budgeting.permissions import may_keep_codes, may_read_codes
from budgeting.services.codes import WRITTEN
from budgeting.views.common import attempt, bind, perform, posted_version, require


@login_required
@require_safe
def observationcode_list(request: HttpRequest) -> HttpResponse:
    require(may_read_codes(request.user))
    rows = list(ObservationCode.objects.all())
    groups = [
        (
            about.label,
            [row for row in rows if row.about == about and not row.retired_at],
        )
        for about in ObservationCode.About
    ]
    context = {
        "groups": [(label, own) for label, own in groups if own],
        "retired": [row for row in rows if row.retired_at],
        "may_keep": may_keep_codes(request.user),
    }
    return render(request, "budgeting/observationcode_list.html", context)


@login_required
def observationcode_create(request: HttpRequest) -> HttpResponse:
    require(may_keep_codes(request.user))
    form = bind(CodeForm, request, initial={"position": _last_place()})
    status = perform(
        form,
        lambda said: services.save_observation_code(by=request.user, values=said),
    )
    if status is None:
        return _saved(request, form.cleaned_data["code"])
    context = {"form": form, "thing": "observationcode-new"}
    return _form_page(request, context, status)


@login_required
def observationcode_edit(request: HttpRequest, pk: int) -> HttpResponse:
    require(may_keep_codes(request.user))
    row = get_object_or_404(ObservationCode, pk=pk)
    said_before = {name: getattr(row, name) for name in WRITTEN}
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["code"] = row.code
    initial = {**said_before, "version": row.version}
    form = CodeForm(data, initial=initial)
    status = perform(
        form,
        lambda said: services.save_observation_code(
            by=request.user, values=said, code=row, version=posted_version(request)
        ),
    )
    if status is None:
        return _saved(request, row.code)
    row.refresh_from_db()
    stale = status == 409
    if data is not None and stale:  # read now, so the next press may save over it
        form.data = data = data.copy()
        data["version"] = str(row.version)
    context = {
        "form": form,
        "row": row,
        "stale": stale,
        "thing": f"observationcode-{row.pk}",
    }
    return _form_page(request, context, status)


@login_required
@require_POST
def observationcode_retire(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("The code is retired: nobody chooses it any more.")
    return _change(request, pk, services.retire_observation_code, done)


@login_required
@require_POST
def observationcode_restore(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("The code is in use again.")
    return _change(request, pk, services.restore_observation_code, done)


def _change(
    request: HttpRequest, pk: int, service: Callable[..., object], done: str
) -> HttpResponse:
    require(may_keep_codes(request.user))
    row = get_object_or_404(ObservationCode, pk=pk)
    attempt(request, lambda: service(row, by=request.user), done=done)
    return redirect("budgeting:observationcode_list")


def _last_place() -> int:
    """The place after the last one, ten apart."""
    last = ObservationCode.objects.order_by("position").last()
    return last.position + 10 if last else 10


def _saved(request: HttpRequest, code: str) -> HttpResponse:
    messages.success(request, _("Code %(code)s is saved.") % {"code": code})
    return redirect("budgeting:observationcode_list")


def _form_page(
    request: HttpRequest, context: dict[str, Any], status: int
) -> HttpResponse:
    return render(
        request, "budgeting/observationcode_form.html", context, status=status
    )

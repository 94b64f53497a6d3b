"""The administrator's pages for files of every kind: check, confirm, undo."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from programme import uploads
from programme.exceptions import CatalogueError
from programme.forms import ImportForm
from programme.imports.kinds import KINDS, Kind
from programme.imports.shown import marked_of, shown_import
from programme.imports.working import as_found
from programme.models import ImportBatch, LoadRequest, User
from programme.permissions import is_administrator, is_auditor
from programme.step_up import fresh_factor_required

PAGE = 50
Outcome = ImportBatch.Outcome
View = Callable[..., HttpResponse]


def only(*may: Callable[[User], bool]) -> Callable[[View], View]:
    """Whoever has not signed in is sent to the door; without such a role, refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not any(one(request.user) for one in may):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


administrators_only = only(is_administrator)
readers_only = only(is_administrator, is_auditor)


@require_safe
def moved(request: HttpRequest, to: str, **kwargs: Any) -> HttpResponse:
    """An address of before: to the page that it is now."""
    return redirect(f"programme:{to}", **kwargs)


@require_safe
@readers_only
def import_list(request: HttpRequest) -> HttpResponse:
    batches = ImportBatch.objects.select_related("by", "work").defer("work__report")
    page = Paginator(batches, PAGE).get_page(request.GET.get("page"))
    page.object_list = [as_found(one) for one in page.object_list]
    in_hand = [as_found(one) for one in batches.in_hand()]
    context = {
        "page": page,
        "in_hand": [one for one in in_hand if one.outcome in ImportBatch.IN_HAND],
        "requests": LoadRequest.objects.waiting().select_related("by", "batch"),
        "kinds": [one for one in KINDS.values() if one.may(request.user)],
        "may_load": is_administrator(request.user),
    }
    return render(request, "programme/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def import_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file of a kind; `?year=` proposes the year."""
    known = _kind(kind, request.user)
    if request.method != "POST":
        year = {"year": request.GET.get("year", "")}
        return _form_page(request, known, ImportForm(known, initial=year))
    form = ImportForm(known, request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, known, form, status=400)
    said = form.cleaned_data
    batch = uploads.give_file(
        said["file"], kind=kind, by=request.user, year=said.get("year")
    )
    return redirect("programme:import_detail", batch.pk)


@require_safe
@readers_only
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An import as far as it is: at work, its preview, its errors, what came of it."""
    batch = as_found(batch_or_404(pk))
    context = {"batch": batch, **shown_import(batch, request.user, request.GET)}
    return render(request, "programme/import_detail.html", context)


@require_POST
@administrators_only
@fresh_factor_required
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Load exactly what the preview showed; else show another preview."""
    seen = request.POST.get("seen", "")
    confirm = partial(uploads.confirm_import, by=request.user, seen=seen)
    return act_on(request, pk, confirm, {Outcome.LOADED: _("The file was loaded.")})


@require_POST
@administrators_only
@fresh_factor_required
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, partial(uploads.run_again, by=request.user), {})


@require_POST
@administrators_only
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    said = {Outcome.DROPPED: _("Given up: nothing was written.")}
    return act_on(request, pk, partial(uploads.drop_import, by=request.user), said)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@fresh_factor_required
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What undoing an import would do; then it is undone."""
    if request.method == "POST":
        said = {Outcome.UNDONE: _("The import was undone.")}
        return act_on(request, pk, partial(uploads.undo_import, by=request.user), said)
    batch = batch_or_404(pk)
    if batch.outcome != Outcome.LOADED:
        return redirect("programme:import_detail", pk)
    undoing = uploads.undoing_of(batch, by=request.user)
    context = {"batch": batch, "undoing": undoing}
    return render(request, "programme/import_undo.html", context)


@require_safe
@readers_only
def import_file(request: HttpRequest, pk: int) -> FileResponse:
    """The original file, as it was given."""
    batch = batch_or_404(pk)
    kept = batch.stored_file
    if not kept or not kept.storage.exists(kept.name):
        raise Http404
    return FileResponse(kept.open("rb"), as_attachment=True, filename=batch.file_name)


@require_safe
@readers_only
def import_marked(request: HttpRequest, pk: int) -> FileResponse:
    batch = batch_or_404(pk)
    marked = marked_of(batch)
    if not marked:
        raise Http404
    name = batch.file_name.rpartition(".")[0] or batch.file_name
    called = _("%(name)s-marked.xlsx") % {"name": name}
    return FileResponse(marked.open("rb"), as_attachment=True, filename=called)


def act_on(
    request: HttpRequest,
    pk: int,
    act: Callable[[ImportBatch], ImportBatch],
    said: dict[str, str],
) -> HttpResponse:
    """Do it, show the import, and say what came of it: by outcome, where it is good."""
    try:
        batch = act(batch_or_404(pk))
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        if sentence := said.get(batch.outcome):
            messages.success(request, sentence)
    return redirect("programme:import_detail", pk)


def batch_or_404(pk: int) -> ImportBatch:
    people = ("by", "loaded_by", "confirmed_by", "undone_by")
    return get_object_or_404(ImportBatch.objects.select_related(*people), pk=pk)


def _kind(name: str, user: User) -> Kind:
    """The kind of this name; 404 for none, 403 for who may not load it."""
    if name not in KINDS:
        raise Http404
    if not KINDS[name].may(user):
        raise PermissionDenied
    return KINDS[name]


def _form_page(
    request: HttpRequest, kind: Kind, form: ImportForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "kind": kind}
    return render(request, "programme/import_new.html", context, status=status)

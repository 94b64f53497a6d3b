"""The workbook way: download the proposal, upload it, see what changes, confirm."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from budgeting import services
from budgeting.exceptions import LinesNotSaved, PreviewChanged, WorkflowError
from budgeting.forms import ProposalWorkbookForm
from budgeting.models import Proposal, WorkbookUpload
from budgeting.services.workbooks import as_file, preview_of_upload
from budgeting.views.common import (
    bind,
    check_editable,
    refused,
    visible_proposal,
)
from budgeting.views.proposals import context_of
from budgeting.workbook import workbook_of
from budgeting.workbook.comparing import Preview
from budgeting.workbook.drafting import Choices
from budgeting.workbook.showing import shown_preview
from programme.workbooks import ImportRefused, mark_errors
from programme.workbooks.writing import XLSX

reading_or_posting = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def workbook_download(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    name = f"{proposal.fiscal_year_id}-{proposal.unit.code}.xlsx"
    return _file(workbook_of(proposal), name)


@login_required
@reading_or_posting
def workbook_upload(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    try:
        check_editable(request, proposal)
        form = bind(ProposalWorkbookForm, request, files=request.FILES or None)
        if not (form.is_bound and form.is_valid()):
            return _upload_page(request, proposal, form)
        file = form.cleaned_data["file"]
        upload = services.keep_workbook(
            proposal, by=request.user, name=file.name, content=file.read()
        )
    except ImportRefused as error:
        return _upload_page(request, proposal, ProposalWorkbookForm(), error)
    except WorkflowError as error:
        return refused(request, error, proposal)
    return redirect("budgeting:workbook_preview", proposal.pk, upload.pk)


@login_required
@reading_or_posting
def workbook_preview(request: HttpRequest, pk: int, upload: int) -> HttpResponse:
    """What the file would change; a POST confirms exactly that."""
    proposal = visible_proposal(request, pk)
    kept = _own_upload(request, proposal, upload)
    try:
        check_editable(request, proposal)
        if kept.applied_at:
            return redirect("budgeting:proposal_detail", proposal.pk)
        if not WorkbookUpload.objects.waiting().filter(pk=kept.pk).exists():
            messages.error(
                request, _("This workbook waited too long: upload it again.")
            )
            return redirect("budgeting:workbook_upload", proposal.pk)
        if request.method == "POST":
            return _confirm(request, kept)
        return _preview_page(request, kept)
    except WorkflowError as error:
        return refused(request, error, proposal)


@login_required
@require_safe
def workbook_marked(request: HttpRequest, pk: int, upload: int) -> HttpResponse:
    """The same file back, its errors marked where they are."""
    kept = _own_upload(request, visible_proposal(request, pk), upload)
    if kept.applied_at or not (errors := preview_of_upload(kept).errors):
        raise Http404
    with as_file(kept) as path, TemporaryDirectory() as folder:
        marked = Path(folder) / "marked.xlsx"
        mark_errors(path, errors, marked)
        name = kept.file_name.rpartition(".")[0] or kept.file_name
        return _file(marked.read_bytes(), f"{name}-marked.xlsx")


def _own_upload(request: HttpRequest, proposal: Proposal, pk: int) -> WorkbookUpload:
    """The workbook that this person gave for this proposal, or 404."""
    uploads = WorkbookUpload.objects.select_related(
        "proposal__fiscal_year", "proposal__unit"
    )
    return get_object_or_404(uploads, pk=pk, proposal=proposal, by=request.user)


def _confirm(request: HttpRequest, kept: WorkbookUpload) -> HttpResponse:
    """Apply what was shown; where something changed since, show it anew."""
    try:
        services.apply_workbook(
            kept,
            by=request.user,
            token=request.POST.get("token", ""),
            choices=_choices(request),
        )
    except (PreviewChanged, LinesNotSaved) as error:
        return _preview_page(request, kept, error=_said(error))
    messages.success(request, _("The workbook was applied. One undo takes it back."))
    return redirect("budgeting:proposal_detail", kept.proposal_id)


def _said(error: WorkflowError) -> list[str]:
    """Why nothing was saved, in sentences."""
    if not isinstance(error, LinesNotSaved):
        return [str(error)]
    reasons = [
        " ".join(sentences)
        for _index, faults in error.refused
        for sentences in faults.values()
    ]
    return [str(error), *reasons]


def _choices(request: HttpRequest) -> Choices:
    """What was chosen: the file's value in conflicts, missing lines to remove."""
    data = request.POST
    taken = {
        name.removeprefix("take-")
        for name, value in data.items()
        if name.startswith("take-") and value == "mine"
    }
    removed = {
        int(one)
        for one in data.getlist("remove")
        if one.isascii() and one.isdigit() and len(one) < 19
    }
    return Choices(frozenset(taken), frozenset(removed))


def _upload_page(
    request: HttpRequest,
    proposal: Proposal,
    form: ProposalWorkbookForm,
    error: ImportRefused | None = None,
) -> HttpResponse:
    status = 400 if error or form.errors else 200
    context = {**context_of(proposal), "form": form, "unread": error}
    return render(request, "budgeting/workbook_upload.html", context, status=status)


def _preview_page(
    request: HttpRequest, kept: WorkbookUpload, *, error: list[str] | None = None
) -> HttpResponse:
    try:
        preview: Preview = preview_of_upload(kept)
    except ImportRefused as unread:
        return _upload_page(request, kept.proposal, ProposalWorkbookForm(), unread)
    choices = _choices(request)
    context = {
        **context_of(kept.proposal),
        "upload": kept,
        "preview": preview,
        "shown": shown_preview(preview),
        "taken": choices.taken,
        "removed": choices.removed,
        "error": error,
    }
    status = 409 if error else 200
    return render(request, "budgeting/workbook_preview.html", context, status=status)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    safe = "".join(one if one.isalnum() or one in "-_. " else "_" for one in name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return answer

"""What every desk page begins with: what the person may see, and a refusal in words."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from budgeting.exceptions import WorkflowError
from budgeting.forms.base import DeskForm, whole_number
from budgeting.models import Observation, PolicyFramework, Proposal, SpendingLine
from budgeting.permissions import is_author
from budgeting.services.locks import check_not_imported, check_window, frozen

Form = TypeVar("Form", bound=DeskForm)
OF_PROPOSAL = ("fiscal_year", "unit", "submitted_by", "approved_by")


def visible_proposal(request: HttpRequest, pk: int) -> Proposal:
    """The proposal, or 404 for whom it does not exist."""
    visible = Proposal.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related(*OF_PROPOSAL), pk=pk)


def visible_framework(request: HttpRequest, pk: int) -> PolicyFramework:
    """The framework of a proposal that this person sees, or 404."""
    return _within_visible(request, PolicyFramework, pk)


def visible_line(request: HttpRequest, pk: int) -> SpendingLine:
    """The line of a proposal that this person sees, or 404."""
    return _within_visible(request, SpendingLine, pk)


def visible_observation(request: HttpRequest, pk: int) -> Observation:
    """The observation on a proposal that this person sees, or 404."""
    return _within_visible(request, Observation, pk)


def _within_visible(request: HttpRequest, model, pk: int):
    row = get_object_or_404(model.objects.select_related("proposal"), pk=pk)
    row.proposal = visible_proposal(request, row.proposal_id)
    return row


def check_editable(request: HttpRequest, proposal: Proposal) -> None:
    """Raise PermissionDenied for who never edits it, WorkflowError for not now."""
    check_not_imported(proposal)
    require(is_author(request.user, proposal))
    if not proposal.is_open:
        raise WorkflowError(frozen(proposal))
    check_window(proposal)


def require(allowed: bool) -> None:
    """403 for who may not."""
    if not allowed:
        raise PermissionDenied


def back_of(request: HttpRequest) -> str:
    """Where the way to a page began and leads back to: `check`, or nowhere."""
    asked = request.POST.get("back") or request.GET.get("back")
    return "check" if asked == "check" else ""


def back_query(request: HttpRequest) -> str:
    """The query that keeps that for the next page."""
    return "?back=check" if back_of(request) else ""


def back_from(request: HttpRequest, proposal: int, place: str) -> str:
    """The place of the check page where the way began; empty if it did not."""
    if not back_of(request):
        return ""
    return f"{reverse('budgeting:proposal_check', args=[proposal])}#{place}"


def refused(
    request: HttpRequest, error: WorkflowError | str, proposal: Proposal
) -> HttpResponse:
    """Back to the proposal, which says why nothing was changed."""
    messages.error(request, str(error))
    return redirect("budgeting:proposal_detail", proposal.pk)


def attempt(
    request: HttpRequest, service: Callable[[], object], *, done: str = ""
) -> bool:
    """Run a service: what it did, or why it refused, becomes a message."""
    try:
        service()
    except WorkflowError as error:
        messages.error(request, str(error))
        return False
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    if done:
        messages.success(request, done)
    return True


def bind(form_class: type[Form], request: HttpRequest, **kwargs: Any) -> Form:
    """The form with what was sent, an empty POST included; else unbound."""
    return form_class(request.POST if request.method == "POST" else None, **kwargs)


def posted_version(request: HttpRequest) -> int | None:
    """The version of the row that the page was made from, if it says one."""
    return whole_number(request.POST.get("version", ""))


def keys_among(typed: Iterable[str]) -> set[int]:
    """The keys among what a form sent; anything else names no row."""
    return {
        int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19
    }


def perform(form: DeskForm, service: Callable[[dict[str, Any]], object]) -> int | None:
    """Run the service on what a form holds: None when done, else the page's status.

    A refusal is said in the form, which keeps what was typed.
    """
    if not (form.is_bound and form.is_valid()):
        return 200
    try:
        service(form.cleaned_data)
    except (WorkflowError, ValidationError) as error:
        return said_in(form, error)
    return None


def said_in(form: DeskForm, error: WorkflowError | ValidationError) -> int:
    """The status of the page whose form says why a service refused."""
    if isinstance(error, WorkflowError):
        form.add_error(None, str(error))
        return 409
    form.add_error(None, error.messages)
    return 200

"""The officer's pages around submitting: check, submit, receipt, official form."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgeting import services
from budgeting.carried import carried, carry
from budgeting.contents import canonical, content_of, hash_of
from budgeting.exceptions import WorkflowError
from budgeting.models import Proposal, Submission
from budgeting.official_form import official_form
from budgeting.overview import (
    Changes,
    LineChange,
    Sheet,
    ShownLine,
    changes_between,
    sheet_of,
)
from budgeting.overview.exceptions import exceptions_used
from budgeting.overview.since import since_last_year, since_submission
from budgeting.permissions import is_author, may_edit, may_submit
from budgeting.receipts import Receipt
from budgeting.services import Read
from budgeting.spelling import spelled
from budgeting.views.common import require, visible_proposal
from budgeting.views.proposals import context_of
from budgeting.workflow import Status


@dataclass(frozen=True)
class CheckedLine:
    """A line as the check page shows it."""

    shown: ShownLine
    words: str
    jump: LineChange | None


@login_required
@require_safe
def proposal_check(request: HttpRequest, pk: int) -> HttpResponse:
    return render_check(request, visible_proposal(request, pk))


def render_check(
    request: HttpRequest, proposal: Proposal, error: str = "", read: Read | None = None
) -> HttpResponse:
    """The page of all lines and totals before submitting, with a refusal if any.

    `read`: what the page showed from which the refused request came.
    """
    sheet = sheet_of(proposal)
    content = content_of(proposal, [each.framework for each in sheet.frameworks])
    last = proposal.submissions.order_by("number").last()
    last_year = since_last_year(proposal, content)
    checked = list(_checked(request, sheet, last_year))
    context = {
        **context_of(proposal),
        "sheet": sheet,
        "error": error,
        "words": spelled(sheet.totals.amount, content["currency"]),
        "spells": bool(request.GET.get("words")),
        "checked": checked,
        "doubted": [one for _each, lines in checked for one in lines if one.jump],
        "since_read": _since_read(request, content, read),
        "since_return": since_submission(proposal, last, content),
        "since_last_year": last_year,
        "last": last,
        "number": (last.number if last else 0) + 1,
        "content_hash": hash_of(content),
        "carried": carry(content) if proposal.is_open else "",
        "may_edit": may_edit(request.user, proposal),
        "may_submit": may_submit(request.user, proposal),
    }
    status = 409 if error else 200
    return render(request, "budgeting/proposal_check.html", context, status=status)


def _checked(
    request: HttpRequest, sheet: Sheet, last_year: Changes | None
) -> Iterator[tuple]:
    """Each framework with its lines: their amounts in words if asked, their jumps."""
    jumps = last_year.jumps if last_year else {}
    currency = sheet.proposal.fiscal_year.currency
    spells = bool(request.GET.get("words"))
    for each in sheet.frameworks:
        yield (
            each,
            [
                CheckedLine(
                    shown,
                    spelled(shown.line.amount, currency) if spells else "",
                    jumps.get(shown.line.code),
                )
                for shown in each.lines
            ],
        )


def _since_read(
    request: HttpRequest, content: dict, read: Read | None
) -> Changes | None:
    """What changed after the page was opened from which a request was refused."""
    if read is None or read.content_hash == hash_of(content):
        return None
    was = carried(request.POST.get("content", ""), read.content_hash)
    return changes_between(was, content) if was else None


@login_required
@require_POST
def proposal_submit(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    require(is_author(request.user, proposal))
    read = _read(request)
    if read is None:
        return render_check(
            request, proposal, _("Read the whole page, then submit with its button.")
        )
    try:
        services.submit_proposal(proposal, by=request.user, read=read)
    except WorkflowError as error:
        proposal = visible_proposal(request, pk)
        return render_check(request, proposal, str(error), read)
    made = proposal.submissions.select_related("by").get(number=read.number)
    _say_if_repeated(request, made)
    return redirect("budgeting:submission_detail", proposal.pk, made.number)


def _read(request: HttpRequest) -> Read | None:
    """What the page showed whose button was pressed."""
    number, digest = (request.POST.get(name, "") for name in ("number", "content_hash"))
    readable = number.isascii() and number.isdigit() and len(number) < 10
    return Read(int(number), digest) if readable and digest else None


def _say_if_repeated(request: HttpRequest, made: Submission) -> None:
    """Where nothing was submitted now: who had done it, or that it was returned."""
    proposal = Proposal.objects.get(pk=made.proposal_id)
    if proposal.status not in (Status.SUBMITTED, Status.APPROVED):
        messages.warning(
            request,
            _(
                "Nothing was submitted now: this is the receipt of what you had "
                "submitted before, and Finance returned it. Check the proposal anew "
                "to submit it again."
            ),
        )
    elif made.by != request.user:
        messages.info(
            request,
            _("%(person)s had submitted exactly this already: here is its receipt.")
            % {"person": made.signer},
        )


def _submission(request: HttpRequest, pk: int, number: int) -> Submission:
    """The submission of a proposal that this person sees, or 404."""
    proposal = visible_proposal(request, pk)
    submissions = Submission.objects.select_related("by")
    found = get_object_or_404(submissions, proposal=proposal, number=number)
    found.proposal = proposal
    return found


@login_required
@require_safe
def submission_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    submission = _submission(request, pk, number)
    proposal = submission.proposal
    context = {
        **context_of(proposal),
        "submission": submission,
        "receipt": Receipt(submission),
        "address": verify_address(request, submission),
        "excepted": exceptions_used(submission),
        "later": proposal.submissions.filter(number__gt=number).order_by("number"),
    }
    return render(request, "budgeting/submission_detail.html", context)


@login_required
@require_safe
def submission_form(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The official form as a PDF, in the language asked for."""
    submission = _submission(request, pk, number)
    asked = request.GET.get("lang", "")
    language = asked if asked in ("es", "en") else get_language() or "es"
    form = official_form(submission, language, verify_address(request, submission))
    name = f"{Receipt(submission).name}-{language}.pdf"
    return _attached(HttpResponse(form, content_type="application/pdf"), name)


@login_required
@require_safe
def submission_content(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The content as its canonical bytes: their SHA-256 is the receipt's hash."""
    submission = _submission(request, pk, number)
    said = canonical(submission.content)
    name = f"{Receipt(submission).name}.json"
    return _attached(HttpResponse(said, content_type="application/json"), name)


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def verify_address(request: HttpRequest, submission: Submission) -> str:
    """Where anyone verifies the receipt, without an account."""
    page = reverse("budgeting:receipt_verify", args=[submission.content_hash])
    return request.build_absolute_uri(page)

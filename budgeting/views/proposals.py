"""The officer's pages of a whole proposal: mine, one, check, submit, receipt."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.jumps import jumps_of
from budgeting.models import FiscalYear, Proposal, Submission
from budgeting.overview import (
    BoardRow,
    Sheet,
    board_rows,
    deadline_of,
    sheet_of,
    told,
    years_at_work,
)
from budgeting.overview.history import Told
from budgeting.permissions import (
    is_auditor,
    is_author,
    is_finance,
    may_edit,
    may_reply,
    may_submit,
    roles_of,
    units_of,
)
from budgeting.services.undo import undoable
from budgeting.views.common import attempt, require, visible_proposal
from budgeting.windows import is_open_to
from programme.models import BudgetUnit

HISTORY = 100


@dataclass(frozen=True)
class Mine:
    """One of my units in one year, and whether its proposal can be begun now."""

    row: BoardRow
    may_start: bool


@login_required
@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    units = list(units_of(request.user))
    at_work = years_at_work(units) if units else []
    years = [(year, _mine(year, units)) for year in at_work]
    is_outside = not units and bool(roles_of(request.user))
    context = {"years": years, "units": units, "is_outside": is_outside}
    return render(request, "budgeting/proposal_list.html", context)


def _mine(year: FiscalYear, units: list[BudgetUnit]) -> list[Mine]:
    return [
        Mine(row, may_start=row.proposal is None and is_open_to(year, row.unit))
        for row in board_rows(year, units)
    ]


@login_required
@require_POST
def proposal_start(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    fiscal_year = get_object_or_404(FiscalYear, year=year)
    budget_unit = get_object_or_404(units_of(request.user), code=unit)
    made: list[Proposal] = []
    if attempt(
        request,
        lambda: made.append(
            services.create_proposal(fiscal_year, budget_unit, by=request.user)
        ),
    ):
        return redirect("budgeting:proposal_detail", made[0].pk)
    return redirect("budgeting:proposal_list")


@login_required
@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    user = request.user
    sheet = sheet_of(proposal)
    return render(
        request,
        "budgeting/proposal_detail.html",
        {
            **context_of(proposal),
            "sheet": sheet,
            "to_answer": [
                one for one in sheet.observations if not (one.resolution or one.reply)
            ],
            "submissions": proposal.submissions.select_related("by").order_by(
                "-number"
            ),
            "history": history_of(proposal),
            "undoable": undoable(proposal),
            "removed": proposal.frameworks.filter(removed_at__isnull=False),
            "may_edit": may_edit(user, proposal),
            "may_submit": may_submit(user, proposal),
            "may_reply": may_reply(user, proposal),
            "is_author": is_author(user, proposal),
            "is_finance": is_finance(user),
            "is_auditor": is_auditor(user),
        },
    )


def context_of(proposal: Proposal) -> dict:
    """What the head of every page of a proposal shows."""
    year, unit = proposal.fiscal_year, proposal.unit
    return {
        "proposal": proposal,
        "year": year,
        "unit": unit,
        "deadline": deadline_of(year, unit, proposal) if proposal.is_open else None,
    }


def history_of(proposal: Proposal) -> list[Told]:
    """The latest events of the proposal, in words."""
    return told(proposal.events.select_related("by", "batch")[:HISTORY])


@login_required
@require_safe
def proposal_check(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    return render_check(request, proposal, sheet_of(proposal))


def render_check(
    request: HttpRequest, proposal: Proposal, sheet: Sheet, error: str = ""
) -> HttpResponse:
    """The page of all lines and totals before submitting, with a refusal if any."""
    context = {
        **context_of(proposal),
        "sheet": sheet,
        "error": error,
        "jumps": jumps_of(proposal),
        "may_edit": may_edit(request.user, proposal),
        "may_submit": may_submit(request.user, proposal),
    }
    status = 409 if error else 200
    return render(request, "budgeting/proposal_check.html", context, status=status)


@login_required
@require_POST
def proposal_submit(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    require(is_author(request.user, proposal))
    try:
        services.submit_proposal(proposal, by=request.user)
    except WorkflowError as error:
        return render_check(request, proposal, sheet_of(proposal), str(error))
    latest = proposal.submissions.order_by("number").last()
    if latest is None:
        return redirect("budgeting:proposal_detail", proposal.pk)
    return redirect("budgeting:submission_detail", proposal.pk, latest.number)


@login_required
@require_safe
def submission_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    submission = get_object_or_404(
        Submission.objects.select_related("by"), proposal=proposal, number=number
    )
    frameworks = submission.content.get("frameworks", [])
    lines = [line for each in frameworks for line in each["lines"]]
    context = {
        **context_of(proposal),
        "submission": submission,
        "lines": len(lines),
        "amount": sum(Decimal(line["amount"]) for line in lines),
    }
    return render(request, "budgeting/submission_detail.html", context)

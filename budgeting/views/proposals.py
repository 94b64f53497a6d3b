"""The officer's pages of a whole proposal: mine, and one with its tasks."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from budgeting import services
from budgeting.copies import last_approved_years
from budgeting.models import FiscalYear, Proposal
from budgeting.overview import (
    BoardRow,
    board_rows,
    deadline_of,
    exceptions_of,
    sheet_of,
    tasks_of,
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
from budgeting.views.common import attempt, visible_proposal
from budgeting.windows import is_open_to
from budgeting.workflow import Status
from programme.models import BudgetUnit

HISTORY = 100


@dataclass(frozen=True)
class Mine:
    """One of my units in one year, and whether its proposal can be begun now."""

    row: BoardRow
    may_start: bool
    earlier: int | None = None  # the year of its last approved proposal


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
    earlier = last_approved_years([unit.pk for unit in units], year.pk)
    return [
        Mine(
            row,
            may_start=row.proposal is None and is_open_to(year, row.unit),
            earlier=earlier.get(row.unit.pk),
        )
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
        copies = request.POST.get("then") == "copy"
        page = "budgeting:proposal_copy" if copies else "budgeting:proposal_detail"
        return redirect(page, made[0].pk)
    return redirect("budgeting:proposal_list")


@login_required
@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    user = request.user
    sheet, signs = sheet_of(proposal), may_submit(request.user, proposal)
    return render(
        request,
        "budgeting/proposal_detail.html",
        {
            **context_of(proposal),
            "sheet": sheet,
            "tasks": tasks_of(sheet, signs=signs),
            "submissions": proposal.submissions.select_related("by").order_by(
                "-number"
            ),
            "history": history_of(proposal),
            "exceptions": exceptions_of(proposal),
            "undoable": undoable(proposal),
            "removed": proposal.frameworks.filter(removed_at__isnull=False),
            "may_edit": may_edit(user, proposal),
            "may_submit": signs,
            "may_reply": may_reply(user, proposal),
            "is_author": is_author(user, proposal),
            "is_finance": is_finance(user),
            "is_auditor": is_auditor(user),
            "earlier": _earlier(proposal),
        },
    )


def _earlier(proposal: Proposal) -> int | None:
    """The year from which a draft may be copied, if there is one."""
    if proposal.status != Status.DRAFT:
        return None
    years = last_approved_years([proposal.unit_id], proposal.fiscal_year_id)
    return years.get(proposal.unit_id)


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

"""Finance's pages: the board of a year, and one proposal under review."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgeting.doubts import Doubts, doubts_about
from budgeting.forms import BoardFilter
from budgeting.models import FiscalYear, Proposal
from budgeting.overview import (
    Board,
    BoardRow,
    board_of,
    exceptions_of,
    sheet_of,
    years_at_work,
)
from budgeting.permissions import (
    has_contributed,
    is_auditor,
    is_finance,
    is_finance_head,
    may_approve,
    may_edit,
    may_reopen,
    may_return,
    may_review,
)
from budgeting.views.common import require, visible_proposal
from budgeting.views.proposals import context_of, history_of
from budgeting.workflow import Status


@login_required
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    require(is_finance(request.user) or is_auditor(request.user))
    asked = BoardFilter(request.GET)
    asked.is_valid()
    years = years_at_work()
    board = _board(years, asked.cleaned_data.get("year"))
    kept = [row for row in board.rows if _is_asked(row, asked)] if board else []
    context = {
        "years": years,
        "board": board,
        "filter": asked,
        "filtered": any(asked.cleaned_data.get(name) for name in ("state", "kind")),
        "shown": Board(board.year, kept) if board else None,
        "is_head": is_finance_head(request.user),
    }
    return render(request, "budgeting/review_queue.html", context)


def _board(years: list[FiscalYear], asked: int | None) -> Board | None:
    """The board of the year asked for, else of the newest that is at work."""
    chosen = next((one for one in years if one.year == asked), None)
    chosen = chosen or next(iter(years), None)
    return board_of(chosen) if chosen else None


def _is_asked(row: BoardRow, asked: BoardFilter) -> bool:
    """Whether the filters let this unit through."""
    state = asked.cleaned_data.get("state")
    kind = asked.cleaned_data.get("kind")
    of_state = not state or (row.missing if state == "missing" else row.state == state)
    return of_state and (not kind or row.unit.kind == kind)


@login_required
@require_safe
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    finance, auditor = is_finance(request.user), is_auditor(request.user)
    require(finance or auditor)
    sheet = sheet_of(proposal)
    submissions = list(proposal.submissions.select_related("by").order_by("-number"))
    context = {
        **context_of(proposal),
        "sheet": sheet,
        "open": [one for one in sheet.observations if not one.resolution],
        "submissions": submissions,
        "latest": submissions[0] if submissions else None,
        "history": history_of(proposal),
        "exceptions": exceptions_of(proposal),
        "may_except": is_finance_head(request.user),
        "is_auditor": auditor,
        **(_powers(request, proposal) if finance else {}),
        **_doubts(request, proposal),
    }
    return render(request, "budgeting/review_detail.html", context)


def _doubts(request: HttpRequest, proposal: Proposal) -> dict[str, Doubts]:
    """What the page says to whoever may approve it, before they do."""
    if not may_approve(request.user, proposal):
        return {}
    return {"doubts": doubts_about(request.user, proposal)}


def _powers(request: HttpRequest, proposal: Proposal) -> dict[str, bool]:
    """What this person of Finance may do with it now, for the page's buttons."""
    user = request.user
    submitted, approves = (
        proposal.status == Status.SUBMITTED,
        may_approve(user, proposal),
    )
    return {
        "may_edit": may_edit(user, proposal),
        "may_review": may_review(user, proposal),
        "may_return": may_return(user, proposal),
        "may_approve": approves,
        "may_reopen": may_reopen(user, proposal),
        "may_resolve": True,
        "may_waive": proposal.is_open and is_finance_head(user),
        "has_contributed": submitted
        and not approves
        and has_contributed(user, proposal),
    }

"""Finance's board of a year."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgeting.forms import BoardFilter
from budgeting.models import FiscalYear
from budgeting.overview import Board, BoardRow, board_of, years_at_work
from budgeting.permissions import is_auditor, is_finance, is_finance_head
from budgeting.views.common import require


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

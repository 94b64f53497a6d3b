"""Finance's board of a year: which unit has come how far, whose it is, what presses."""

import csv
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budgeting.forms import BoardFilter
from budgeting.forms.board import SORTS
from budgeting.models import Assignment, FiscalYear
from budgeting.overview import Board, board_of, numbers_of, years_at_work
from budgeting.overview.board_table import COLUMNS, cells_of
from budgeting.overview.choosing import MINE, PRESSING, Chosen
from budgeting.permissions import roles_of
from budgeting.views.common import require
from budgeting.workflow import FINANCE_ROLES, Role

READERS = {*FINANCE_ROLES, Role.AUDITOR}
LAST = "board"  # in the session: the query of the board as it was last read


@login_required
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request.user)
    require(bool(roles & READERS))
    years = years_at_work()
    if not request.GET and (query := _first_view(request, years)):
        return redirect(f"{reverse('budgeting:review_queue')}?{query}")
    context: dict[str, Any] = {"years": years, "board": None}
    if board := _board(years, request.GET.get("year")):
        form = _filter(request, board, roles)
        chosen = form.chosen
        context |= {"board": board, "filter": form, **_shown(request, board, chosen)}
        context |= {
            "years": [(one, chosen.query(year=one.pk)) for one in years],
            "is_head": Role.FINANCE_HEAD in roles,
            "decides": bool(roles & FINANCE_ROLES),
            "all_ticked": request.GET.get("tick") == "all",
        }
    return render(request, "budgeting/review_queue.html", context)


def _first_view(request: HttpRequest, years: list[FiscalYear]) -> str:
    """The query to begin with: as it was last read, else one's own units if any."""
    if last := request.session.get(LAST):
        return last
    mine = {"fiscal_year__in": years[:1], "analyst": request.user}
    if Assignment.objects.filter(**mine).exists():
        return Chosen(year=str(years[0].pk), analyst=MINE).query()
    return ""


def _board(years: list[FiscalYear], asked: str | None) -> Board | None:
    """The board of the year asked for, else of the newest that is at work."""
    chosen = next((one for one in years if str(one.pk) == asked), None)
    chosen = chosen or next(iter(years), None)
    return board_of(chosen) if chosen else None


def _filter(request: HttpRequest, board: Board, roles: set[Role]) -> BoardFilter:
    reviews = bool(roles & FINANCE_ROLES)
    return BoardFilter(request.GET, board=board, reviews=reviews)


def _shown(request: HttpRequest, board: Board, chosen: Chosen) -> dict[str, Any]:
    """What the page shows of the board under these filters."""
    rows = chosen.rows(board, request.user)
    query = chosen.query()
    if request.GET and request.session.get(LAST) != query:
        request.session[LAST] = query
    in_sight = {row.unit.pk for row in rows}
    now = chosen.sort or PRESSING
    return {
        "rows": rows,
        "hidden_missing": sum(row.unit.pk not in in_sight for row in board.missing),
        "waiting": sum(row.waits and not row.is_imported for row in rows),
        "numbers": numbers_of(board.rows),
        "chosen": chosen,
        "query": query,
        "all": chosen.cleared().query(),
        "sorts": {
            key: {"query": chosen.query(sort=key), "now": key == now}
            for key, _label in SORTS
        },
    }


@login_required
@require_safe
def board_download(request: HttpRequest) -> HttpResponse:
    """The rows that the board shows under the same filters, as CSV."""
    roles = roles_of(request.user)
    require(bool(roles & READERS))
    board = _board(years_at_work(), request.GET.get("year"))
    if board is None:
        raise Http404
    chosen = _filter(request, board, roles).chosen
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    moment = board.moment.astimezone(ZoneInfo(board.year.time_zone))
    name = f"review-{board.year.pk}-live-not-published-{moment:%Y%m%d-%H%M%S}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    writer = csv.writer(answer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in chosen.rows(board, request.user):
        writer.writerow(cells_of(board, row))
    return answer

"""The finance head's page: which analyst reviews which unit of a year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting import services
from budgeting.forms import AssignForm, BoardFilter
from budgeting.models import FiscalYear
from budgeting.overview import Board, board_of
from budgeting.overview.choosing import Chosen
from budgeting.permissions import may_assign
from budgeting.views.common import attempt, keys_among, require
from programme.models import BudgetUnit, User


@login_required
def assignment_list(request: HttpRequest, year: int) -> HttpResponse:
    """Choose units by sector, kind or analyst, tick them, and say whose they are."""
    require(may_assign(request.user))
    board = board_of(get_object_or_404(FiscalYear, pk=year))
    sent = request.method == "POST"
    filters = BoardFilter(request.GET, board=board, reviews=True)
    chosen = filters.chosen
    form = AssignForm(
        request.POST if sent and _does(request) == "assign" else None,
        reviewers=board.reviewers,
    )
    ticked = keys_among(request.POST.getlist("unit"))
    units = [row.unit for row in board.rows if row.unit.pk in ticked]
    if sent and _decided(request, board, form, units):
        here = reverse("budgeting:assignment_list", args=[year])
        return redirect(f"{here}?{_query(chosen)}")
    context = {
        "board": board,
        "year": board.year,
        "filter": filters,
        "chosen": chosen,
        "rows": sorted(chosen.rows(board, request.user), key=lambda row: row.unit.code),
        "form": form,
        "ticked": ticked,
        "loads": _loads(board),
        "all_ticked": request.GET.get("tick") == "all",
        "query": _query(chosen),
    }
    return render(request, "budgeting/assignment_list.html", context)


def _does(request: HttpRequest) -> str:
    return request.POST.get("do", "assign")


def _decided(
    request: HttpRequest, board: Board, form: AssignForm, units: list[BudgetUnit]
) -> bool:
    """Do what the pressed button says; whether there is nothing left to correct."""
    if _does(request) == "take_over":
        return _take_over(request, board)
    if _does(request) == "release":
        return _needs_units(request, units) and attempt(
            request,
            lambda: services.release_units(board.year, units, by=request.user),
            done=_counted(len(units), to=None),
        )
    if not form.is_valid() or not _needs_units(request, units):
        return False
    analyst = next(
        one for one in board.reviewers if str(one.pk) == form.cleaned_data["analyst"]
    )
    return attempt(
        request,
        lambda: services.assign_units(
            board.year, units, analyst=analyst, by=request.user
        ),
        done=_counted(len(units), to=analyst),
    )


def _needs_units(request: HttpRequest, units: list[BudgetUnit]) -> bool:
    if not units:
        messages.error(request, _("Tick at least one unit."))
    return bool(units)


def _counted(count: int, *, to: User | None) -> str:
    """What was done, in words."""
    if to is None:
        said = ngettext(
            "%(count)s unit has no analyst now.",
            "%(count)s units have no analyst now.",
            count,
        )
        return said % {"count": count}
    said = ngettext(
        "%(count)s unit is reviewed by %(person)s now.",
        "%(count)s units are reviewed by %(person)s now.",
        count,
    )
    return said % {"count": count, "person": to}


def _take_over(request: HttpRequest, board: Board) -> bool:
    """Copy the analysts of the last year that had any, and say how it went."""
    units = [row.unit for row in board.rows]
    taken = services.take_over_assignments(board.year, units, by=request.user)
    if taken.year is None:
        messages.error(request, _("No earlier year has analysts to take over."))
        return True
    said = _(
        "Units taken over from %(year)s: %(units)s. Left without an analyst, because "
        "that person no longer reviews: %(left)s."
    ) % {"year": taken.year, "units": taken.units, "left": taken.left_out}
    messages.success(request, said)
    return True


def _loads(board: Board) -> list[dict[str, Any]]:
    """Each reviewer with how many units are theirs, and how many of these wait."""
    return [
        {
            "person": one,
            "units": sum(row.analyst == one for row in board.rows),
            "waiting": sum(row.analyst == one and row.waits for row in board.rows),
        }
        for one in board.reviewers
    ]


def _query(chosen: Chosen) -> str:
    return chosen.query(year="", sort="")

"""The table in which all the lines of a framework are edited at once.

It is a plain form; grid.js makes a grid of it.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.forms.base import whole_number
from budgeting.forms.grid import (
    BLANK,
    MORE,
    Clash,
    GridRow,
    blank_rows,
    new_order,
    saved_row,
    typed_rows,
)
from budgeting.models import PolicyFramework, SpendingLine
from budgeting.overview import Sheet, sheet_of
from budgeting.overview.grid import grid_data, row_of
from budgeting.permissions import may_edit
from budgeting.previews import CitedReader
from budgeting.services import CitedAction, LineDraft, SavedLines
from budgeting.services.locks import kept_framework
from budgeting.services.undo import undoable
from budgeting.views.asked import answered, wants_json
from budgeting.views.common import check_editable, refused, visible_framework
from budgeting.views.grid_words import grid_words
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.rows import last_editor
from programme.workbooks import CellProblem

ADDRESSES = {"save": "line_grid_save", "page": "line_grid", "paste": "line_paste"}


@dataclass
class Grid:
    """The table as a page shows it."""

    framework: PolicyFramework
    sheet: Sheet
    rows: list[GridRow]

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """What is wrong in it, row by row."""
        return [each for row in self.rows for each in row.faults]

    @property
    def clashes(self) -> list[GridRow]:
        """The rows that somebody else saved meanwhile."""
        return [row for row in self.rows if row.clash]


def line_grid(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "GET" and wants_json(request):
        return _told(request, pk)
    return _page(request, pk)


@answered
def _told(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as saved now, for its script; with a token of this session."""
    framework = visible_framework(request, pk)
    sheet = sheet_of(framework.proposal)
    shown = sheet.framework(framework.pk)
    return JsonResponse(
        {
            **grid_data(framework, sheet),
            "user": request.user.pk,
            "addresses": addresses(framework),
            "rows": [row_of(one) for one in (shown.lines if shown else [])],
            "csrf": get_token(request),
        }
    )


@login_required
def _page(request: HttpRequest, pk: int) -> HttpResponse:
    framework = visible_framework(request, pk)
    proposal = framework.proposal
    try:
        check_editable(request, proposal)
        kept_framework(proposal, framework.pk)
        if request.method == "POST":
            return _take(request, framework)
        return show_grid(request, grid_of(framework))
    except WorkflowError as error:
        return refused(request, error, proposal)


def grid_of(framework: PolicyFramework) -> Grid:
    """The table as saved now, with rows for new lines."""
    sheet = sheet_of(framework.proposal)
    shown = sheet.framework(framework.pk)
    lines = shown.lines if shown else []
    rows = [saved_row(one, number) for number, one in enumerate(lines, 1)]
    return Grid(framework, sheet, [*rows, *blank_rows(BLANK)])


def show_grid(request: HttpRequest, grid: Grid, status: int = 200) -> HttpResponse:
    """The page of the table."""
    framework = grid.framework
    context = {
        **context_of(framework.proposal),
        **here(request, framework.proposal, f"grid-{framework.pk}"),
        "framework": framework,
        "grid": grid,
        "sheet": grid.sheet,
        "may_edit": may_edit(request.user, framework.proposal),
        "undoable": undoable(framework.proposal),
        "data": {
            **grid_data(framework, grid.sheet),
            "user": request.user.pk,
            "addresses": addresses(framework),
            "strings": grid_words(),
        },
    }
    return render(request, "budgeting/line_grid.html", context, status=status)


def addresses(framework: PolicyFramework) -> dict[str, str]:
    """Where the script of the table sends what."""
    own = {
        name: reverse(f"budgeting:{address}", args=[framework.pk])
        for name, address in ADDRESSES.items()
    }
    undo = reverse("budgeting:edit_undo", args=[framework.proposal_id, 0])
    cite = reverse("budgeting:line_cite", args=[0])
    find = reverse("budgeting:action_find")
    return {**own, "undo": undo, "cite": cite, "find": find}


def _take(request: HttpRequest, framework: PolicyFramework) -> HttpResponse:
    """Save what was typed; with the button for more rows, only show more of them."""
    typed = typed_rows(request.POST)
    if request.POST.get("do") == "more":
        return show_grid(request, as_typed(framework, typed, more=MORE))
    pairs = _drafts(framework, typed)
    drafts = [draft for _row, draft in pairs]
    told = services.save_lines(framework.proposal, by=request.user, drafts=drafts)
    _say(request, told)
    waiting = _waiting(typed, [row for row, _draft in pairs], told)
    if not waiting:
        return redirect("budgeting:line_grid", framework.pk)
    status = 409 if told.conflicts else 200
    return show_grid(request, as_typed(framework, waiting), status)


def _say(request: HttpRequest, told: SavedLines) -> None:
    """Say how many lines were saved."""
    if not told.event:
        return
    count = len(told.event.data["rows"])
    said = ngettext("%(count)s line is saved.", "%(count)s lines are saved.", count)
    messages.success(request, said % {"count": count})


def as_typed(framework: PolicyFramework, typed: list[GridRow], more: int = 0) -> Grid:
    """The table as saved now, but for rows that hold something not saved yet."""
    grid = grid_of(framework)
    waiting = {row.line: row for row in typed if row.line and row.waits}
    rows = []
    for row in grid.rows:
        if row.line and (mine := waiting.pop(row.line, None)):
            mine.shown, mine.number = row.shown, mine.number or row.number
            row = mine
        if not row.blank:
            rows.append(row)
    new = [row for row in typed if row.line is None and not row.blank]
    blanks = blank_rows(max(BLANK, more), 1 + max(map(_number, new), default=0))
    grid.rows = [*rows, *waiting.values(), *new, *blanks]
    return grid


def _number(row: GridRow) -> int:
    return whole_number(row.name[1:]) or 0


def _drafts(
    framework: PolicyFramework, typed: list[GridRow]
) -> list[tuple[GridRow, LineDraft]]:
    """What the service is asked to save, each beside its row."""
    versions = dict(framework.lines.kept().values_list("pk", "version"))
    cited = cited_in(framework, [row for row in typed if row.actions])
    places = {row.name: str(at) for at, row in enumerate(new_order(typed) or [], 1)}
    pairs = []
    for row in typed:
        if row.blank or row.errors or (row.asked and row.choice != "mine"):
            continue
        values = _values(row, places)
        removed = True if row.removed else False if row.gone else None
        if not values and removed is None:
            continue
        as_read = row.touched or removed is not None
        version = row.version if as_read else versions.get(row.line or 0)
        draft = LineDraft(
            framework.pk,
            values,
            line=row.line,
            version=version if row.line else None,
            citations=cited.get(row.name),
            removed=removed,
            key=row.key,
        )
        pairs.append((row, draft))
    return pairs


def cited_in(
    framework: PolicyFramework, rows: list[GridRow]
) -> dict[str, list[CitedAction]]:
    """The actions that these new rows name, by row; what is wrong is said in it."""
    if not rows:
        return {}
    reader = CitedReader(framework.proposal.fiscal_year)
    found = {}
    for row in rows:
        try:
            found[row.name] = reader.read(row.actions)
        except CellProblem as problem:
            row.errors["actions"] = [str(problem)]
    return found


def _values(row: GridRow, places: dict[str, str]) -> dict[str, str]:
    """What was typed in a row; a new line without a code is given one."""
    values = dict(row.values) if row.touched else {}
    if row.line is None and not values["code"]:
        del values["code"]
    if row.name in places:
        values["position"] = places[row.name]
    return values


def _waiting(
    typed: list[GridRow], sent: list[GridRow], told: SavedLines
) -> list[GridRow]:
    """The rows that were not saved, each with what is wrong or whom it meets."""
    for index, errors in told.refused:
        said = {"actions" if k == "citations" else k: v for k, v in errors.items()}
        sent[index].errors |= said
    for index, saved in told.conflicts:
        row = sent[index]
        row.clash = Clash(saved, last_editor(saved))
        row.version, row.was = saved.version, ""
        row.gone = saved.removed_at is not None
        row.errors["choice"] = [
            _("Somebody else saved this line meanwhile: choose what to keep.")
        ]
    undecided = [row for row in typed if row.asked and not row.choice]
    lines = SpendingLine.objects.in_bulk([row.line for row in undecided])
    for row in undecided:
        if saved := lines.get(row.line or 0):
            row.clash = Clash(saved, last_editor(saved))
            row.was = ""
            row.errors["choice"] = [_("Choose what to keep.")]
    return [row for row in typed if row.errors]

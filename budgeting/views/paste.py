"""Pasting a block from a spreadsheet: read, shown cell by cell, added or corrected."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting import services
from budgeting.exceptions import LinesNotSaved, WorkflowError
from budgeting.forms.base import whole_number
from budgeting.forms.grid import CELLS, LABELS, GridRow
from budgeting.models import PolicyFramework
from budgeting.pasting import COLUMNS, PasteError
from budgeting.previews import Preview, preview_block, preview_over
from budgeting.services.locks import kept_framework
from budgeting.views.asked import answered, refusal, wants_json
from budgeting.views.common import check_editable, refused, visible_framework
from budgeting.views.grid import as_typed, show_grid
from budgeting.views.proposals import context_of


@dataclass
class Pasted:
    """What the page of a paste holds."""

    text: str = ""
    key: str = ""
    preview: Preview | None = None
    error: str = ""

    @property
    def columns(self) -> list[str]:
        """What its columns are called."""
        names = self.preview.columns if self.preview else []
        return [str(LABELS[name]) for name in names]


def line_paste(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST" and wants_json(request):
        return _told(request, pk)
    return _page(request, pk)


@answered
def _told(request: HttpRequest, pk: int) -> HttpResponse:
    """The pasted cells, each with what is wrong with it; nothing is saved.

    `first` is the column pasted at, `lines` the keys of the lines from there on.
    """
    framework = visible_framework(request, pk)
    check_editable(request, framework.proposal)
    kept_framework(framework.proposal, framework.pk)
    first = request.POST.get("first", "")
    lines = request.POST.get("lines", "").split(",")
    try:
        preview = preview_over(
            framework,
            request.POST.get("text", ""),
            by=request.user,
            first=first if first in COLUMNS else COLUMNS[0],
            lines=[whole_number(line) for line in lines],
        )
    except PasteError as error:
        return refusal(str(error), 400)
    rows = [
        {"values": row.values, "citations": row.citations, "errors": row.errors}
        for row in preview.rows
    ]
    return JsonResponse(
        {
            "columns": preview.columns,
            "rows": rows,
            "good": preview.good,
            "faults": preview.faults,
            "summary": render_to_string(
                "budgeting/_paste_counts.html", {"preview": preview}
            ).strip(),
        }
    )


@login_required
def _page(request: HttpRequest, pk: int) -> HttpResponse:
    framework = visible_framework(request, pk)
    proposal = framework.proposal
    try:
        check_editable(request, proposal)
        kept_framework(proposal, framework.pk)
        if request.method != "POST":
            return _show(request, framework, Pasted())
        return _take(request, framework)
    except WorkflowError as error:
        return refused(request, error, proposal)


def _take(request: HttpRequest, framework: PolicyFramework) -> HttpResponse:
    """Show what was pasted; or add it; or put it into the table to be corrected."""
    key = request.POST.get("key", "")[:40] or uuid.uuid4().hex
    pasted = Pasted(request.POST.get("text", ""), key)
    try:
        pasted.preview = preview_block(framework, pasted.text, by=request.user, key=key)
    except PasteError as error:
        pasted.error = str(error)
        return _show(request, framework, pasted)
    wanted = request.POST.get("do")
    if wanted == "table":
        return show_grid(request, as_typed(framework, _rows(pasted.preview)))
    if wanted == "add":
        return _add(request, framework, pasted, pasted.preview)
    return _show(request, framework, pasted)


def _rows(preview: Preview) -> list[GridRow]:
    """The pasted rows as rows of the table, not saved yet."""
    return [
        GridRow(
            f"n{n}",
            {name: row.values.get(name, "") for name in CELLS},
            key=row.draft.key,
            actions=row.values.get("actions", ""),
            errors={name: [said] for name, said in row.errors.items()},
        )
        for n, row in enumerate(preview.rows, 1)
    ]


def _add(
    request: HttpRequest, framework: PolicyFramework, pasted: Pasted, preview: Preview
) -> HttpResponse:
    """Save all the rows or none; what does not read waits in its cell."""
    try:
        told = services.save_lines(
            framework.proposal,
            by=request.user,
            drafts=[row.draft for row in preview.rows],
            whole=True,
            what="paste",
        )
    except LinesNotSaved as error:
        pasted.error = str(error)
        return _show(request, framework, pasted, status=409)
    count = len(told.saved)
    said = ngettext("%(count)s line was added.", "%(count)s lines were added.", count)
    messages.success(request, said % {"count": count})
    return redirect("budgeting:line_grid", framework.pk)


def _show(
    request: HttpRequest, framework: PolicyFramework, pasted: Pasted, status: int = 200
) -> HttpResponse:
    context = {
        **context_of(framework.proposal),
        "framework": framework,
        "pasted": pasted,
        "preview": pasted.preview,
        "order": ", ".join([*(str(LABELS[name]) for name in CELLS), _("actions")]),
    }
    return render(request, "budgeting/line_paste.html", context, status=status)

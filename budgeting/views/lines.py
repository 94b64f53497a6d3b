"""The officer's pages of one spending line: its form, its removal, its screening."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.forms import LineForm, ScreenForm
from budgeting.models import FiscalYear, PolicyFramework, SpendingLine
from budgeting.services import SetAside
from budgeting.services.locks import kept_framework, kept_line
from budgeting.views.common import (
    attempt,
    bind,
    check_editable,
    posted_version,
    refused,
    require,
    visible_framework,
    visible_line,
)
from budgeting.views.frameworks import next_line_code
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.rows import editor_of, filled_form, last_editor
from budgeting.views.settling import Save, Settled, settled, tell
from budgeting.views.wording import Wording, answered


@login_required
def line_create(request: HttpRequest, pk: int) -> HttpResponse:
    return _line_form(request, visible_framework(request, pk), None)


@login_required
def line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    return _line_form(request, visible_framework(request, line.framework_id), line)


def _line_form(
    request: HttpRequest, framework: PolicyFramework, line: SpendingLine | None
) -> HttpResponse:
    """Show the form, or save what was typed and say what does not read yet."""
    proposal = framework.proposal
    form = LineForm(request.POST) if request.method == "POST" else None
    try:
        check_editable(request, proposal)
        kept_framework(proposal, framework.pk)
        line = kept_line(proposal, line.pk) if line else None
        if form is None:
            return _page(request, framework, line, Settled(_fresh(framework, line)))
        done = settled(request, form, line, _saving(request, framework, line))
        if done.row:
            tell(request, done, editor_of(proposal, "line", done.row))
            return _after_saving(request, done.row)
        return _page(request, framework, line, done)
    except WorkflowError as error:
        if form is None:
            return refused(request, error, proposal)
        form.add_error(None, str(error))  # what was typed stays in the page
        return _page(request, framework, line, Settled(form, status=409))


def _fresh(framework: PolicyFramework, line: SpendingLine | None) -> LineForm:
    if line:
        return filled_form(LineForm, line)
    return LineForm(initial={"code": next_line_code(framework)})


def _saving(
    request: HttpRequest, framework: PolicyFramework, line: SpendingLine | None
) -> Save:
    """How the line is saved: with the words that were set aside, if any."""

    def save(values: dict, version: int | None, words: dict) -> SpendingLine:
        def plainly() -> SpendingLine:
            return services.save_line(
                framework, by=request.user, values=values, line=line, version=version
            )

        if not words:
            return plainly()
        aside = SetAside("line", values["code"], words)
        return services.settle(
            framework.proposal, by=request.user, aside=aside, save=plainly
        )

    return save


def _after_saving(request: HttpRequest, line: SpendingLine) -> HttpResponse:
    """On to the next step asked for; or back to the form where something is wrong."""
    if line.pending:
        return redirect("budgeting:line_edit", line.pk)
    messages.success(request, _("Line %(code)s is saved.") % {"code": line.code})
    if request.POST.get("next") == "cite":
        return redirect("budgeting:line_cite", line.pk)
    if request.POST.get("next") == "another":
        return redirect("budgeting:line_create", line.framework_id)
    return redirect("budgeting:framework_detail", line.framework_id)


def _page(
    request: HttpRequest,
    framework: PolicyFramework,
    line: SpendingLine | None,
    shown: Settled,
) -> HttpResponse:
    proposal = framework.proposal
    thing = f"line-{line.pk}" if line else f"line-new-{framework.pk}"
    context = {
        **context_of(proposal),
        **here(request, proposal, thing),
        "framework": framework,
        "line": line,
        "form": shown.form,
        "theirs": shown.theirs,
        "editor": last_editor(proposal, "line", line.code)
        if line and shown.form.clashes
        else None,
    }
    return render(request, "budgeting/line_form.html", context, status=shown.status)


@login_required
@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    attempt(
        request,
        lambda: services.remove_line(
            line, by=request.user, version=posted_version(request)
        ),
        done=_("Line %(code)s was removed. You can undo this below the lines.")
        % {"code": line.code},
    )
    return redirect("budgeting:framework_detail", line.framework_id)


@login_required
@require_POST
def line_restore(request: HttpRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    attempt(
        request,
        lambda: services.restore_line(line, by=request.user),
        done=_("Line %(code)s is back.") % {"code": line.code},
    )
    return redirect("budgeting:framework_detail", line.framework_id)


@login_required
def line_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare, in a `requested` year, that no action applies to this line."""
    line = visible_line(request, pk)
    saved = {"reason": line.screened_reason, "before": line.screened_reason}
    form = bind(ScreenForm, request, initial=saved)
    status: int | None = 409
    try:
        check_editable(request, line.proposal)
        require(line.proposal.fiscal_year.linking == FiscalYear.Linking.REQUESTED)
        status = answered(request, form, _screening(request, line))
    except WorkflowError as error:
        if not form.is_bound:
            return refused(request, error, line.proposal)
        form.add_error(None, str(error))  # what was typed stays in the page
    if status is None:
        messages.success(request, _("Recorded: no action applies to this line."))
        return redirect("budgeting:framework_detail", line.framework_id)
    context = {
        **context_of(line.proposal),
        **here(request, line.proposal, f"screen-{line.pk}"),
        "line": line,
        "form": form,
        "editor": last_editor(line.proposal, "screened", line.code),
    }
    return render(request, "budgeting/line_screen.html", context, status=status)


def _screening(request: HttpRequest, line: SpendingLine) -> Wording:
    def save(reason: str, before: str | None) -> object:
        return services.screen_line(line, by=request.user, reason=reason, before=before)

    return Wording(line.proposal, "reason", line.code, save, "screened_reason")


@login_required
@require_POST
def line_unscreen(request: HttpRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    attempt(
        request,
        lambda: services.unscreen_line(line, by=request.user),
        done=_("The statement that no action applies was withdrawn."),
    )
    return redirect("budgeting:line_cite", line.pk)

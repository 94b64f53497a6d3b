"""The officer's pages of one spending line: its form, its removal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgeting import services
from budgeting.exceptions import StaleVersion, WorkflowError
from budgeting.forms import LineForm
from budgeting.models import PolicyFramework, SpendingLine
from budgeting.services import SetAside
from budgeting.services.locks import kept_framework, kept_line
from budgeting.views.common import (
    attempt,
    back_from,
    back_of,
    back_query,
    check_editable,
    posted_version,
    refused,
    visible_framework,
    visible_line,
)
from budgeting.views.frameworks import next_line_code
from budgeting.views.observations import asked_about_line
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.rows import editor_before, filled_form, last_editor
from budgeting.views.settling import Save, Settled, settled, tell


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
        if form is not None and _is_gone(framework, line):
            return _without_line(request, framework, line, form)
        kept_framework(proposal, framework.pk)
        line = kept_line(proposal, line.pk) if line else None
        if form is None:
            return _page(request, framework, line, Settled(_fresh(framework, line)))
        done = settled(request, form, line, _saving(request, framework, line))
        if done.row:
            tell(request, done, editor_before(done.row))
            return _after_saving(request, done.row)
        return _page(request, framework, line, done)
    except WorkflowError as error:
        if form is None:
            return refused(request, error, proposal)
        form.add_error(None, str(error))  # what was typed stays in the page
        return _page(request, framework, line, Settled(form, status=409))


def _is_gone(framework: PolicyFramework, line: SpendingLine | None) -> bool:
    """Whether somebody removed the line, or its framework, meanwhile."""
    return bool(framework.removed_at or (line and line.removed_at))


def _without_line(
    request: HttpRequest,
    framework: PolicyFramework,
    line: SpendingLine | None,
    form: LineForm,
) -> HttpResponse:
    """What was typed in a line that somebody removed meanwhile: kept in its fields.

    With the button that asks for it the line comes back, as typed.
    """
    if form.is_valid() and line and request.POST.get("restore"):
        if saved := _bring_back(request, framework, line, form):
            return _after_saving(request, saved)
    else:
        form.add_error(None, _said_gone(framework))
    if line:
        form.data = {**form.data.dict(), "version": line.version}
    return _page(request, framework, line, Settled(form, status=409))


def _said_gone(framework: PolicyFramework) -> str:
    """What somebody removed meanwhile, in words."""
    if framework.removed_at:
        return _(
            "Somebody removed this policy framework meanwhile. What you typed is "
            "still here: restore the framework from the page of the proposal, in "
            "another window, and save again."
        )
    return _("Somebody removed this line meanwhile. What you typed is still here.")


def _bring_back(
    request: HttpRequest,
    framework: PolicyFramework,
    line: SpendingLine,
    form: LineForm,
) -> SpendingLine | None:
    """The line back, as typed; None, with the reasons in the form, if refused."""
    draft = services.LineDraft(
        framework.pk,
        form.values(),
        line=line.pk,
        version=form.read_version(),
        removed=False,
    )
    told = services.save_lines(framework.proposal, by=request.user, drafts=[draft])
    for _index, errors in told.refused:
        form.refuse(ValidationError(errors))
    if told.conflicts:
        form.add_error(None, str(StaleVersion(told.conflicts[0][1])))
    return told.saved[0][1] if told.saved else None


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
        again = reverse("budgeting:line_edit", args=[line.pk])
        return redirect(again + back_query(request))
    if request.POST.get("next") == "confirm":
        return _confirm(request, line)
    messages.success(request, _("Line %(code)s is saved.") % {"code": line.code})
    if request.POST.get("next") == "cite":
        cite = reverse("budgeting:line_cite", args=[line.pk])
        return redirect(cite + back_query(request))
    if request.POST.get("next") == "another":
        return redirect("budgeting:line_create", line.framework_id)
    lines = reverse("budgeting:framework_detail", args=[line.framework_id])
    return redirect(back_from(request, line.proposal_id, f"line-{line.pk}") or lines)


def _confirm(request: HttpRequest, line: SpendingLine) -> HttpResponse:
    """A copied line, saved, that its officer also says is right."""
    attempt(
        request,
        lambda: services.confirm_rows(line.proposal, by=request.user, lines=[line.pk]),
        done=_("Line %(code)s is saved and confirmed.") % {"code": line.code},
    )
    lines = reverse("budgeting:framework_detail", args=[line.framework_id])
    return redirect(back_from(request, line.proposal_id, f"line-{line.pk}") or lines)


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
        "back": back_of(request),
        "gone": line is not None and line.removed_at and not framework.removed_at,
        "asked": asked_about_line(request, line),
        "framework": framework,
        "line": line,
        "form": shown.form,
        "theirs": shown.theirs,
        "editor": last_editor(line) if line and shown.form.clashes else None,
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

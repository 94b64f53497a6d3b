"""The officer's pages of one policy framework: its lines, and its texts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.forms import FrameworkForm
from budgeting.functions import FUNCTIONS
from budgeting.models import PolicyFramework, Proposal, SpendingLine
from budgeting.overview import sheet_of
from budgeting.permissions import may_edit
from budgeting.services import SetAside
from budgeting.services.locks import kept_framework
from budgeting.services.undo import undoable
from budgeting.views.common import (
    attempt,
    back_from,
    back_of,
    back_query,
    check_editable,
    posted_version,
    refused,
    visible_framework,
    visible_proposal,
)
from budgeting.views.observations import asked_here
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.rows import editor_before, filled_form, last_editor
from budgeting.views.settling import Save, Settled, settled, tell


@login_required
@require_safe
def framework_detail(request: HttpRequest, pk: int) -> HttpResponse:
    framework = visible_framework(request, pk)
    proposal = framework.proposal
    sheet = sheet_of(proposal)
    context = {
        **context_of(proposal),
        "framework": framework,
        "sheet": sheet,
        "shown": sheet.framework(framework.pk),
        "texts": texts_of(framework),
        "asked": asked_here(
            request, proposal, sheet.asked.about_framework(framework.pk)
        ),
        "undoable": undoable(proposal),
        "removed": list(framework.lines.filter(removed_at__isnull=False)),
        "may_edit": may_edit(request.user, proposal) and not framework.removed_at,
    }
    return render(request, "budgeting/framework_detail.html", context)


def texts_of(framework: PolicyFramework) -> list[tuple[str, object]]:
    """The framework's fields with their names, as a reader sees them."""
    form = filled_form(FrameworkForm, framework)
    names = [name for name in form.fields if not name.startswith(("month_", "version"))]
    found = {name: (form[name].label, form[name].value()) for name in names}
    label, code = found["function"]
    found["function"] = (label, f"{code} {FUNCTIONS.get(code, '')}".strip())
    months = [f"{m.label}: {m.value()}" for m in form.months if m.value()]
    return [*found.values(), (_("Physical target by month"), "; ".join(months))]


@login_required
def framework_create(request: HttpRequest, pk: int) -> HttpResponse:
    return _framework_form(request, visible_proposal(request, pk), None)


@login_required
def framework_edit(request: HttpRequest, pk: int) -> HttpResponse:
    framework = visible_framework(request, pk)
    return _framework_form(request, framework.proposal, framework)


def _framework_form(
    request: HttpRequest, proposal: Proposal, framework: PolicyFramework | None
) -> HttpResponse:
    """Show the form, or save what was typed and say what does not read yet."""
    form = FrameworkForm(request.POST) if request.method == "POST" else None
    try:
        check_editable(request, proposal)
        if framework:
            framework = kept_framework(proposal, framework.pk)
        if form is None:
            form = (
                filled_form(FrameworkForm, framework) if framework else FrameworkForm()
            )
            return _page(request, proposal, framework, Settled(form))
        done = settled(request, form, framework, _saving(request, proposal, framework))
        if done.row:
            tell(request, done, editor_before(done.row))
            return after_saving(request, done.row)
        return _page(request, proposal, framework, done)
    except WorkflowError as error:
        if form is None:
            return refused(request, error, proposal)
        form.add_error(None, str(error))  # what was typed stays in the page
        return _page(request, proposal, framework, Settled(form, status=409))


def _saving(
    request: HttpRequest, proposal: Proposal, framework: PolicyFramework | None
) -> Save:
    """How the framework is saved: with the words that were set aside, if any."""

    def save(values: dict, version: int | None, words: dict) -> PolicyFramework:
        def plainly() -> PolicyFramework:
            return services.save_framework(
                proposal,
                by=request.user,
                values=values,
                framework=framework,
                version=version,
            )

        if not words:
            return plainly()
        aside = SetAside("framework", values["code"], words)
        return services.settle(proposal, by=request.user, aside=aside, save=plainly)

    return save


def after_saving(request: HttpRequest, framework: PolicyFramework) -> HttpResponse:
    """On to its lines; or back to the form where something does not read."""
    if framework.pending:
        again = reverse("budgeting:framework_edit", args=[framework.pk])
        return redirect(again + back_query(request))
    if request.POST.get("next") == "confirm":
        proposal = framework.proposal
        attempt(
            request,
            lambda: services.confirm_rows(
                proposal, by=request.user, frameworks=[framework.pk]
            ),
            done=_("The framework is saved and its description confirmed."),
        )
    else:
        messages.success(request, _("The framework is saved."))
    back = back_from(request, framework.proposal_id, f"framework-{framework.pk}")
    return redirect(back or reverse("budgeting:framework_detail", args=[framework.pk]))


def _page(
    request: HttpRequest,
    proposal: Proposal,
    framework: PolicyFramework | None,
    shown: Settled,
) -> HttpResponse:
    thing = f"framework-{framework.pk}" if framework else f"framework-new-{proposal.pk}"
    context = {
        **context_of(proposal),
        **here(request, proposal, thing),
        "back": back_of(request),
        "framework": framework,
        "form": shown.form,
        "theirs": shown.theirs,
        "editor": last_editor(framework) if framework and shown.form.clashes else None,
    }
    return render(
        request, "budgeting/framework_form.html", context, status=shown.status
    )


@login_required
@require_POST
def framework_remove(request: HttpRequest, pk: int) -> HttpResponse:
    framework = visible_framework(request, pk)
    done = _("The framework and its lines were removed. You can undo this below.")
    attempt(
        request,
        lambda: services.remove_framework(
            framework, by=request.user, version=posted_version(request)
        ),
        done=done,
    )
    return redirect("budgeting:proposal_detail", framework.proposal_id)


@login_required
@require_POST
def framework_restore(request: HttpRequest, pk: int) -> HttpResponse:
    framework = visible_framework(request, pk)
    attempt(
        request,
        lambda: services.restore_framework(framework, by=request.user),
        done=_("The framework is back, with its lines."),
    )
    return redirect("budgeting:proposal_detail", framework.proposal_id)


def next_line_code(framework: PolicyFramework) -> str:
    """A line code that the proposal does not use yet, to begin a new line with."""
    taken = set(
        SpendingLine.objects.filter(proposal=framework.proposal_id).values_list(
            "code", flat=True
        )
    )
    number = len(taken) + 1
    while (code := f"{framework.code}-{number}"[-20:]) in taken:
        number += 1
    return code

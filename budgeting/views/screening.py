"""The officer's page that declares that no action applies to a line, with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.forms import ScreenForm
from budgeting.models import FiscalYear, SpendingLine
from budgeting.views.common import (
    attempt,
    bind,
    check_editable,
    refused,
    require,
    visible_line,
)
from budgeting.views.presence import here
from budgeting.views.proposals import context_of
from budgeting.views.rows import last_editor
from budgeting.views.wording import Wording, answered


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
        "editor": last_editor(line),
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

"""Suggestions on the page of what a line cites: shown, set aside, brought back."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from budgeting import services
from budgeting.models import SpendingLine
from budgeting.suggestions import Suggestions, record_shown, suggestions_for
from budgeting.views.common import keys_among
from programme.models import Action

AT = "#suggestions"


def suggested(
    request: HttpRequest, line: SpendingLine, *, cited: Collection[int]
) -> Suggestions | None:
    """What the page suggests; None where no action may be cited."""
    if line.screened:
        return None
    showing = "aside" in (request.GET or request.POST)
    return suggestions_for(line, cited=cited, showing_aside=showing)


def decide(request: HttpRequest, line: SpendingLine) -> bool:
    """Keep what was shown, then set aside or bring back what was pressed; gives whether
    anything was. Raises WorkflowError."""
    record_shown(line, request.POST.get("suggested", ""), to=request.user)
    decided = False
    for name, service, said in (
        (
            "reject",
            services.set_suggestion_aside,
            _("Action %(code)s is not suggested for this line any more."),
        ),
        (
            "restore",
            services.bring_suggestion_back,
            _("Action %(code)s may be suggested for this line again."),
        ),
    ):
        keys = keys_among(request.POST.getlist(name))
        for action in Action.objects.filter(pk__in=keys) if keys else ():
            service(line, action=action, by=request.user)
            messages.success(request, said % {"code": action.code})
            decided = True
    return decided


def shows_aside(request: HttpRequest) -> bool:
    """Whether the page goes on to show what was set aside."""
    return request.POST.get("do") == "aside" or "aside" in request.POST

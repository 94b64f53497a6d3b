"""The officer's pages of what comes from last year: copy, decide, confirm."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from budgeting import services
from budgeting.copies import (
    CopyPlan,
    Offered,
    plan_copy,
    successors_of,
)
from budgeting.exceptions import StaleVersion, WorkflowError
from budgeting.forms import CopyForm, DecideForm
from budgeting.forms.copying import COPY
from budgeting.models import PolicyFramework, Proposal, SpendingLine
from budgeting.services.locks import kept_line
from budgeting.views.common import (
    attempt,
    bind,
    check_editable,
    posted_version,
    refused,
    visible_framework,
    visible_line,
    visible_proposal,
)
from budgeting.views.proposals import context_of
from programme.models import Action


@login_required
def proposal_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be copied from the last approved proposal, and the copying."""
    proposal = visible_proposal(request, pk)
    try:
        check_editable(request, proposal)
    except WorkflowError as error:
        return refused(request, error, proposal)
    source = proposal.last_approved()
    plan = plan_copy(proposal, source) if source else None
    initial = {"source": source.pk if source else None}
    form = bind(CopyForm, request, initial=initial)
    if plan and form.is_bound and form.is_valid():
        return _copy(request, proposal, plan, form)
    context = {**context_of(proposal), "plan": plan, "form": form}
    return render(request, "budgeting/proposal_copy.html", context)


def _copy(
    request: HttpRequest, proposal: Proposal, plan: CopyPlan, form: CopyForm
) -> HttpResponse:
    """Copy, say what was copied, and go to the proposal."""
    named = form.cleaned_data["source"]
    source = plan.source if named in (None, plan.source.pk) else Proposal(pk=named)
    amounts = form.cleaned_data["amounts"] == COPY
    attempt(
        request,
        lambda: services.copy_last_year(
            proposal, by=request.user, source=source, amounts=amounts
        ),
        done=_what_was_copied(plan),
    )
    return redirect("budgeting:proposal_detail", proposal.pk)


def _what_was_copied(plan: CopyPlan) -> str:
    year = {"year": plan.source.fiscal_year_id}
    if plan.is_empty:
        return _("All that %(year)s had is here already: nothing was copied.") % year
    lines = ngettext(
        "%(lines)s line was copied from %(year)s. Review it and confirm it.",
        "%(lines)s lines were copied from %(year)s. Review each and confirm it.",
        len(plan.lines),
    )
    return lines % {**year, "lines": f"{len(plan.lines):,}"}


@login_required
@require_POST
def framework_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what was copied: the ticked lines, one, all, or the description."""
    framework = visible_framework(request, pk)
    lines, left = _lines_to_confirm(request, framework)
    texts = {"texts", "all"} & set(request.POST)
    confirmed: list[int] = []
    attempt(
        request,
        lambda: confirmed.append(
            services.confirm_rows(
                framework.proposal,
                by=request.user,
                frameworks=[framework.pk] if texts else [],
                lines=lines,
            )
        ),
    )
    if confirmed:
        _say_confirmed(request, confirmed[0], left)
    return redirect("budgeting:framework_detail", framework.pk)


def _lines_to_confirm(
    request: HttpRequest, framework: PolicyFramework
) -> tuple[list[int], int]:
    """The lines meant, and how many of all of them are not ready to be confirmed: they
    wait for a decision, or for an amount."""
    rows = framework.lines.kept()
    if "all" in request.POST:
        copied = rows.filter(copied_from__isnull=False, confirmed_at=None)
        ready = copied.filter(undecided__isnull=True, pending={})
        keys = list(ready.values_list("pk", flat=True))
        return keys, copied.count() - len(keys)
    typed = request.POST.getlist("only") or request.POST.getlist("line")
    if "texts" in request.POST:
        typed = []
    keys = [int(k) for k in typed if k.isascii() and k.isdigit() and len(k) < 19]
    return list(rows.filter(pk__in=keys).values_list("pk", flat=True)), 0


def _say_confirmed(request: HttpRequest, count: int, left: int) -> None:
    if count:
        said = ngettext(
            "%(count)s copy is confirmed.", "%(count)s copies are confirmed.", count
        ) % {"count": f"{count:,}"}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing was left to confirm in what you chose."))
    if left:
        said = ngettext(
            "%(count)s line waits for its amount or for a decision about an action.",
            "%(count)s lines wait for their amount or for a decision about an action.",
            left,
        ) % {"count": f"{left:,}"}
        messages.warning(request, said)


@dataclass
class Deciding:
    """What the page of decisions holds: one form for each action, what is wrong."""

    line: SpendingLine
    forms: list[DecideForm]
    actions: dict[int, Action]
    version: int
    errors: list[str] = field(default_factory=list)
    stale: bool = False

    @property
    def rows(self) -> list[tuple[DecideForm, Action | None]]:
        """Each form with the action of last year that it is about."""
        return [(one, self.actions.get(one.waiting["action"])) for one in self.forms]

    @property
    def field_errors(self) -> list[tuple[str, str]]:
        """The id of each field that is wrong, and what is wrong with it."""
        return [
            (form[name].auto_id, said)
            for form in self.forms
            if form.is_bound
            for name, errors in form.errors.items()
            for said in errors
        ]


@login_required
def line_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide about the actions of last year that this year does not offer."""
    line = visible_line(request, pk)
    try:
        check_editable(request, line.proposal)
        kept_line(line.proposal, line.pk)
        deciding = _deciding(request, line)
        if not (request.method == "POST" or deciding.forms):
            return redirect("budgeting:line_cite", line.pk)
        if request.method == "POST":
            return _decide(request, deciding)
        return _page(request, deciding)
    except WorkflowError as error:
        return refused(request, error, line.proposal)


def _deciding(request: HttpRequest, line: SpendingLine) -> Deciding:
    waiting = line.undecided or []
    keys = [one["action"] for one in waiting]
    year = line.proposal.fiscal_year
    became = successors_of(keys, Offered(year)) if keys else {}
    data = request.POST if request.method == "POST" else None
    forms = [DecideForm(one, became[one["action"]], year, data) for one in waiting]
    actions = Action.objects.select_related("programme", "right").in_bulk(keys)
    return Deciding(line, forms, actions, line.version)


def _decide(request: HttpRequest, deciding: Deciding) -> HttpResponse:
    """Save what was decided, then go back to the lines."""
    line = deciding.line
    deciding.version = posted_version(request) or line.version
    if not sum(not form.is_valid() for form in deciding.forms):
        decisions = {
            form.waiting["action"]: form.cleaned_data["taken"]
            for form in deciding.forms
            if "taken" in form.cleaned_data
        }
        if not any(one.endswith("-choice") for one in request.POST):
            deciding.errors.append(_("Choose what becomes of at least one action."))
        elif _save(request, deciding, decisions):
            return redirect("budgeting:framework_detail", line.framework_id)
    return _page(request, deciding, status=409 if deciding.stale else 200)


def _save(request: HttpRequest, deciding: Deciding, decisions: dict) -> bool:
    """Whether it was saved; else the page says why not."""
    line = deciding.line
    try:
        services.decide_actions(
            line, by=request.user, decisions=decisions, version=deciding.version
        )
    except StaleVersion as stale:
        deciding.version, deciding.stale = stale.saved.version, True
        deciding.errors.append(str(stale))
        return False
    except WorkflowError as error:
        deciding.errors.append(str(error))
        return False
    said = _(
        "Line %(code)s: your decision is saved. Confirm the line when it is right."
    )
    messages.success(request, said % {"code": line.code})
    return True


def _page(request: HttpRequest, deciding: Deciding, status: int = 200) -> HttpResponse:
    line = deciding.line
    context = {**context_of(line.proposal), "line": line, "deciding": deciding}
    return render(request, "budgeting/line_decide.html", context, status=status)

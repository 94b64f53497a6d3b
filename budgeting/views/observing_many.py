"""One observation on many lines: tick, write once, preview, record all or none.

Every button posts all that was ticked and typed; nothing is saved before the last one.
"""

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from budgeting import services
from budgeting.forms import ObservationForm, ObservedFilter
from budgeting.models import ObservationCode, SpendingLine
from budgeting.permissions import is_finance, may_review
from budgeting.services import About, Asked
from budgeting.views.common import keys_among, perform, require, visible_proposal
from budgeting.views.observing import observing
from budgeting.views.proposals import context_of
from budgeting.views.ticking import Ticking

MOMENTARY = {"do", "csrfmiddlewaretoken"}
WRITING = ("preview", "record")
LINE = ObservationCode.About.LINE
TYPED = ("code", "text", "severity", "due_on")


@dataclass
class Observing(Ticking):
    """Which lines are observed on, or which citation of each."""

    @cached_property
    def filter(self) -> ObservedFilter:
        """Which lines are asked for."""
        return ObservedFilter(self.data, frameworks=self.frameworks)

    @property
    def action(self) -> str:
        """The code of the action asked for, where a ticked or listed line cites it."""
        asked = self.data.get("action", "").strip()
        cited = {
            one.action.code for line in self.listed for one in line.citations.all()
        }
        return asked if asked in cited else ""

    @property
    def of_citation(self) -> bool:
        """Whether it is about the citation of that action, not the line as a whole."""
        return bool(self.action and self.data.get("of") == "citation")

    def about(self, line: SpendingLine) -> About:
        """The line, or its citation of the action asked for."""
        if self.of_citation:
            for one in line.citations.all():
                if one.action.code == self.action:
                    one.line = line
                    return About(citation=one)
        return About(line=line)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def observation_many(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    data = request.POST if request.method == "POST" else request.GET
    page = Observing(proposal, data)
    button = request.POST.get("do")
    page.press(button, keys_among(data.getlist("line")))
    if button not in WRITING:
        return _choose_page(request, page, _as_typed(request, page))
    form = observing(request, proposal, LINE)
    if not page.chosen:
        page.errors.append(("lines", _("Tick at least one line.")))
    if not form.is_valid() or page.errors:
        return _choose_page(request, page, form, status=400)
    if button == "preview":
        return _preview_page(request, page, form)
    return _record(request, page, form)


def _record(
    request: HttpRequest, page: Observing, form: ObservationForm
) -> HttpResponse:
    """One observation a line, all or none."""
    made: list = []
    status = perform(
        form,
        lambda said: made.extend(
            services.observe_lines(
                page.proposal,
                by=request.user,
                about=[page.about(line) for line in page.chosen],
                asked=Asked(**{name: said[name] for name in TYPED}),
            )
        ),
    )
    if status is not None:
        return _choose_page(request, page, form, status=status)
    messages.success(request, _done(len(made)))
    address = resolve_url("budgeting:review_detail", page.proposal.pk)
    return redirect(f"{address}#observations")


def _done(count: int) -> str:
    if not count:
        return _("The same was asked of each of these lines before: nothing was added.")
    said = ngettext(
        "%(count)s observation is recorded.",
        "%(count)s observations are recorded, one for each line.",
        count,
    )
    return said % {"count": count}


def _as_typed(request: HttpRequest, page: Observing) -> ObservationForm:
    """What was written so far, without saying yet what is wrong with it."""
    if request.method != "POST" or request.POST.get("do") == "use":
        return observing(request, page.proposal, LINE)
    form = ObservationForm(codes=ObservationCode.objects.in_use(), first=LINE)
    form.initial = {name: request.POST.get(name, "") for name in TYPED}
    return form


def _choose_page(
    request: HttpRequest, page: Observing, form: ObservationForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **context_of(page.proposal),
        "page": page,
        "form": form,
        "may_review": may_review(request.user, page.proposal),
        "thing": f"observe-many-{page.proposal.pk}",
    }
    return render(request, "budgeting/observation_many.html", context, status=status)


def _preview_page(
    request: HttpRequest, page: Observing, form: ObservationForm
) -> HttpResponse:
    """What would be recorded of each line, and what is open about it already."""
    asked = page.proposal.observations.open().filter(line__in=page.ticked)
    before: dict[int, int] = {}
    for line in asked.values_list("line_id", flat=True):
        before[line] = before.get(line, 0) + 1
    said = form.cleaned_data
    context = {
        **context_of(page.proposal),
        "page": page,
        "said": said,
        "code": form.codes.get(said["code"]),
        "severity": dict(form.fields["severity"].choices)[said["severity"]],
        "rows": [
            (line, page.about(line).citation, before.get(line.pk, 0))
            for line in page.chosen
        ],
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in MOMENTARY
            for value in values
        ],
    }
    return render(request, "budgeting/observation_many_preview.html", context)

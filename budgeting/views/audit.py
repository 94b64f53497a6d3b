"""The auditor's pages: the trail, an entry, a row's history, a proposal's past."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, now
from django.views.decorators.http import require_POST, require_safe

from budgeting.forms.audit import CURSORS, MomentForm, TrailFilter
from budgeting.models import Citation, FiscalYear, Proposal
from budgeting.overview.differences import compared
from budgeting.overview.past import Past, past_of
from budgeting.overview.steps import moments_of
from budgeting.permissions import is_auditor
from budgeting.views.common import require
from budgeting.workflow import Role
from programme.models import TrailEntry
from programme.services import record_reading
from programme.trail import exporting, seal
from programme.trail.reading import (
    Filters,
    Hashed,
    Page,
    Step,
    page_of,
    state_of_chain,
    steps_of,
)
from programme.trail.tables import tables
from programme.trail.words import Told, told

SHOWN_MOMENTS = 30


def auditors_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page for the auditor; 403 for everyone else who signed in."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(is_auditor(request.user))
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@auditors_only
def audit_list(request: HttpRequest) -> HttpResponse:
    form = TrailFilter(request.GET)
    page = Page([], None, None)
    if understood := form.is_valid():
        page = page_of(form.filters, **form.cursors)
    context = {
        "form": form,
        "narrowed": understood and form.is_narrowed,
        "proposal": form.of_proposal if understood else None,
        "state": state_of_chain(),
        **_listed(request, page),
    }
    status = 200 if understood else 400
    return render(request, "budgeting/audit_list.html", context, status=status)


@require_safe
@auditors_only
def audit_row(request: HttpRequest, source: str, row: int) -> HttpResponse:
    if source not in tables():
        raise Http404
    form = TrailFilter({name: request.GET.get(name, "") for name in CURSORS})
    cursors = form.cursors if form.is_valid() else {}
    page = page_of(Filters(source=source, row=row), **cursors)
    if not page.steps:
        raise Http404
    context = {"table": tables()[source], "row": row, **_listed(request, page)}
    return render(request, "budgeting/audit_row.html", context)


def _listed(request: HttpRequest, page: Page) -> dict[str, Any]:
    """A page of entries in words, and the query that its neighbours keep."""
    asked = request.GET.copy()
    for name in CURSORS:
        asked.pop(name, None)
    return {"page": page, "told": in_words(page.steps), "address": asked.urlencode()}


def in_words(steps: list[Step]) -> list[Told]:
    """The entries in words; a group is called as the role that it stands for."""
    return told(steps, naming={Group: _role})


def _role(group: Group) -> str:
    return str(Role(group.name).label) if group.name in Role else group.name


@require_safe
@auditors_only
def audit_entry(request: HttpRequest, entry: int) -> HttpResponse:
    found = steps_of([entry])
    if not found:
        raise Http404
    one = found[0].entry
    same = TrailEntry.objects.filter(source=one.source, row_id=one.row_id)
    numbers = same.order_by("entry").values_list("entry", flat=True)
    context = {
        "one": in_words(found)[0],
        "hashed": Hashed.of(found[0]),
        "earlier": numbers.filter(entry__lt=entry).last(),
        "later": numbers.filter(entry__gt=entry).first(),
        "proposal": _proposal_of(one),
    }
    return render(request, "budgeting/audit_entry.html", context)


def _proposal_of(one: TrailEntry) -> int | None:
    """The proposal that an entry is about, if it is one's own."""
    if one.source == Proposal._meta.db_table:
        return one.row_id
    return one.said.get("proposal_id")


@require_safe
@auditors_only
def audit_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    own = TrailEntry.objects.filter(source=Proposal._meta.db_table, row_id=pk)
    began = own.order_by("entry").first()
    if began is None:
        raise Http404
    year = get_object_or_404(FiscalYear, pk=began.said["fiscal_year_id"])
    moment, form = _asked_moment(request, year)
    past, present = past_of(pk, moment), past_of(pk)
    moments = moments_of(pk, moment, _actions(past) | _actions(present))
    context = {
        "pk": pk,
        "unit": (either := past or present) and either.proposal.unit,
        "began": began,
        "year": year,
        "moment": moment,
        "form": form,
        "past": past,
        "comparison": compared(past, present) if past else None,
        "present": present,
        "moments": moments,
        "around": moments.around(SHOWN_MOMENTS),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "budgeting/audit_proposal.html", context, status=status)


def _asked_moment(
    request: HttpRequest, year: FiscalYear
) -> tuple[datetime, MomentForm]:
    """The moment in the address, else now; and the form that says it, or what is
    wrong with it."""
    zone = ZoneInfo(year.time_zone)
    if "day" in request.GET:
        form = MomentForm(request.GET)
        return (form.moment(year) if form.is_valid() else now()), form
    asked = request.GET.get("at", "")
    moment = now() if not asked else _read(asked)
    local = (moment or now()).astimezone(zone)
    form = MomentForm({"day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M:%S}"})
    if moment is None:
        form.refuse_address()
    return local, form


def _read(text: str) -> datetime | None:
    """A moment as links write it, with its offset from UTC; None for anything else."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    far = moment is None or not is_aware(moment) or not 1900 < moment.year < 9000
    return None if far else moment


def _actions(past: Past | None) -> set[int]:
    """The actions that the proposal cites."""
    if past is None:
        return set()
    cited: list[Citation] = [
        each.citation for line in past.lines for each in line.citations
    ]
    return {one.action_id for one in cited}


@require_POST
@auditors_only
def audit_download(request: HttpRequest) -> StreamingHttpResponse:
    record_reading("trail", by=request.user)
    head = seal()  # so that the file ends with the entry that tells of itself
    answer = StreamingHttpResponse(
        (f"{line}\n" for line in exporting.lines()),
        content_type="text/plain; charset=utf-8",
    )
    answer["Content-Disposition"] = (
        f'attachment; filename="hrbudget-trail-{head.position}.txt"'
    )
    answer["Cache-Control"] = "no-store"
    return answer

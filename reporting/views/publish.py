"""Publishing a year: the head asks, a second person of Finance confirms."""

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgeting.exceptions import WorkflowError
from budgeting.models import FiscalYear, Proposal, Stage
from budgeting.permissions import (
    is_auditor,
    may_confirm_publication,
    may_publish,
)
from programme.models import User
from programme.step_up import fresh_factor_required
from reporting import finishing, kept
from reporting.kept import Edition
from reporting.labels import NUMBERS, written
from reporting.models import PendingPublication, Publication
from reporting.publishing import ask_to_publish, confirm_publication


@login_required
@require_safe
def publish_list(request: HttpRequest) -> HttpResponse:
    _check_may_see(request.user)
    years = years_with_counts().order_by("-year")
    records = {one.fiscal_year_id: one for one in Publication.objects.on_record()}
    pending = {one.fiscal_year_id: one for one in open_requests()}
    seen = kept.memory.current()  # what the public pages of this process show now
    rows = [
        {
            "year": year,
            "standing": Standing(records.get(year.pk), seen.of(year.pk)),
            "pending": pending.get(year.pk),
            "since": approved_since(year, records.get(year.pk)),
        }
        for year in years
    ]
    return render(request, "reporting/publish_list.html", {"rows": rows})


def publish_ask(request: HttpRequest, year: int) -> HttpResponse:
    """What waits to be published of a year; the head asks here."""
    if request.method == "POST":
        return _ask(request, year)
    return _waiting(request, year)


@login_required
@require_safe
def _waiting(request: HttpRequest, year: int) -> HttpResponse:
    _check_may_see(request.user)
    fiscal_year = get_object_or_404(years_with_counts(), pk=year)
    pending = open_requests().filter(fiscal_year=fiscal_year).first()
    mine = pending is not None and pending.by_id == request.user.pk
    record = Publication.objects.on_record().filter(fiscal_year=year).first()
    context = {
        "year": fiscal_year,
        "left_out": fiscal_year.proposals_in_all - fiscal_year.proposals_approved,
        "standing": Standing(record, kept.memory.current().of(year)),
        "pending": pending,
        "compared": compared(pending, record),
        "stages": Stage.choices,
        "may_ask": may_publish(request.user),
        "may_confirm": pending
        and not mine
        and not pending.has_expired
        and may_confirm_publication(request.user),
    }
    return render(request, "reporting/publish_ask.html", context)


@login_required
@require_POST
@fresh_factor_required
def _ask(request: HttpRequest, year: int) -> HttpResponse:
    fiscal_year = get_object_or_404(FiscalYear, pk=year)
    stage = request.POST.get("stage") or None
    try:
        ask_to_publish(fiscal_year, by=request.user, stage=stage)
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Asked. A second person of Finance now confirms these numbers.")
        )
    return redirect("reporting:publish_ask", year=year)


@login_required
@require_POST
@fresh_factor_required
def publish_confirm(request: HttpRequest, year: int) -> HttpResponse:
    pending = _pending_or_404(year, request.POST.get("pending", ""))
    try:
        publication = confirm_publication(pending, by=request.user)
    except WorkflowError as error:
        messages.error(request, str(error))
        return redirect("reporting:publish_ask", year=year)
    said = _(
        "Publication %(number)s of %(year)s is made. The public sees it as soon as its "
        "files and charts are ready, usually within a minute."
    )
    values = {"number": publication.number, "year": year}
    messages.success(request, said % values)
    return redirect("reporting:publish_list")


def _pending_or_404(year: int, pk: str) -> PendingPublication:
    if not (pk.isascii() and pk.isdigit() and len(pk) < 16):
        raise Http404(_("There is no such request to publish."))
    return get_object_or_404(PendingPublication, pk=pk, fiscal_year=year)


def _check_may_see(user: User) -> None:
    if not (may_confirm_publication(user) or is_auditor(user)):
        raise PermissionDenied(_("Publishing is for the people of Finance."))


def years_with_counts():
    """Fiscal years, each with its proposals counted: the approved ones, and all."""
    approved = Count("proposals", filter=Q(proposals__status="approved"))
    return FiscalYear.objects.annotate(
        proposals_approved=approved, proposals_in_all=Count("proposals")
    )


def open_requests():
    """Requests to publish that nobody confirmed or withdrew, the late ones too."""
    return PendingPublication.objects.open().select_related("by")


class Standing(NamedTuple):
    """What is on record of a year, and what of the year the public sees."""

    record: Publication | None
    seen: Edition | None

    @property
    def waits(self) -> bool:
        """Whether the record has files or pictures to come before it is shown."""
        return bool(self.record and self.record.pk != (self.seen and self.seen.pk))

    @property
    def late(self) -> bool:
        """Whether that takes so long that somebody should look."""
        made = self.record and self.record.published_at
        return self.waits and bool(made and made < now() - finishing.PATIENCE)


def approved_since(year: FiscalYear, record: Publication | None) -> int:
    """How many proposals were approved after the year's record was made."""
    approved = Proposal.objects.filter(fiscal_year=year, status="approved")
    if record:
        approved = approved.filter(approved_at__gt=record.published_at)
    return approved.count()


def compared(
    pending: PendingPublication | None, record: Publication | None
) -> list[tuple[str, str, str]]:
    """Each number that waits, beside the one on record."""
    if pending is None:
        return []
    before = record.numbers if record else {}
    return [
        (label, written(name, pending.numbers[name]), written(name, before.get(name)))
        for name, label in NUMBERS.items()
    ]

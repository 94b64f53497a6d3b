"""Reminders of a year: who is waited for, the plan, and the letters that were sent."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from budgeting import services
from budgeting.forms import LetterFilter, PlanForm, ReminderFilter, RemindForm
from budgeting.models import FiscalYear, Letter
from budgeting.overview.reminding import ReminderRow, reminder_rows
from budgeting.permissions import is_auditor, is_finance, may_remind
from budgeting.reminders import MORNING, plan_of
from budgeting.views.common import perform, require

PAGE = 50
READ = ("kind", "state", "unit")


@login_required
def reminder_list(request: HttpRequest, year: int) -> HttpResponse:
    """Who is waited for and when they are reminded; the head reminds those ticked."""
    found = _year(request, year)
    rows = reminder_rows(found)
    asked = ReminderFilter(request.GET)
    asked.is_valid()
    shown = [row for row in rows if _is_asked(row, asked)]
    form, status, sent = _remind(request, found, shown)
    if status is None:
        _say_reminded(request, sum(sent))
        return redirect(request.get_full_path())
    context = {
        "year": found,
        "plan": plan_of(found),
        "rows": shown,
        "reachable": sum(row.may_remind for row in shown),
        "everybody": rows,
        "filter": asked,
        "filtered": any(asked.cleaned_data.values()),
        "form": form,
        "ticked": request.POST.getlist("units"),
        "mark": request.POST.get("mark") or secrets.token_hex(8),
        "thing": f"remind-{found.pk}",
        "is_head": may_remind(request.user),
        "morning": MORNING,
        "today": found.today(),
        "sends_mail": settings.SENDS_MAIL,
    }
    return render(request, "budgeting/reminder_list.html", context, status=status)


def _remind(
    request: HttpRequest, year: FiscalYear, rows: list[ReminderRow]
) -> tuple[RemindForm, int | None, list[int]]:
    """The form, how it went (None: done), and how many reminders were written."""
    sent: list[int] = []
    if request.method != "POST":
        return RemindForm(), 200, sent
    require(may_remind(request.user))
    data, keys = request.POST.copy(), [row.missing.unit.pk for row in rows]
    if data.get("do") == "all":
        data.setlist("units", [row.missing.unit.pk for row in rows if row.may_remind])
    form = RemindForm(data, units=keys)

    def remind(said: dict[str, Any]) -> None:
        units = [int(one) for one in said["units"]]
        mark = said["mark"]
        sent.append(services.remind_now(year, units, by=request.user, mark=mark))

    return form, perform(form, remind), sent


def _say_reminded(request: HttpRequest, count: int) -> None:
    """How many letters go out."""
    said = ngettext(
        "%(count)s reminder is being sent.",
        "%(count)s reminders are being sent.",
        count,
    )
    messages.success(request, said % {"count": count})


def _is_asked(row: ReminderRow, asked: ReminderFilter) -> bool:
    """Whether the filters let this unit through."""
    state, kind = asked.cleaned_data.get("state"), asked.cleaned_data.get("kind")
    of_state = not state or row.missing.state == state
    return of_state and (not kind or row.missing.unit.kind == kind)


@login_required
def reminder_plan(request: HttpRequest, year: int) -> HttpResponse:
    """The days on which is reminded, and whether at all."""
    require(may_remind(request.user))
    found = get_object_or_404(FiscalYear, pk=year)
    plan = plan_of(found)
    saved = {"is_on": "yes" if plan.is_on else "no", "days": plan.days}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=saved)
    status = perform(
        form, lambda said: services.plan_reminders(found, by=request.user, **said)
    )
    if status is None:
        messages.success(request, _("The plan of reminders is saved."))
        return redirect("budgeting:reminder_list", found.pk)
    context = {"year": found, "form": form, "thing": f"reminders-{found.pk}"}
    return render(request, "budgeting/reminder_plan.html", context, status=status)


@login_required
@require_safe
def letter_list(request: HttpRequest, year: int) -> HttpResponse:
    """Every letter of the year: to whom, when, and what became of it."""
    found = _year(request, year)
    asked = LetterFilter(request.GET)
    letters = Letter.objects.filter(fiscal_year=found)
    letters = letters.select_related("unit", "receiver", "asked_by")
    if asked.is_valid():
        said = asked.cleaned_data
        named = {"kind": said["kind"], "state": said["state"]}
        named["unit__code"] = said["unit"].strip().upper()
        letters = letters.filter(**{name: one for name, one in named.items() if one})
    address = QueryDict(mutable=True)
    address.update({name: request.GET[name] for name in READ if request.GET.get(name)})
    context = {
        "year": found,
        "filter": asked,
        "filtered": bool(address),
        "page": Paginator(letters, PAGE).get_page(request.GET.get("page")),
        "address": address.urlencode(),
        "sends_mail": settings.SENDS_MAIL,
    }
    return render(request, "budgeting/letter_list.html", context)


def _year(request: HttpRequest, year: int) -> FiscalYear:
    """The year, for whoever reads what Finance reads."""
    require(is_finance(request.user) or is_auditor(request.user))
    return get_object_or_404(FiscalYear, pk=year)

"""The page where Finance reads one proposal and decides."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budgeting.doubts import contributors_of, doubts_among, was_member
from budgeting.models import Proposal
from budgeting.overview import exceptions_of, told
from budgeting.overview.queue import queue_of
from budgeting.overview.reading import Keys, Reading, keys_of, reading_of
from budgeting.overview.reviewed import (
    ReviewedFramework,
    Show,
    count,
    only,
    reviewed,
)
from budgeting.overview.touched import events_to_read, touched
from budgeting.permissions import (
    finance_roles,
    may_edit,
    may_move,
    may_reopen,
    may_return,
    may_review,
)
from budgeting.signals import signals_of
from budgeting.views.common import OF_PROPOSAL, keys_among, require
from budgeting.views.presence import reviewing
from budgeting.views.proposals import HISTORY, context_of
from budgeting.workflow import FINANCE_ROLES, Origin, Role, Status


@dataclass(frozen=True)
class Choice:
    """A link that shows other lines: its words, its query, how many lines it shows."""

    name: str
    query: str
    lines: int
    chosen: bool


@login_required
@require_safe
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    roles = finance_roles(request.user)
    visible = Proposal.objects.visible_to(request.user, roles)
    found = visible.select_related(*OF_PROPOSAL).annotate(
        **keys_of(), was_member=was_member(request.user)
    )
    proposal = get_object_or_404(found, pk=pk)
    is_finance = bool(roles & FINANCE_ROLES)
    require(is_finance or Role.AUDITOR in roles)
    context = {**_read(request, proposal), "is_auditor": Role.AUDITOR in roles}
    if is_finance:
        context |= {
            **_powers(request, proposal, roles),
            **reviewing(request, proposal),
            "queue": queue_of(proposal, request.user),
        }
    return render(request, "budgeting/review_detail.html", context)


def _read(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """What the page shows of the proposal, to whoever may read it."""
    keys = Keys(proposal.approved_key, proposal.programme_key)  # type: ignore[attr-defined]
    reading = reading_of(proposal, keys, _number(request.GET, "since"))
    events = list(events_to_read(proposal, HISTORY))
    done = touched(events)
    return {
        **context_of(proposal),
        **_lines(request.GET, reading, reviewed(reading, done.lines if done else {})),
        "reading": reading,
        "sheet": reading.sheet,
        "open": reading.sheet.asked.unresolved,
        "submissions": reading.submissions,
        "latest": reading.submissions[0] if reading.submissions else None,
        "touched": done,
        "history": told(events[:HISTORY]),
        "exceptions": exceptions_of(proposal),
        "signals": signals_of(
            proposal, [one.framework for one in reading.sheet.frameworks]
        ),
    }


def _number(query: QueryDict, name: str) -> int | None:
    """A number of the address, or None for anything else."""
    return next(iter(keys_among([query.get(name, "")])), None)


def _lines(
    query: QueryDict, reading: Reading, frameworks: list[ReviewedFramework]
) -> dict[str, Any]:
    """The lines that were asked for, and the links to others."""
    show = query.get("show", "")
    show = show if show in _offered(reading) else Show.ALL
    key = _number(query, "framework")
    here = [one for one in frameworks if _is(one, key)] if key else []
    chosen = here[0] if here else None
    kept = here or frameworks
    return {
        "show": show,
        "shows": _shows(query, kept, reading, show),
        "forms": _forms(query, frameworks, reading, show),
        "of_last_year": _query(query, show=Show.LAST_YEAR.value),
        "every_form": _query(query, framework=""),
        "chosen": chosen,
        "folded": _folded(kept, reading) if show == Show.ALL else 0,
        "frameworks": only(kept, reading, show),
    }


def _shows(
    query: QueryDict, kept: list[ReviewedFramework], reading: Reading, show: str
) -> list[Choice]:
    """Links to what differs, or is observed, in the frameworks that are shown."""
    return [
        Choice(
            words, _query(query, show=one.value), count(kept, reading, one), one == show
        )
        for one, words in _offered(reading).items()
    ]


def _forms(
    query: QueryDict, frameworks: list[ReviewedFramework], reading: Reading, show: str
) -> list[Choice]:
    """Links to each framework alone, with its lines that are like what is shown."""
    chosen = _number(query, "framework")
    found = [(one, one.shown.framework.pk) for one in frameworks if one.shown]
    return [
        Choice(
            one.code,
            _query(query, framework=key),
            count([one], reading, show),
            key == chosen,
        )
        for one, key in found
    ]


def _folded(frameworks: list[ReviewedFramework], reading: Reading) -> int:
    """How many lines that are gone since last year are not shown among all."""
    every = sum(len(one.lines) for one in frameworks)
    return every - count(frameworks, reading, Show.ALL)


def _offered(reading: Reading) -> dict[Show, str]:
    """Which lines may be asked for alone, in words: what differs only where there is
    something to compare with."""
    besides = {Show.EARLIER: reading.earlier, Show.LAST_YEAR: reading.last_year}
    return {
        one: str(one.label) % {"name": beside.name if beside else ""}
        for one in Show
        if (beside := besides.get(one)) or one not in besides
    }


def _is(one: ReviewedFramework, key: int) -> bool:
    return one.shown is not None and one.shown.framework.pk == key


def _query(query: QueryDict, **other: Any) -> str:
    """The query of this address with other values, those that are empty left out."""
    asked = QueryDict(mutable=True)
    for name in ("show", "framework", "since"):
        if value := str(other.get(name, query.get(name, ""))):
            asked[name] = value
    return f"?{asked.urlencode()}"


def _powers(request: HttpRequest, proposal: Proposal, roles: set[Role]) -> dict:
    """What this person of Finance may do with it now, for the page's buttons."""
    user, on_behalf = request.user, proposal.origin == Origin.ON_BEHALF
    is_head = Role.FINANCE_HEAD in roles
    return {
        "may_edit": on_behalf and is_head and may_edit(user, proposal),
        "may_review": may_review(user, proposal, roles),
        "may_return": may_return(user, proposal, roles),
        "may_reopen": may_reopen(user, proposal, roles),
        "may_resolve": True,
        "may_waive": proposal.is_open and is_head,
        "may_except": is_head,
        **_approval(request, proposal, roles),
    }


def _approval(request: HttpRequest, proposal: Proposal, roles: set[Role]) -> dict:
    """Whether they may approve it, and what the page says before they do."""
    if proposal.status != Status.SUBMITTED:
        return {}
    user, contributors = request.user, contributors_of(proposal)
    contributed = user in contributors
    approves = may_move(user, proposal, Status.APPROVED, roles) and not contributed
    member = proposal.was_member  # type: ignore[attr-defined]
    doubts = doubts_among(contributors, user, is_member=member) if approves else None
    return {
        "may_approve": approves,
        "has_contributed": contributed,
        "doubts": doubts,
    }

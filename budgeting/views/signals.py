"""Finance's pages of signals: a proposal's, the answer to one, and a whole year's."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting import services
from budgeting.dues import proposed_due
from budgeting.forms import SignalNoteForm, SignalQuestionForm
from budgeting.forms.base import DeskForm
from budgeting.models import FiscalYear, Observation, ObservationCode, Proposal
from budgeting.permissions import has_contributed, is_auditor, is_finance, may_review
from budgeting.services import Question, Seen
from budgeting.signals import KINDS, Signal, signals_of
from budgeting.signals.of_year import signals_of_year
from budgeting.views.common import perform, require, visible_proposal
from budgeting.views.proposals import context_of

NAMED = 60  # codes that a question names


@login_required
@require_safe
def signal_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All signals of a proposal with all their rows, and when each kind is shown."""
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user) or is_auditor(request.user))
    context = {
        **context_of(proposal),
        "signals": signals_of(proposal),
        "kinds": KINDS.values(),
        "may_review": may_review(request.user, proposal),
    }
    return render(request, "budgeting/signal_list.html", context)


@login_required
@require_safe
def signal_year(request: HttpRequest, year: int) -> HttpResponse:
    """Which units show which signals, so that patterns are seen."""
    require(is_finance(request.user) or is_auditor(request.user))
    found = signals_of_year(get_object_or_404(FiscalYear, pk=year))
    context = {
        "year": found.year,
        "found": found,
        "kinds": KINDS.values(),
    }
    return render(request, "budgeting/signal_year.html", context)


@login_required
def signal_answer(request: HttpRequest, pk: int, signal: str) -> HttpResponse:
    """One signal with its rows, and the two answers that a reviewer may give."""
    proposal = visible_proposal(request, pk)
    require(is_finance(request.user))
    if (kind := signal) not in KINDS:
        raise Http404
    note, question = _forms(request)
    status: int | None = 200
    if question.is_bound:
        status = perform(question, lambda said: _ask(request, proposal, kind, said))
    elif note.is_bound:
        status = perform(note, lambda said: _justify(request, proposal, kind, said))
    if status is None:
        messages.success(request, _("Your answer is kept."))
        return redirect("budgeting:signal_list", proposal.pk)
    return _render_answer(request, proposal, kind, (note, question), status)


def _forms(request: HttpRequest) -> tuple[DeskForm, DeskForm]:
    """The form of each answer, the one that was sent with what it holds."""
    posted = request.POST if request.method == "POST" else None
    asks = posted is not None and posted.get("do") == "ask"
    codes = ObservationCode.objects.in_use()
    first = ObservationCode.About.CITATION
    return (
        SignalNoteForm(None if asks else posted),
        SignalQuestionForm(posted if asks else None, codes=codes, first=first),
    )


def _seen(request: HttpRequest, kind: str) -> Seen:
    return Seen(kind, request.POST.get("fingerprint", ""))


def _justify(request: HttpRequest, proposal: Proposal, kind: str, said: dict) -> object:
    return services.answer_signal(
        proposal, by=request.user, seen=_seen(request, kind), note=said["note"]
    )


def _ask(request: HttpRequest, proposal: Proposal, kind: str, said: dict) -> object:
    return services.ask_about_signal(
        proposal,
        by=request.user,
        seen=_seen(request, kind),
        question=Question(**said),
    )


def _render_answer(
    request: HttpRequest,
    proposal: Proposal,
    kind: str,
    forms: tuple[DeskForm, DeskForm],
    status: int,
) -> HttpResponse:
    note, question = forms
    one = signals_of(proposal).of_kind(kind)
    if one and not question.is_bound:
        question.initial = {
            "text": question_about(one.signal),
            "severity": Observation.Severity.ADVISORY,
            "due_on": proposed_due(proposal.fiscal_year),
        }
    context: dict[str, Any] = {
        **context_of(proposal),
        "one": one,
        "words": KINDS[kind],
        "note": note,
        "question": question,
        "form": question if question.errors else note,
        "may_review": may_review(request.user, proposal),
        "has_contributed": has_contributed(request.user, proposal),
        "thing": f"signal-{proposal.pk}-{kind}",
    }
    return render(request, "budgeting/signal_answer.html", context, status=status)


def question_about(signal: Signal) -> str:
    """A question to the unit that begins with what the signal says and its lines."""
    codes = [line.code for line in signal.lines]
    named, left = ", ".join(codes[:NAMED]), len(codes) - NAMED
    if left > 0:
        named = _("%(codes)s and %(n)s more") % {"codes": named, "n": left}
    lines = _("Lines: %(codes)s.") % {"codes": named}
    return f"{signal.said}\n{lines}\n{signal.words.ask}"

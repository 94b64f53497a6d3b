"""Signals: what a reviewer answered to each, about the rows that they saw."""

from datetime import date
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Event, Observation, Proposal, SignalAnswer
from budgeting.permissions import has_contributed, is_finance, may_review
from budgeting.services.locks import check_not_imported, lock_proposal
from budgeting.services.observations import About, observe
from budgeting.services.refusals import in_words
from budgeting.services.trail import record
from budgeting.signals import Signal, find_signals
from programme.models import User


class Seen(NamedTuple):
    """The signal that a page showed: its kind, and the mark of its rows."""

    kind: str
    fingerprint: str


class Question(NamedTuple):
    """What the unit is asked about a signal."""

    text: str
    severity: str = Observation.Severity.ADVISORY
    due_on: date | None = None
    code: str = ""


@transaction.atomic
@in_words
def answer_signal(
    proposal: Proposal, *, by: User, seen: Seen, note: str
) -> SignalAnswer:
    """The reviewer's answer that what was seen looks right, and why.

    It holds for these rows as they are. Raises WorkflowError where they changed since,
    and without a note.
    """
    proposal = lock_proposal(proposal.pk)
    signal = _signal_seen(proposal, seen, by=by)
    if has_contributed(by, proposal):
        raise WorkflowError(
            _("You edited or submitted this proposal: a colleague answers its signals.")
        )
    if not note.strip():
        raise WorkflowError(_("Say why it looks right."))
    said = {"answer": SignalAnswer.Answer.JUSTIFIED, "note": note.strip()}
    return _keep(proposal, signal, by, said)


@transaction.atomic
@in_words
def ask_about_signal(
    proposal: Proposal, *, by: User, seen: Seen, question: Question
) -> SignalAnswer:
    """An observation made from a signal, and the answer that it was made.

    On the line where the signal has one, else on the whole proposal.
    """
    proposal = lock_proposal(proposal.pk)
    signal = _signal_seen(proposal, seen, by=by)
    lines = signal.lines
    about = About(line=lines[0] if len(lines) == 1 else None, code=question.code)
    observation = observe(
        proposal,
        by=by,
        text=question.text,
        about=about,
        severity=question.severity,
        due_on=question.due_on,
    )
    said = {"answer": SignalAnswer.Answer.ASKED, "observation": observation}
    return _keep(proposal, signal, by, said)


def _signal_seen(proposal: Proposal, seen: Seen, *, by: User) -> Signal:
    """The signal as it is now, if it is the one that was seen."""
    check_not_imported(proposal)
    if not is_finance(by):
        raise PermissionDenied(_("Only Finance answers signals."))
    if not may_review(by, proposal):
        raise WorkflowError(
            _("Signals are answered while the proposal is submitted or returned.")
        )
    found = {one.kind: one for one in find_signals(proposal)}
    signal = found.get(seen.kind)
    if signal is None:
        raise WorkflowError(_("The proposal does not show this signal any more."))
    if signal.fingerprint != seen.fingerprint:
        raise WorkflowError(
            _("The lines of this signal changed since you read them: read them anew.")
        )
    return signal


def _keep(proposal: Proposal, signal: Signal, by: User, said: dict) -> SignalAnswer:
    """The answer, recorded once: the last one where it says the same."""
    last = proposal.signal_answers.filter(signal=signal.kind).latest_first().first()
    terms = {"fingerprint": signal.fingerprint, "by": by, **said}
    if last and all(getattr(last, name) == value for name, value in terms.items()):
        return last
    answer = SignalAnswer(
        proposal=proposal,
        signal=signal.kind,
        lines=[line.code for line in signal.lines],
        **terms,
    )
    answer.full_clean()
    answer.save()
    data = {"signal": signal.kind, "answer": answer.answer, "lines": len(signal.lines)}
    if answer.observation_id:
        data["observation"] = answer.observation_id
    record(proposal, Event.Kind.SIGNAL_ANSWERED, by=by, note=answer.note, data=data)
    return answer

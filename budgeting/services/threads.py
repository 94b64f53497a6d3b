"""What is said under an observation: the unit answers, Finance asks back."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.dues import check_due
from budgeting.exceptions import WorkflowError
from budgeting.models import Event, Observation, Proposal, Reply
from budgeting.notices import notify_of_reply
from budgeting.permissions import is_author, is_finance, may_ask_back, may_reply
from budgeting.services.locks import check_text, check_window, lock_proposal
from budgeting.services.refusals import in_words
from budgeting.services.trail import record
from budgeting.workflow import Status
from programme.models import User


@transaction.atomic
@in_words
def reply_to_observation(
    observation: Observation,
    *,
    by: User,
    text: str,
    before: str | None = None,
    asked: int | None = None,
) -> Observation:
    """The unit's answer, a message more of the thread; until Finance resolves.

    Raises StaleVersion where the last answer is no longer `before`, which the page
    showed, and WorkflowError where Finance's last message is another than `asked`.
    """
    proposal = lock_proposal(observation.proposal_id)
    observation = Observation.objects.get(pk=observation.pk)
    if not is_author(by, proposal):
        raise PermissionDenied(_("Only the people of its unit answer."))
    if _said_already(observation, Reply.Side.UNIT, text, by=by):
        return observation
    if proposal.status == Status.RETURNED:
        check_window(proposal)
    if observation.resolution or not may_reply(by, proposal):
        raise WorkflowError(_("This observation takes no more answers."))
    if not text.strip():
        raise WorkflowError(_("Write the answer."))
    check_text(observation, observation.reply, before)
    _check_asked(observation, asked)
    reply = _say(observation, Reply.Side.UNIT, text, by=by)
    observation.reply, observation.replied_by = reply.text, by
    observation.replied_at = reply.at
    observation.save(update_fields=["reply", "replied_by", "replied_at"])
    _record(proposal, Event.Kind.REPLIED, reply)
    notify_of_reply(observation, proposal)
    return observation


@transaction.atomic
@in_words
def ask_back(
    observation: Observation,
    *,
    by: User,
    text: str,
    due_on: date | None = None,
    read: int | None = None,
) -> Observation:
    """Finance's next message: it is the unit's turn again, by `due_on` if one is given.

    Raises WorkflowError where somebody wrote after the message `read`, the last that
    the page showed (0 where there was none).
    """
    proposal = lock_proposal(observation.proposal_id)
    observation = Observation.objects.get(pk=observation.pk)
    if not is_finance(by):
        raise PermissionDenied(_("Only Finance asks back."))
    if _said_already(observation, Reply.Side.FINANCE, text, by=by):
        return observation
    if observation.resolution or not may_ask_back(by, proposal):
        raise WorkflowError(
            _("Finance writes here while the observation is open and under review.")
        )
    if not text.strip():
        raise WorkflowError(_("Write the message."))
    check_due(proposal.fiscal_year, due_on)
    if read is not None:
        check_read(observation, read or None)
    reply = _say(observation, Reply.Side.FINANCE, text, by=by)
    if due_on and due_on != observation.due_on:
        observation.due_on = due_on
        observation.save(update_fields=["due_on"])
    _record(proposal, Event.Kind.OBSERVED, reply, what="asked back")
    return observation


def check_read(observation: Observation, read: int | None) -> None:
    """Raise WorkflowError where the last message is another than the one read."""
    last = observation.replies.order_by("pk").last()
    if (last.pk if last else None) != read:
        raise WorkflowError(
            _("Somebody wrote meanwhile: %(text)s Read it, then decide.")
            % {"text": f"“{last.text if last else ''}”"}
        )


def _check_asked(observation: Observation, asked: int | None) -> None:
    """Raise WorkflowError where the unit did not read what Finance asked last."""
    if asked is None:
        return
    of_finance = observation.replies.filter(side=Reply.Side.FINANCE)
    last = of_finance.order_by("pk").last()
    if last and last.pk != asked:
        raise WorkflowError(
            _("Finance asked back meanwhile. Read it below, then answer.")
        )


def _said_already(observation: Observation, side: str, text: str, *, by: User) -> bool:
    """Whether this very message is the last one."""
    last = observation.replies.order_by("pk").last()
    said = (side, text.strip(), by.pk)
    return last is not None and (last.side, last.text, last.by_id) == said


def _say(observation: Observation, side: str, text: str, *, by: User) -> Reply:
    return Reply.objects.create(
        observation=observation, side=side, text=text.strip(), by=by, at=now()
    )


def _record(proposal: Proposal, kind: str, reply: Reply, **more: str) -> None:
    """The event of a message."""
    one = reply.observation
    data = {"observation": one.pk, "line": one.line_code, **more}
    record(proposal, kind, by=reply.by, note=reply.text, data=data)

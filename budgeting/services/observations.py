"""Observations: what Finance asks, what the unit answers, how it ends."""

from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import (
    Citation,
    Event,
    Observation,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.notices import notify_of_reply
from budgeting.permissions import is_author, is_finance, may_reply, may_review
from budgeting.services.locks import (
    check_not_imported,
    check_text,
    check_window,
    lock_proposal,
)
from budgeting.services.refusals import in_words
from budgeting.services.trail import record
from budgeting.workflow import Status
from programme.models import User


class About(NamedTuple):
    """What an observation is about, most exact first, and Finance's code for it."""

    citation: Citation | None = None
    line: SpendingLine | None = None
    framework: PolicyFramework | None = None
    code: str = ""


@transaction.atomic
@in_words
def observe(
    proposal: Proposal,
    *,
    by: User,
    text: str,
    about: About | None = None,
    severity: str = Observation.Severity.BLOCKING,
    due_on: date | None = None,
) -> Observation:
    """Finance's observation on the proposal, or on the part of it in `about`.

    On an autonomous body's proposal it is advisory, whatever severity is asked.
    """
    proposal = lock_proposal(proposal.pk)
    check_not_imported(proposal)
    if not is_finance(by):
        raise PermissionDenied(_("Only Finance makes observations."))
    if not may_review(by, proposal):
        raise WorkflowError(
            _("Observations are made while the proposal is submitted or returned.")
        )
    if proposal.unit.is_autonomous:
        severity = Observation.Severity.ADVISORY
    said = {"text": text.strip(), "severity": severity, "due_on": due_on}
    terms = {**said, **_subject(proposal, about or About()), "by": by}
    same = proposal.observations.open().filter(**terms).first()
    return same or _save_observation(proposal, terms, by=by)


@transaction.atomic
@in_words
def reply_to_observation(
    observation: Observation, *, by: User, text: str, before: str | None = None
) -> Observation:
    """The unit's answer; it may be written anew until Finance resolves.

    Raises StaleVersion where the answer is no longer `before`, which the page showed.
    """
    proposal = lock_proposal(observation.proposal_id)
    observation = Observation.objects.get(pk=observation.pk)
    if not is_author(by, proposal):
        raise PermissionDenied(_("Only the people of its unit answer."))
    if (observation.reply, observation.replied_by_id) == (text.strip(), by.pk):
        return observation
    if proposal.status == Status.RETURNED:
        check_window(proposal)
    if observation.resolution or not may_reply(by, proposal):
        raise WorkflowError(_("This observation takes no more answers."))
    if not text.strip():
        raise WorkflowError(_("Write the answer."))
    check_text(observation, observation.reply, before)
    observation.reply, observation.replied_by = text.strip(), by
    observation.replied_at = now()
    observation.save(update_fields=["reply", "replied_by", "replied_at"])
    data = {"observation": observation.pk, "line": observation.line_code}
    record(proposal, Event.Kind.REPLIED, by=by, note=observation.reply, data=data)
    notify_of_reply(observation, proposal)
    return observation


@transaction.atomic
@in_words
def resolve_observation(
    observation: Observation, *, by: User, resolution: str
) -> Observation:
    """The observation closed by Finance: `solved` or `withdrawn`."""
    proposal = lock_proposal(observation.proposal_id)
    observation = Observation.objects.get(pk=observation.pk)
    if not is_finance(by):
        raise PermissionDenied(_("Only Finance resolves an observation."))
    if observation.resolution and observation.resolution == resolution:
        return observation
    if observation.resolution or resolution not in Observation.Resolution.values:
        raise WorkflowError(
            _("An observation is resolved once, as solved or as withdrawn.")
        )
    observation.resolution, observation.resolved_by = resolution, by
    observation.resolved_at = now()
    observation.save(update_fields=["resolution", "resolved_by", "resolved_at"])
    data = {"observation": observation.pk, "line": observation.line_code}
    record(proposal, Event.Kind.RESOLVED, by=by, note=resolution, data=data)
    return observation


def _save_observation(
    proposal: Proposal, terms: dict[str, Any], *, by: User
) -> Observation:
    """The new observation, checked and recorded."""
    observation = Observation(proposal=proposal, **terms)
    observation.full_clean()
    observation.save()
    record(
        proposal,
        Event.Kind.OBSERVED,
        by=by,
        note=observation.text,
        data={
            "observation": observation.pk,
            "line": observation.line_code,
            "severity": observation.severity,
        },
    )
    return observation


def _subject(proposal: Proposal, about: About) -> dict[str, Any]:
    """The parts of the proposal that are meant, with a copy of their texts."""
    citation = about.citation
    line = citation.line if citation else about.line
    framework = line.framework if line else about.framework
    if framework and framework.proposal_id != proposal.pk:
        raise WorkflowError(_("That line or framework is not of this proposal."))
    return {
        "citation": citation,
        "line": line,
        "framework": framework,
        "line_code": line.code if line else "",
        "line_text": line.description if line else "",
        "action_code": citation.action.code if citation else None,
        "code": about.code,
    }

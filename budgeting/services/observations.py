"""Observations: what Finance asks, of one part or of many at once, and how it ends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.dues import check_due
from budgeting.exceptions import WorkflowError
from budgeting.models import (
    Citation,
    Event,
    Observation,
    ObservationCode,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.permissions import is_finance, may_review
from budgeting.services.locks import check_not_imported, lock_proposal
from budgeting.services.refusals import in_words
from budgeting.services.threads import check_read
from budgeting.services.trail import record
from programme.models import User


class About(NamedTuple):
    """What an observation is about, most exact first, and Finance's code for it."""

    citation: Citation | None = None
    line: SpendingLine | None = None
    framework: PolicyFramework | None = None
    code: str = ""


class Asked(NamedTuple):
    """What is asked of each of many parts: the same words, severity and day."""

    text: str
    code: str = ""
    severity: str = Observation.Severity.BLOCKING
    due_on: date | None = None


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
    about = about or About()
    asked = Asked(text, about.code, severity, due_on)
    made, same = _ask(proposal, [about], asked, by=by)
    if not made:
        return same[0]
    (observation,) = made
    data = {**_data(observation), "severity": observation.severity}
    record(proposal, Event.Kind.OBSERVED, by=by, note=observation.text, data=data)
    return observation


@transaction.atomic
@in_words
def observe_lines(
    proposal: Proposal, *, by: User, about: Sequence[About], asked: Asked
) -> list[Observation]:
    """The same observation on each of these lines or citations, as one act.

    Gives those that were made: where the same is open already, none is made twice.
    """
    proposal = lock_proposal(proposal.pk)
    if not about:
        raise WorkflowError(_("Tick at least one line."))
    made, _same = _ask(proposal, about, asked, by=by)
    if made:
        data = {
            "what": "lines observed",
            "severity": made[0].severity,
            "observations": [one.pk for one in made],
            "rows": [{"code": one.line_code} for one in made],
        }
        record(proposal, Event.Kind.OBSERVED, by=by, note=made[0].text, data=data)
    return made


@transaction.atomic
@in_words
def resolve_observation(
    observation: Observation, *, by: User, resolution: str
) -> Observation:
    """The observation closed by Finance: `solved` or `withdrawn`."""
    proposal = lock_proposal(observation.proposal_id)
    observation = Observation.objects.get(pk=observation.pk)
    if _close(observation, by=by, resolution=resolution):
        data = _data(observation)
        record(proposal, Event.Kind.RESOLVED, by=by, note=resolution, data=data)
    return observation


@transaction.atomic
@in_words
def resolve_observations(
    proposal: Proposal, *, by: User, read: Mapping[int, int | None], resolution: str
) -> list[Observation]:
    """Many observations closed alike, as one act; gives those that were open.

    `read` names each with the last message that the page showed, None where nobody had
    answered. Raises WorkflowError where somebody wrote meanwhile.
    """
    proposal = lock_proposal(proposal.pk)
    found = list(proposal.observations.filter(pk__in=read).order_by("pk"))
    if not found or len(found) < len(read):
        raise WorkflowError(_("Tick at least one observation of this proposal."))
    closed = []
    for one in found:
        if one.resolution != resolution:
            check_read(one, read[one.pk])
        if _close(one, by=by, resolution=resolution):
            closed.append(one)
    if closed:
        data = {
            "what": "observations closed",
            "observations": [one.pk for one in closed],
            "rows": [{"code": one.line_code} for one in closed if one.line_code],
        }
        record(proposal, Event.Kind.RESOLVED, by=by, note=resolution, data=data)
    return closed


def _close(observation: Observation, *, by: User, resolution: str) -> bool:
    """Close it; False where it was closed so before."""
    if not is_finance(by):
        raise PermissionDenied(_("Only Finance resolves an observation."))
    if observation.resolution and observation.resolution == resolution:
        return False
    if observation.resolution or resolution not in Observation.Resolution.values:
        raise WorkflowError(
            _("An observation is resolved once, as solved or as withdrawn.")
        )
    observation.resolution, observation.resolved_by = resolution, by
    observation.resolved_at = now()
    observation.save(update_fields=["resolution", "resolved_by", "resolved_at"])
    return True


def _ask(
    proposal: Proposal, about: Sequence[About], asked: Asked, *, by: User
) -> tuple[list[Observation], list[Observation]]:
    """The observations that were made, and those that were open already, alike."""
    _check_asks(proposal, by=by)
    severity = asked.severity
    if proposal.unit.is_autonomous:
        severity = Observation.Severity.ADVISORY
    said = {"text": asked.text.strip(), "severity": severity, "due_on": asked.due_on}
    wanted = []
    for one in about:
        terms = {**said, **_subject(proposal, one), "code": asked.code, "by": by}
        wanted.append(terms)
    alike = list(proposal.observations.open().filter(by=by, **said, code=asked.code))
    made, same = [], []
    for terms in wanted:
        found = next((one for one in alike if _is_about(one, terms)), None)
        if found:
            same.append(found)
        else:
            made.append(Observation(proposal=proposal, **terms))
    if made:
        check_due(proposal.fiscal_year, asked.due_on)
        _check_code(asked.code)
        made[0].full_clean()  # the words are those of all
        made = Observation.objects.bulk_create(made)
    return made, same


def _check_asks(proposal: Proposal, *, by: User) -> None:
    """Raise PermissionDenied for who never observes, WorkflowError for not now."""
    check_not_imported(proposal)
    if not is_finance(by):
        raise PermissionDenied(_("Only Finance makes observations."))
    if not may_review(by, proposal):
        raise WorkflowError(
            _("Observations are made while the proposal is submitted or returned.")
        )


def _check_code(code: str) -> None:
    """Raise WorkflowError for a code that is not in use."""
    if code and not ObservationCode.objects.in_use().filter(code=code).exists():
        raise WorkflowError(
            _("%(code)s is not in use in the catalogue. Choose another code.")
            % {"code": code}
        )


def _is_about(observation: Observation, terms: dict[str, Any]) -> bool:
    """Whether it is about the same part of the proposal, as it was then."""
    parts = ("citation", "line", "framework")
    copies = ("line_code", "line_text", "action_code")
    return all(
        getattr(observation, f"{name}_id") == (terms[name].pk if terms[name] else None)
        for name in parts
    ) and all(getattr(observation, name) == terms[name] for name in copies)


def _data(observation: Observation) -> dict[str, Any]:
    """How an event names the observation."""
    return {"observation": observation.pk, "line": observation.line_code}


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
    }

"""What a line cites: actions with their shares, or the statement that none applies."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Citation, FiscalYear, Proposal, SpendingLine
from budgeting.money import WHOLE, equal_shares
from budgeting.services.locks import (
    check_text,
    check_version,
    kept_line,
    open_for_edit,
)
from budgeting.services.refusals import in_words
from budgeting.services.trail import record_edit
from programme.models import Action, User
from programme.trail import because


class CitedAction(NamedTuple):
    """An action to cite; no share given: equal parts within its programme."""

    action: Action
    share: int | None = None
    strength: str = ""
    justification: str = ""


@transaction.atomic
@in_words
def cite_actions(
    line: SpendingLine,
    *,
    by: User,
    citations: Sequence[CitedAction],
    version: int | None = None,
) -> SpendingLine:
    """The line, citing exactly these actions.

    Raises WorkflowError for an action cited twice, not of the year's programmes or
    retired, for shares that do not add up, and for a line screened as citing none.
    """
    proposal = open_for_edit(line.proposal_id, by=by)
    line = kept_line(proposal, line.pk)
    if line.screened and citations:
        raise WorkflowError(
            _(
                "This line is declared to have no action that applies. Withdraw that "
                "statement first, then cite."
            )
        )
    wanted = _citations(line, _checked(proposal.fiscal_year, citations))
    cited = {citation.action_id: citation for citation in line.citations.all()}
    if {action: _terms(row) for action, row in cited.items()} == {
        action: _terms(row) for action, row in wanted.items()
    }:
        return line
    check_version(line, version)
    _replace(line, cited, wanted)
    _save_version(line)
    shares = {row.action.code: row.share for row in wanted.values()}
    data = {"what": "citations", "code": line.code, "shares": shares}
    record_edit(proposal, by=by, data=data)
    return line


@transaction.atomic
@in_words
def screen_line(
    line: SpendingLine, *, by: User, reason: str, before: str | None = None
) -> SpendingLine:
    """The line, declared to have no action that applies; for `requested` years.

    Raises StaleVersion where the reason is no longer `before`, which the page showed.
    """
    proposal = open_for_edit(line.proposal_id, by=by)
    line = kept_line(proposal, line.pk)
    _check_may_be_screened(proposal, line, reason.strip())
    if line.screened and line.screened_reason == reason.strip():
        return line
    check_text(line, line.screened_reason, before)
    line.screened = SpendingLine.Screened.NONE
    line.screened_reason = reason.strip()
    line.full_clean(exclude=set(line.pending))
    _save_screening(line, proposal, by=by, what="screened")
    return line


@transaction.atomic
@in_words
def unscreen_line(line: SpendingLine, *, by: User) -> SpendingLine:
    """The line without the statement that no action applies."""
    proposal = open_for_edit(line.proposal_id, by=by)
    line = kept_line(proposal, line.pk)
    if not line.screened:
        return line
    line.screened = line.screened_reason = ""
    _save_screening(line, proposal, by=by, what="screening withdrawn")
    return line


def _check_may_be_screened(proposal: Proposal, line: SpendingLine, reason: str) -> None:
    """Raise WorkflowError where the year, a citation or a lacking reason forbids it."""
    if proposal.fiscal_year.linking == FiscalYear.Linking.REQUIRED:
        raise WorkflowError(
            _(
                "In this year every line cites an action. Cite one, or ask Finance "
                "for a waiver."
            )
        )
    if line.citations.exists():
        raise WorkflowError(
            _("This line cites actions. Remove them first if none of them applies.")
        )
    if not reason:
        raise WorkflowError(_("Say why no action applies."))


def _save_screening(
    line: SpendingLine, proposal: Proposal, *, by: User, what: str
) -> None:
    """Save and record what the line says about its screening."""
    line.version += 1
    with because(line.screened_reason):
        line.save(update_fields=["screened", "screened_reason", "version"])
    data = {"what": what, "code": line.code, "reason": line.screened_reason}
    record_edit(proposal, by=by, data=data)


def _checked(year: FiscalYear, citations: Sequence[CitedAction]) -> list[CitedAction]:
    """The citations with their actions as saved now; raises WorkflowError."""
    counts = Counter(cited.action.pk for cited in citations)
    actions = Action.objects.select_related("programme").in_bulk(counts)
    programmes = set(year.year_programmes.values_list("programme_id", flat=True))
    found = actions.values()
    faults = {
        _("Cited twice"): [a for a in found if counts[a.pk] > 1],
        _("Not of the year's programmes"): [
            a for a in found if a.programme_id not in programmes
        ],
        _("Retired in this year or before"): [
            a for a in found if a.retired_from and a.retired_from <= year.year
        ],
    }
    said = [
        f"{what}: {', '.join(sorted(action.code for action in named))}."
        for what, named in faults.items()
        if named
    ]
    if said:
        raise WorkflowError(" ".join([*said, _("Choose other actions.")]))
    return [cited._replace(action=actions[cited.action.pk]) for cited in citations]


def _citations(
    line: SpendingLine, citations: Sequence[CitedAction]
) -> dict[int, Citation]:
    """The rows to save, by action; raises WorkflowError, ValidationError."""
    by_programme = defaultdict(list)
    for cited in citations:
        by_programme[cited.action.programme_id].append(cited)
    rows = {}
    for group in by_programme.values():
        shares = _shares(group)
        for action, _share, strength, justification in group:
            rows[action.pk] = Citation(
                line=line,
                action=action,
                programme_id=action.programme_id,
                share=shares[action.code],
                strength=strength,
                justification=justification.strip(),
            )
            rows[action.pk].clean_fields(exclude={"line", "action", "programme"})
    return rows


def _shares(group: Sequence[CitedAction]) -> dict[str, int]:
    """The shares of a line's citations of one programme: all given, or equal parts."""
    stated = {cited.action.code: cited.share or 0 for cited in group}
    given = {code: share for code, share in stated.items() if share > 0}
    if not any(cited.share is not None for cited in group):
        return equal_shares([cited.action.code for cited in group])
    programme = group[0].action.programme.code
    if len(given) < len(group):
        raise WorkflowError(
            _(
                "Give a share to every action of programme %(programme)s, more than 0 "
                "per cent each, or to none of them."
            )
            % {"programme": programme}
        )
    if sum(given.values()) != WHOLE:
        raise WorkflowError(
            _(
                "The shares of programme %(programme)s add up to %(total)s per cent. "
                "Make them add up to 100."
            )
            % {"programme": programme, "total": f"{sum(given.values()) / 100:g}"}
        )
    return given


def _terms(row: Citation) -> tuple[int, str, str]:
    """What a citation says about its action."""
    return row.share, row.strength, row.justification


def _replace(
    line: SpendingLine, cited: dict[int, Citation], wanted: dict[int, Citation]
) -> None:
    """Make the line cite what is wanted; rows that stay keep their observations."""
    line.citations.exclude(action__in=wanted).delete()
    kept = [row for action, row in wanted.items() if action in cited]
    for row in kept:
        row.pk = cited[row.action_id].pk
    Citation.objects.bulk_update(kept, ["share", "strength", "justification"])
    fresh = [row for action, row in wanted.items() if action not in cited]
    Citation.objects.bulk_create(fresh)


def _save_version(line: SpendingLine) -> None:
    """Another version of the line, so that two officers do not overwrite each other."""
    line.version += 1
    line.save(update_fields=["version"])

"""Reviewing what was copied: deciding about retired actions, confirming row by row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.copies import Offered
from budgeting.edits import codes_of
from budgeting.exceptions import WorkflowError
from budgeting.models import Citation, PolicyFramework, Proposal, SpendingLine
from budgeting.money import WHOLE, scaled_shares
from budgeting.services.citing import Wanted
from budgeting.services.locks import check_version, kept_line, open_for_edit
from budgeting.services.refusals import in_words
from budgeting.services.standing import Row, entry, standing
from budgeting.services.trail import record_edit
from budgeting.services.writing import write_citations
from programme.models import Action, User


@transaction.atomic
@in_words
def confirm_rows(
    proposal: Proposal,
    *,
    by: User,
    frameworks: Iterable[int] = (),
    lines: Iterable[int] = (),
) -> int:
    """How many of these copied frameworks and lines, given by key, count from now on.

    One confirmed already stays as it is. Raises WorkflowError naming each line that
    waits for a decision about an action, or for what was not written or does not read;
    then none is confirmed.
    """
    proposal = open_for_edit(proposal.pk, by=by)
    copied = {"removed_at": None, "confirmed_at": None, "copied_from__isnull": False}
    forms = list(proposal.frameworks.filter(pk__in=list(frameworks), **copied))
    rows = list(proposal.lines.filter(pk__in=list(lines), **copied))
    if waiting := [row.code for row in rows if row.undecided]:
        raise WorkflowError(
            _("Decide first about the retired actions of: %(codes)s.")
            % {"codes": ", ".join(waiting)}
        )
    if unwritten := [row.code for row in rows if row.pending]:
        raise WorkflowError(
            _("Write first what is missing, such as the amount, in: %(codes)s.")
            % {"codes": ", ".join(unwritten)}
        )
    if not (forms or rows):
        return 0
    _confirm(proposal, [*forms, *rows], now(), by=by)
    return len(forms) + len(rows)


@transaction.atomic
@in_words
def decide_actions(
    line: SpendingLine,
    *,
    by: User,
    decisions: Mapping[int, Sequence[Action]],
    version: int | None = None,
) -> SpendingLine:
    """The line, citing in place of each action of last year what was decided.

    `decisions` has, by the key of the action that waits, those that take its share;
    none of them: it is dropped. Once nothing waits, the shares add up to 100 again.
    Raises WorkflowError for an action that the year does not offer.
    """
    proposal = open_for_edit(line.proposal_id, by=by)
    line = kept_line(proposal, line.pk)
    waiting = line.undecided or []
    decided = [one for one in waiting if one["action"] in decisions]
    if not decided:
        return line
    check_version(line, version)
    _check_offered(proposal, decisions)
    before, cited = standing(line), list(line.citations.select_related("action"))
    line.undecided = [one for one in waiting if one not in decided] or None
    wanted = _with_decisions(line, cited, decided, decisions)
    write_citations(cited, {line.pk: wanted})
    line.version += 1
    line.save(update_fields=["undecided", "version"])
    data = {"what": "decided", "code": line.code}
    record_edit(proposal, by=by, data=data, rows=[entry(line, before, cited=cited)])
    return line


def _confirm(
    proposal: Proposal, rows: Sequence[Row], at: datetime, *, by: User
) -> None:
    """Save that somebody reviewed these rows, and record who and what stood before."""
    stood = [standing(row) for row in rows]
    for row in rows:
        row.confirmed_at, row.version = at, row.version + 1
    fields = ["confirmed_at", "version"]
    forms = [row for row in rows if isinstance(row, PolicyFramework)]
    lines = [row for row in rows if isinstance(row, SpendingLine)]
    PolicyFramework.objects.bulk_update(forms, fields)
    SpendingLine.objects.bulk_update(lines, fields)
    entries = [entry(row, was) for row, was in zip(rows, stood, strict=True)]
    data = {"what": "confirmed", "code": codes_of(entries)}
    record_edit(proposal, by=by, data=data, rows=entries)


def _check_offered(
    proposal: Proposal, decisions: Mapping[int, Sequence[Action]]
) -> None:
    """Raise WorkflowError naming the actions that the year does not offer."""
    keys = {action.pk for taken in decisions.values() for action in taken}
    offered = Offered(proposal.fiscal_year)
    saved = Action.objects.filter(pk__in=keys).order_by("code")
    if refused := [one.code for one in saved if one not in offered]:
        raise WorkflowError(
            _(
                "Retired, or not of the year's programmes: %(codes)s. Choose other "
                "actions."
            )
            % {"codes": ", ".join(refused)}
        )


def _with_decisions(
    line: SpendingLine,
    cited: Sequence[Citation],
    decided: Sequence[dict],
    decisions: Mapping[int, Sequence[Action]],
) -> dict[int, Wanted]:
    """What the line cites after the decisions, each with its share, by action."""
    codes = {one.action_id: one.action.code for one in cited}
    rows = {one.action_id: _as_it_is(one) for one in cited}
    for waiting in decided:
        taken = sorted(decisions[waiting["action"]], key=lambda action: action.code)
        for number, action in enumerate(taken):
            part, rest = divmod(waiting["share"], len(taken))
            share = max(1, part + (number < rest))
            had = rows.get(action.pk) or _instead(action, waiting)
            rows[action.pk] = had._replace(share=min(WHOLE, had.share + share))
            codes[action.pk] = action.code
    return rows if line.undecided else _whole(rows, codes)


def _as_it_is(one: Citation) -> Wanted:
    terms = (one.share, one.strength, one.justification)
    return Wanted(one.action_id, one.programme_id, *terms)


def _instead(action: Action, waiting: dict) -> Wanted:
    """The action on the terms of the one that waits, without a share yet."""
    terms = (0, waiting["strength"], waiting["justification"])
    return Wanted(action.pk, action.programme_id, *terms)


def _whole(rows: Mapping[int, Wanted], codes: Mapping[int, str]) -> dict[int, Wanted]:
    """The same, each programme's shares adding up to 100 per cent, in proportion."""
    by_programme: dict[int, dict[str, Wanted]] = defaultdict(dict)
    for row in rows.values():
        by_programme[row.programme_id][codes[row.action_id]] = row
    whole = {}
    for group in by_programme.values():
        shares = scaled_shares({code: row.share for code, row in group.items()})
        for code, row in group.items():
            whole[row.action_id] = row._replace(share=shares[code])
    return whole

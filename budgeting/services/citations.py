"""What a line cites: actions with their shares."""

from collections.abc import Sequence

from django.db import transaction

from budgeting.models import SpendingLine
from budgeting.services.citing import (
    CitedAction,
    read_actions,
    terms,
    wanted_citations,
)
from budgeting.services.locks import (
    check_version,
    kept_line,
    open_for_edit,
)
from budgeting.services.refusals import in_words
from budgeting.services.standing import entry, standing
from budgeting.services.trail import record_edit
from budgeting.services.writing import write_citations
from programme.models import User


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
    before, year = standing(line), proposal.fiscal_year
    actions = read_actions(year, [one.action.pk for one in citations])
    wanted = wanted_citations(line, citations, actions, year)
    cited = {citation.action_id: citation for citation in line.citations.all()}
    if terms(cited) == terms(wanted):
        return line
    check_version(line, version)
    write_citations(cited.values(), {line.pk: wanted})
    _save_version(line)
    shares = {actions[key].code: row.share for key, row in wanted.items()}
    data = {"what": "citations", "code": line.code, "shares": shares}
    rows = [entry(line, before, cited=cited.values())]
    record_edit(proposal, by=by, data=data, rows=rows)
    return line


def _save_version(line: SpendingLine) -> None:
    """Another version of the line, so that two officers do not overwrite each other."""
    line.version += 1
    line.save(update_fields=["version"])

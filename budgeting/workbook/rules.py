"""What must hold in a row that cites, before it is offered for confirmation."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from budgeting.models import Proposal
from budgeting.workbook.comparing import Preview, Row
from budgeting.workbook.reading import Given
from budgeting.workbook.values import SEVERAL, parts_cited
from programme.models import Action


def check_citing(proposal: Proposal, given: Given, preview: Preview) -> None:
    """Note an error for each cell of a changed row that its line could not hold."""
    retired = _retired(proposal)
    for row in preview.lines:
        if not row.given.errors and row.cells:
            for column, message in (*_faults(row), *_retired_faults(row, retired)):
                row.given.errors = True
                given.table(row.given).error(row.given.index, column, message)


def _faults(row: Row) -> Iterator[tuple[str, str]]:
    said = row.given.said
    alone = _("The row cites no action that this could tell of.")
    for column in ("strength", "justification"):
        if said[column] == SEVERAL and row.said.get(column) != SEVERAL:
            yield column, _("Write what holds for all actions of the row.")
        elif said[column] and not said["actions"]:
            yield column, alone
    screened, reason = said.get("screened"), said.get("reason")
    if screened and said["actions"]:
        message = _("“none” says that no action applies, yet the row cites actions.")
        yield "screened", message
    if screened and not reason:
        yield "reason", _("Say why no action applies.")
    if reason and not screened:
        yield "reason", _("A reason goes with “none” in the column screened.")


def _retired_faults(
    row: Row, retired: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    if not any(cell.column == "actions" for cell in row.cells):
        return
    cited = {
        code
        for programme, shares in parts_cited(row.given.said["actions"]).items()
        for code in shares
        if (programme, code) in retired
    }
    if cited:
        message = _("Retired in this year or before: %(codes)s. Choose other actions.")
        yield "actions", message % {"codes": ", ".join(sorted(cited))}


def _retired(proposal: Proposal) -> set[tuple[str, str]]:
    """Programme and code of the actions that the year's lines may not cite any more."""
    year = proposal.fiscal_year
    found = Action.objects.filter(
        programme__years=year, retired_from__lte=year.year
    ).order_by()
    return set(found.values_list("programme__code", "code"))

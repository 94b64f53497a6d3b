"""The preview of a file: every row matched, compared and checked."""

import hashlib
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from budgeting.contents import frameworks_with_lines
from budgeting.imports.citations import ActionsOfYear
from budgeting.imports.forms import MONTHS
from budgeting.models import PolicyFramework, Proposal, SpendingLine
from budgeting.services.typed import read
from budgeting.workbook.comparing import (
    Cell,
    Preview,
    Row,
    compare,
    picture_of,
    token_of,
)
from budgeting.workbook.matching import match_rows, missing_lines
from budgeting.workbook.reading import Given, read_workbook
from budgeting.workbook.rules import check_citing
from budgeting.workbook.values import (
    FRAMEWORK_COLUMNS,
    FRAMEWORK_FIELDS,
    LINE_FIELDS,
    Picture,
    fresh,
    line_columns,
    reference,
)
from programme.amounts import AmountError
from programme.workbooks.errors import in_order

MUST_READ = {"line", "framework", "framework_name"}


def preview_of(proposal: Proposal, path: Path) -> Preview:
    """What this file would change; raises ImportRefused where it cannot be read."""
    actions = ActionsOfYear(proposal.fiscal_year)
    given = read_workbook(path, proposal, actions)
    frameworks = frameworks_with_lines(proposal)
    preview = Preview(main=actions.main, notes=given.file.notes)
    preview.frameworks = match_rows(proposal, given, given.frameworks)
    preview.lines = match_rows(proposal, given, given.lines)
    preview.codes = {reference(one.pk): one.code for one in frameworks}
    for row in preview.frameworks:
        row.said = picture_of(row.saved)
        _compare(given, row, FRAMEWORK_COLUMNS, row.given.said)
    _compare_lines(proposal, given, preview)
    check_citing(proposal, given, preview)
    kept = [line for one in frameworks for line in one.kept_lines]  # type: ignore[attr-defined]
    preview.missing = missing_lines(kept, preview.lines)
    with path.open("rb") as file:
        file_hash = hashlib.file_digest(file, "sha256").hexdigest()
    preview.token = token_of(file_hash, proposal, frameworks)
    problems = given.file.problems
    preview.errors, preview.omitted = in_order(problems.errors), problems.omitted
    return preview


def _compare_lines(proposal: Proposal, given: Given, preview: Preview) -> None:
    """Compare the lines, each in the framework that the file names."""
    columns = line_columns(proposal.fiscal_year)
    named = dict(preview.codes)
    places = {code: key for key, code in named.items()}
    for row in preview.frameworks:
        places[row.code] = reference(row.saved.pk) if row.saved else fresh(row.code)
        named.setdefault(places[row.code], row.code)
    preview.codes = named
    gone = {
        reference(row.saved.pk) for row in preview.frameworks if row.saved and row.gone
    }
    for row in preview.lines:
        row.said = picture_of(row.saved)
        typed = str(row.given.said["framework"] or "")
        place = places.get(typed)
        if row.saved and place is None and _framework_of(row).code == typed:
            place = reference(_framework_of(row).pk)
            gone.add(place)
        if place is None and not row.given.errors:
            message = _("No framework of the proposal or of this file has this code.")
            _error(given, row, "framework", message)
        if not row.given.errors:
            said = {**row.given.said, "framework": place or ""}
            _compare(given, row, columns, said)
        _leave_what_is_gone(given, preview, row, place in gone)


def _framework_of(row: Row) -> PolicyFramework:
    assert isinstance(row.saved, SpendingLine)  # noqa: S101 for the type checker
    return row.saved.framework


def _leave_what_is_gone(
    given: Given, preview: Preview, row: Row, framework_gone: bool
) -> None:
    """Say what becomes of rows that were removed on the site meanwhile."""
    if framework_gone and row.saved is None:
        message = _(
            "This framework was removed on the site: bring it back there first."
        )
        _error(given, row, "framework", message)
    elif row.gone and (framework_gone or not row.cells):
        row.cells = []
        message = _("Line %(code)s was removed on the site meanwhile: it stays so.")
        preview.notes.append(message % {"code": row.code})


def _compare(given: Given, row: Row, columns: tuple[str, ...], said: Picture) -> None:
    """Find the row's changes and conflicts, and what in them does not read yet."""
    if row.given.errors:
        return
    table = given.table(row.given)

    def place(column: str) -> str:
        return f"{table.sheet}!{table.cell(row.given.index, column)}"

    row.cells = list(compare(row, columns, place, said))
    for cell in row.cells:
        cell.fault = _fault(row, cell)
        if cell.fault and cell.column in MUST_READ:
            _error(given, row, cell.column, cell.fault)


def _fault(row: Row, cell: Cell) -> str:
    """Why the value does not read yet; empty where it does."""
    is_line = row.given.sheet == "lines"
    fields = LINE_FIELDS if is_line else FRAMEWORK_FIELDS
    name = "physical_target" if cell.column in MONTHS else fields.get(cell.column)
    if name is None:
        return ""
    try:
        read(SpendingLine() if is_line else PolicyFramework(), name, cell.mine)
    except AmountError as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _error(given: Given, row: Row, column: str, message: str) -> None:
    row.given.errors = True
    given.table(row.given).error(row.given.index, column, message)

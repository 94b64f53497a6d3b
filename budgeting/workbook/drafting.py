"""What a confirmed preview asks the services to save."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from budgeting.imports.forms import MONTHS
from budgeting.models import Citation, SpendingLine
from budgeting.services.citations import CitedAction
from budgeting.workbook.comparing import CHANGE, NEW, Preview, Row
from budgeting.workbook.values import (
    CITING,
    FRAMEWORK_FIELDS,
    LINE_FIELDS,
    SEVERAL,
    Picture,
    parts_cited,
)
from programme.models import Action

Actions = Mapping[tuple[str, str], Action]


class Choices(NamedTuple):
    """What was chosen in a preview: conflicts in which the file's value is taken, by
    the key of the cell or of its row, and missing lines to remove."""

    taken: frozenset[str] = frozenset()
    removed: frozenset[int] = frozenset()


def taken_cells(row: Row, choices: Choices) -> Picture:
    """The row's values in the file that are to be saved, by column."""
    return {
        cell.column: cell.mine
        for cell in row.cells
        if cell.kind == CHANGE or {cell.key, row.key} & choices.taken
    }


def framework_values(row: Row, taken: Picture) -> dict[str, Any]:
    """The values of a framework to save, the twelve months as one list."""
    values: dict[str, Any] = {
        FRAMEWORK_FIELDS[column]: value
        for column, value in taken.items()
        if column in FRAMEWORK_FIELDS
    }
    if set(taken) & set(MONTHS):
        months = [taken.get(month, row.said.get(month, "")) for month in MONTHS]
        values["monthly_targets"] = months if any(months) else []
    return values


def line_values(row: Row, taken: Picture) -> dict[str, Any]:
    """The values of a line to save; the framework and the citations go beside."""
    return {
        LINE_FIELDS[column]: value
        for column, value in taken.items()
        if column in LINE_FIELDS
    }


def citations_of(
    row: Row, taken: Picture, actions: Actions
) -> list[CitedAction] | None:
    """What the line is to cite; None where that stays as it is."""
    if not set(CITING) & set(taken):
        return None
    said = {column: taken.get(column, row.said.get(column, "")) for column in CITING}
    had = _had(row)
    cited = []
    for programme, shares in parts_cited(said["actions"]).items():
        for code, share in shares.items():
            old = had.get((programme, code))
            strength, why = said["strength"], said["justification"]
            if strength == SEVERAL:
                strength = old.strength if old else ""
            if why == SEVERAL:
                why = old.justification if old else ""
            cited.append(CitedAction(actions[programme, code], share, strength, why))
    return cited


def actions_named(preview: Preview, choices: Choices) -> dict[tuple[str, str], Action]:
    """The actions that the file's lines cite, by programme and code; one query."""
    named = {
        (programme, code)
        for row in preview.lines
        if row.cells
        for said in (row.given.said["actions"], row.said.get("actions", ""))
        for programme, shares in parts_cited(said).items()
        for code in shares
    }
    if not named:
        return {}
    found = Action.objects.filter(
        programme__code__in={programme for programme, _code in named},
        code__in={code for _programme, code in named},
    ).select_related("programme")
    return {(one.programme.code, one.code): one for one in found}


def _had(row: Row) -> dict[tuple[str, str], Citation]:
    if not isinstance(row.saved, SpendingLine):
        return {}
    return {(c.programme.code, c.action.code): c for c in row.saved.citations.all()}


def is_asked(row: Row, taken: Picture) -> bool:
    """Whether anything of this row is to be saved."""
    return row.outcome == NEW or bool(taken)

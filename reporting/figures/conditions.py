"""Which rows make a figure, as the columns of the open data say it; and its formula."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from programme.templatetags.words import money, number
from reporting.figures.catalogue import YEAR
from reporting.figures.scopes import Scope
from reporting.figures.sources import (
    COUNT,
    DISTINCT,
    MONEY_RATE,
    RATES,
    SUM,
    UNITS_RATE,
    Source,
)
from reporting.measures import FUNDS

SIGNS = {"gt": ">", "lt": "<", "contains": "contains"}
COLUMNS = {"line.amount": "amount (lines.csv)"}  # of the line that a citation is of


def condition_of(scope: Scope, source: Source) -> str:
    """Which rows of its file a source is, in columns; empty if they are all of it."""
    level = LEVELS[source.name](scope)
    own = in_columns(source.condition)
    if level and " or " in level and own:
        level = f"({level})"
    return " and ".join(part for part in (level, own) if part)


def in_columns(condition: Q) -> str:
    """A condition on columns as a reader of the file writes it: `state = linked`."""
    parts = [
        f"({in_columns(child)})" if isinstance(child, Q) else _comparison(*child)
        for child in condition.children
    ]
    if condition.negated:  # of one comparison, as every measure's is
        return " and ".join(part.replace(" = ", " <> ") for part in parts)
    return f" {condition.connector.lower()} ".join(parts)


def _comparison(path: str, value: Any) -> str:
    *names, last = path.split("__")
    names, sign = (names, SIGNS[last]) if last in SIGNS else ([*names, last], "=")
    column = ".".join(names)
    return f"{COLUMNS.get(column, column)} {sign} {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, F):
        return value.name
    if isinstance(value, list):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _citations(scope: Scope) -> str:
    if scope.level == YEAR:
        return "main = true"
    if scope.level in ("strategy", "group"):
        of = in_columns(scope.of_actions)
        return f"main = true and action_code in actions.csv ({of})"
    return f"main = true and {scope.level}_code = {scope.code}"


def _lines(scope: Scope) -> str:
    if scope.level == YEAR:
        return ""
    if scope.level == "unit":
        return f"unit_code = {scope.code}"
    return f"unit_code, code in citations.csv ({_citations(scope)})"


def _units(scope: Scope) -> str:
    if scope.level == YEAR:
        return ""
    return f"code in citations.csv ({_citations(scope)})"


def _actions(scope: Scope) -> str:
    if scope.level == YEAR:
        return ""
    if scope.level == "unit":
        funding = f"{_citations(scope)} and {in_columns(FUNDS)}"
        return f"code in citations.csv ({funding})"
    return in_columns(scope.of_actions)


LEVELS = {
    "citations": _citations,
    "lines": _lines,
    "units": _units,
    "actions": _actions,
}


def formula_of(measure: str, source: Source, numbers: Mapping[str, Any]) -> str:
    """What is made of the rows, in a sentence."""
    values = {"column": source.column}
    parts = [numbers.get(name) for name in RATES.get(measure, ())]
    if parts:
        write = money if source.formula == MONEY_RATE else number
        values |= {"part": write(parts[0]), "whole": write(parts[1])}
    return FORMULAS[source.formula]() % values


FORMULAS = {
    COUNT: lambda: _("The count of these rows."),
    SUM: lambda: _("The sum of the column “%(column)s” over these rows."),
    DISTINCT: lambda: _(
        "The count of the distinct values of the column “%(column)s” among these rows."
    ),
    UNITS_RATE: lambda: _(
        "The rows where “linked” is true, divided by all of these rows: "
        "%(part)s / %(whole)s."
    ),
    MONEY_RATE: lambda: _(
        "The sum of “amount” where “state” is linked, divided by the sum of “amount” "
        "over all of these rows: %(part)s / %(whole)s."
    ),
}

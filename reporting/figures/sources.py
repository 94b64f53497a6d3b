"""The rows that make each figure, and what is made of them.

Which rows count is read off the measure itself (`measures`): its filter chooses them
here as it did when the year was published, so that nothing is defined a second time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reporting import measures, unfunded
from reporting.figures.scopes import Scope
from reporting.measures import Measure

COUNT, SUM, DISTINCT = "count", "sum", "distinct"
UNITS_RATE, MONEY_RATE = "units_rate", "money_rate"
RATES = {  # what a rate divides by what
    "compliance_rate": ("units_linked", "units_prepared"),
    "linked_rate": ("amount_linked", "amount_total"),
}
NO_YEAR_BEFORE = _(
    "neither it nor an action it came from (successions.csv) is an action that a "
    "compared year funded (compared_actions.csv)"
)
TERM_OVER = _(
    "the year that ends its term (short_until, medium_until or long_until of "
    "programmes.csv) is before the year of the publication"
)


@dataclass(frozen=True)
class Source:
    """Rows of one data set: their condition, formula and the column it reads.

    `counted` is the stored number that says how many they are, empty where none does;
    `note` what no column of their own says.
    """

    name: str
    rows: QuerySet
    condition: Q
    formula: str = COUNT
    column: str = ""
    counted: str = ""
    note: Any = ""


def sources_of(measure: str, scope: Scope) -> list[Source]:
    """What makes a figure; the first source is the one that a reader meets first."""
    return MAKERS[measure](measure, scope)


def _condition(measure: Measure) -> Q:
    """Which rows a measure counts."""
    return measure().filter or Q()  # type: ignore[attr-defined]


def _of_units(measure: str, scope: Scope) -> list[Source]:
    condition = _condition(UNITS[measure])
    rows = scope.units().filter(condition)
    return [Source("units", rows, condition, counted=measure)]


def _of_lines(measure: str, scope: Scope) -> list[Source]:
    condition = _condition(LINES[measure])
    rows = scope.lines().filter(condition)
    if measure.startswith("lines_"):
        return [Source("lines", rows, condition, counted=measure)]
    counted = measure.replace("amount_", "lines_")
    return [Source("lines", rows, condition, SUM, "amount", counted)]


def _units_rate(measure: str, scope: Scope) -> list[Source]:
    condition = _condition(measures.units_prepared)
    rows = scope.units().filter(condition)
    return [Source("units", rows, condition, UNITS_RATE, "linked", "units_prepared")]


def _money_rate(measure: str, scope: Scope) -> list[Source]:
    return [Source("lines", scope.lines(), Q(), MONEY_RATE, "amount", "lines_total")]


def _in_force(measure: str, scope: Scope) -> list[Source]:
    condition = _condition(measures.actions_in_force)
    rows = scope.actions().filter(condition)
    return [Source("actions", rows, condition, counted=measure)]


def _funded(measure: str, scope: Scope) -> list[Source]:
    condition = Q(funded=True)
    actions = scope.actions().filter(condition)
    funding = _condition(measures.actions_funded)
    cites = scope.citations().filter(funding)
    return [
        Source("actions", actions, condition, counted=measure),
        Source("citations", cites, funding, DISTINCT, "action_code"),
    ]


def _new(measure: str, scope: Scope) -> list[Source]:
    condition = Q(new=True)
    actions = scope.actions().filter(condition)
    codes = list(actions.values_list("code", flat=True))
    cites = scope.citations().filter(measures.FUNDS, action_code__in=codes)
    return [
        Source("actions", actions, condition, counted=measure),
        Source("citations", cites, measures.FUNDS, DISTINCT, "action_code"),
    ]


def _never_funded(measure: str, scope: Scope) -> list[Source]:
    rows = unfunded.unfunded(scope.edition, **scope.query)
    condition = Q(in_force=True, funded=False)
    return [Source("actions", rows, condition, counted=measure, note=NO_YEAR_BEFORE)]


def _past_term(measure: str, scope: Scope) -> list[Source]:
    rows = unfunded.past_term(scope.edition, **scope.query)
    condition = Q(in_force=True)
    return [Source("actions", rows, condition, counted=measure, note=TERM_OVER)]


def _attributed(measure: str, scope: Scope) -> list[Source]:
    counted = "lines" if scope.level == "action" else ""
    return [Source("citations", scope.citations(), Q(), SUM, measure, counted)]


def _touching(measure: str, scope: Scope) -> list[Source]:
    return [Source("lines", scope.lines(), Q(), SUM, "amount", "lines")]


def _citing_lines(measure: str, scope: Scope) -> list[Source]:
    return [Source("lines", scope.lines(), Q(), counted="lines")]


def _citing_units(measure: str, scope: Scope) -> list[Source]:
    return [
        Source("units", scope.units(), Q(), counted="units"),
        Source("lines", scope.lines(), Q(), DISTINCT, "unit_code", "lines"),
    ]


UNITS = {measure.__name__: measure for measure in measures.OF_UNITS}
LINES = {measure.__name__: measure for measure in measures.OF_LINES}
MAKERS: dict[str, Callable[[str, Scope], list[Source]]] = {
    **dict.fromkeys(UNITS, _of_units),
    **dict.fromkeys(LINES, _of_lines),
    "compliance_rate": _units_rate,
    "linked_rate": _money_rate,
    "actions_in_force": _in_force,
    "actions_funded": _funded,
    "actions_new": _new,
    "unfunded": _never_funded,
    "past_term": _past_term,
    "amount_attributed": _attributed,
    "amount_touching": _touching,
    "lines": _citing_lines,
    "units": _citing_units,
}

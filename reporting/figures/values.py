"""The value of a figure as it is stored, and where else a reader finds it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from reporting import serializers, unfunded
from reporting.figures.catalogue import LEVELS, YEAR
from reporting.figures.scopes import Scope
from reporting.figures.sources import RATES, Source
from reporting.levels import numbers_of_actions
from reporting.measures import linked_rate
from reporting.models import Publication, PublishedAction

LISTS = {"right": "rights", "group": "groups", "unit": "units", "action": "actions"}
IN_API = {  # which answer of the API has a level, and the shape of its objects
    YEAR: ("year_detail", serializers.YearSerializer),
    "right": ("right_list", serializers.RightSerializer),
    "group": ("group_list", serializers.GroupSerializer),
    "unit": ("unit_list", serializers.UnitSerializer),
    "action": ("funded_actions", serializers.FundedActionSerializer),
}
NOT_STORED = {"unfunded", "past_term"}  # counted over the programme's actions


def numbers_at(scope: Scope, publication: Publication, measure: str) -> Mapping:
    """The numbers of a level by name, this measure and what counts its rows."""
    if measure in NOT_STORED:
        return unfunded.counts(scope.edition, **scope.query)
    if scope.level == YEAR:
        return publication.numbers
    if scope.level == "strategy":
        actions = PublishedAction.objects.filter(scope.of_actions, **scope.held)
        compared = publication.numbers["actions_new"] is not None
        return numbers_of_actions(actions, compared=compared)
    names = {name for name in LEVELS if hasattr(scope.row, name)}
    held = {name: getattr(scope.row, name) for name in names}
    if measure == "linked_rate" and held["amount_total"] is not None:
        held[measure] = linked_rate(held).value
    return held


def parts_of(measure: str, numbers: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Numerator and denominator of a rate, each a figure with its own page."""
    return [(name, numbers.get(name)) for name in RATES.get(measure, ())]


def api_of(measure: str, scope: Scope) -> str:
    """The address of the API's answer that holds the figure; empty if none does."""
    if scope.level not in IN_API:
        return ""
    name, shape = IN_API[scope.level]
    funded_only = scope.level == "action" and not scope.row.funded
    if measure not in shape().fields or funded_only:
        return ""
    narrowed = {"right": scope.row.right_code} if scope.level == "action" else {}
    query = urlencode({**narrowed, "publication": scope.edition.number})
    return f"{reverse(f'api:{name}', args=[scope.edition.year])}?{query}"


def file_of(measure: str, scope: Scope) -> str:
    """The file of the open data that holds the figure in a cell; empty if none does."""
    if measure in NOT_STORED or measure in RATES and scope.level != YEAR:
        return ""
    name = "year" if scope.level == YEAR else LISTS.get(scope.level)
    return f"{name}.csv" if name else ""


def rows_file(measure: str, scope: Scope, source: Source) -> str:
    """The address of the download of exactly these rows."""
    given = {"year": scope.edition.year, "number": scope.edition.number}
    address = reverse("files:figure", kwargs={**given, "name": f"{measure}.csv"})
    return f"{address}?{urlencode({**scope.query, 'rows': source.name})}"

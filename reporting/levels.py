"""The numbers of each level: a choice of rows and of what to group them by.

What each number means is in `measures`; nothing is defined here a second time.
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet

from reporting.measures import (
    FUNDS,
    OF_CITATIONS,
    OF_LINES,
    OF_UNITS,
    Measure,
    actions_funded,
    actions_in_force,
    actions_new,
    amount_attributed,
    amount_touching,
    by_choice,
    by_group,
    cited_with_lines,
    compliance_rate,
    each_line_once,
    expressions,
    lines,
    linked_rate,
    units,
    years_compared,
)
from reporting.models import Publication, PublishedAction, PublishedCitation

AT_ONCE = 300  # choices in one statement: PostgreSQL answers with 1,664 numbers at most


def numbers_by(
    citations: QuerySet[PublishedCitation], group: str, new: Collection[str] | None
) -> dict[str, dict]:
    """The measures of citations for each right or action (`group`) that is cited."""
    wanted = {**expressions(OF_CITATIONS), "actions_new": actions_new(new)}
    if group == "action_code":  # which a line cites once: each citation is a line
        touching = {"amount_touching": amount_touching()}
        return by_group(citations, group, wanted | touching)
    found = by_group(citations, group, wanted)
    among = {key: Q(**{group: key}) for key in found}
    for key, more in _touching(citations, among).items():
        found[key] |= more
    return found


def group_numbers(
    publication: Publication,
    serving: Mapping[str, Collection[str]],
    new: Collection[str] | None,
) -> dict[str, dict]:
    """The measures of population groups, each served by the actions with these codes.

    Groups overlap, for an action serves several. Yet the citations are read twice, not
    twice a group: of a year of 150,000 lines that is a second against three.
    """
    wanted: dict[str, Measure] = {
        "actions_funded": actions_funded,
        "actions_new": partial(actions_new, new),
        "lines": lines,
        "units": units,
    }
    among = {code: Q(action_code__in=of) for code, of in serving.items() if of}
    found: dict[str, dict] = {}
    for some in _few_at_once(among):
        found |= by_choice(cited_with_lines(publication), some, wanted)
    for code, more in _touching(cited_with_lines(publication), among).items():
        found[code] |= more
    none: dict[str, int | None] = dict.fromkeys((*wanted, "amount_touching"), 0)
    none["actions_new"] = None if new is None else 0
    return {code: none | found.get(code, {}) for code in serving}


def _touching(
    citations: QuerySet[PublishedCitation], among: Mapping[str, Q]
) -> dict[str, dict]:
    """The money of the lines that cite something of each choice."""
    wanted = {"amount_touching": partial(amount_touching, "amount")}
    found: dict[str, dict] = {}
    for some in _few_at_once(among):
        found |= by_choice(*each_line_once(citations, some), wanted)
    return found


def _few_at_once(among: Mapping[str, Q]) -> Iterator[dict[str, Q]]:
    choices = list(among.items())
    for first in range(0, len(choices), AT_ONCE):
        yield dict(choices[first : first + AT_ONCE])


def unit_numbers(
    publication: Publication, new: Collection[str] | None
) -> dict[str, dict]:
    """The measures of each approved unit, by its code."""
    of_lines = publication.publishedlines.all()
    found = by_group(of_lines, "unit_code", expressions(OF_LINES))
    wanted = {"actions_funded": actions_funded(), "actions_new": actions_new(new)}
    cites = by_group(cited_with_lines(publication), "unit_code", wanted)
    none = {"actions_funded": 0, "actions_new": None if new is None else 0}
    return {code: numbers | cites.get(code, none) for code, numbers in found.items()}


def proofs(
    publication: Publication, new: Collection[str] | None
) -> dict[str, dict[str, str]]:
    """Of each new action, the line that proves it: its unit, framework and code.

    The line with the largest attributed amount; ties by unit, framework, line code.
    """
    place = ["line__unit_code", "line__framework_code", "line__code"]
    funding = cited_with_lines(publication).filter(FUNDS, action_code__in=new or [])
    first = funding.order_by("action_code", "-amount_attributed", *place)
    found = first.distinct("action_code").values_list("action_code", *place)
    names = ("proof_unit", "proof_framework", "proof_line")
    return {code: dict(zip(names, line, strict=True)) for code, *line in found}


def year_numbers(publication: Publication) -> dict[str, Any]:
    """Every number of the year by its name, as it is stored and answered.

    Counts are numbers, amounts texts with two decimals, rates texts with four or null.
    """
    of_units = publication.publishedunits.aggregate(**expressions(OF_UNITS))
    of_lines = publication.publishedlines.aggregate(**expressions(OF_LINES))
    found: dict[str, Any] = {
        "stage": str(publication.stage),
        "currency": publication.currency,
    }
    found |= of_units | {"compliance_rate": compliance_rate(of_units).value}
    found |= of_lines | {"linked_rate": linked_rate(of_lines).value}
    actions = PublishedAction.objects.filter(publication=publication)
    found |= actions.aggregate(**expressions([actions_in_force]))
    compared = years_compared(publication)
    new = list(actions.filter(new=True).values_list("code", flat=True))
    found |= cited_with_lines(publication).aggregate(
        actions_funded=actions_funded(),
        actions_new=actions_new(new if compared else None),
    )
    found["years_compared"] = compared
    texts = {name: str(n) for name, n in found.items() if isinstance(n, Decimal)}
    return found | texts


def numbers_of_actions(
    actions: QuerySet[PublishedAction], *, compared: bool
) -> dict[str, Any]:
    """What adds up over actions, such as a strategy's: each stands in one only.

    `compared`: whether the year was compared with any; without, none can be told new.
    """
    found = actions.aggregate(
        actions_in_force=actions_in_force(),
        actions_funded=Count("pk", filter=Q(funded=True)),
        actions_new=Count("pk", filter=Q(new=True)),
        amount_attributed=amount_attributed(),
    )
    return found if compared else {**found, "actions_new": None}

"""Which actions a unit cites anew beside its last approved proposal, and which no more.

An action and what it became are the same commitment (method.md, 1).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from budgeting.models import Citation, PolicyFramework
from budgeting.overview.last_year import became
from programme.models import Action


@dataclass(frozen=True)
class CitedAction:
    """An action and the codes of the lines that cite, or cited, it."""

    action: Action
    lines: list[str]


@dataclass(frozen=True)
class UnitActions:
    """What a unit cites and did not, and what it cited and no longer does."""

    new: list[CitedAction]
    dropped: list[CitedAction]


def unit_actions(
    now: Iterable[PolicyFramework], before: Iterable[PolicyFramework]
) -> UnitActions:
    """The same of these frameworks with their lines, in one query where none became
    another."""
    cites, cited = _cited(now), _cited(before)
    follow = became(cited)
    known = set(cited).union(*follow.values())
    return UnitActions(
        new=[one for key, one in _in_order(cites) if key not in known],
        dropped=[
            one
            for key, one in _in_order(cited)
            if key not in cites and not follow[key] & cites.keys()
        ],
    )


def _cited(frameworks: Iterable[PolicyFramework]) -> dict[int, CitedAction]:
    """What these frameworks cite, by the key of the action."""
    actions: dict[int, Action] = {}
    lines: dict[int, list[str]] = defaultdict(list)
    for code, citation in _citations(frameworks):
        actions[citation.action_id] = citation.action
        lines[citation.action_id].append(code)
    return {key: CitedAction(one, lines[key]) for key, one in actions.items()}


def _citations(
    frameworks: Iterable[PolicyFramework],
) -> Iterator[tuple[str, Citation]]:
    for each in frameworks:
        for line in each.kept_lines:  # type: ignore[attr-defined]
            for citation in line.citations.all():
                yield line.code, citation


def _in_order(
    actions: Mapping[int, CitedAction],
) -> list[tuple[int, CitedAction]]:
    return sorted(actions.items(), key=lambda one: (one[1].action.code, one[0]))

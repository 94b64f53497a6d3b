"""What would be copied from last year's proposal, read before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from budgeting.contents import frameworks_with_lines
from budgeting.models import (
    Citation,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.workflow import Status
from programme.models import Action, Succession

CODE_LENGTH = 20


class Offered:
    """Which actions a year offers: of its programmes, and not retired by then."""

    def __init__(self, year: FiscalYear) -> None:
        self.year = year.year
        programmes = year.year_programmes.values_list("programme_id", flat=True)
        self.programmes = frozenset(programmes)

    def __contains__(self, action: Action) -> bool:
        retired = action.retired_from and action.retired_from <= self.year
        return action.programme_id in self.programmes and not retired


class LineCopy(NamedTuple):
    """A line to copy: its source, the code it will have, and what it will cite."""

    source: SpendingLine
    code: str
    kept: list[Citation]
    undecided: list[Citation]


@dataclass(frozen=True)
class CopyPlan:
    """What a copy would add to a proposal; `there` counts what it has already."""

    source: Proposal
    matched: dict[int, PolicyFramework]  # frameworks that are there, by their source's
    frameworks: list[PolicyFramework]  # of the source, to copy
    lines: list[LineCopy]
    there: int
    has_content: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to copy."""
        return not (self.frameworks or self.lines)

    @cached_property
    def citations(self) -> int:
        """How many citations would be copied as they are."""
        return sum(len(one.kept) for one in self.lines)

    @cached_property
    def undecided(self) -> list[Action]:
        """The actions, each once, about which somebody will have to decide."""
        found = {c.action_id: c.action for one in self.lines for c in one.undecided}
        return sorted(found.values(), key=lambda action: action.code)

    @cached_property
    def recoded(self) -> list[LineCopy]:
        """Lines whose code another line has now."""
        return [one for one in self.lines if one.code != one.source.code]


def last_approved_years(units: Iterable[int], year: int) -> dict[int, int]:
    """By unit, the year of its newest approved proposal before this one; one query."""
    approved = Proposal.objects.filter(
        unit__in=list(units), status=Status.APPROVED, fiscal_year__lt=year
    )
    years = approved.order_by("fiscal_year_id")  # the last one of each unit stays
    return dict(years.values_list("unit_id", "fiscal_year_id"))


def plan_copy(proposal: Proposal, source: Proposal) -> CopyPlan:
    """What copying this source would add to the proposal: seven queries at most."""
    offered = Offered(proposal.fiscal_year)
    frameworks = frameworks_with_lines(source)
    own = list(proposal.frameworks.filter(removed_at=None))
    lines = list(proposal.lines.kept())
    matched = _matched(frameworks, own)
    wanted, there = _left(frameworks, matched, lines)
    codes = _codes({line.code for line in lines}, wanted)
    return CopyPlan(
        source=source,
        matched=matched,
        frameworks=[one for one in frameworks if one.pk not in matched],
        lines=[_copy_of(line, codes[line.pk], offered) for line in wanted],
        there=there,
        has_content=bool(own),
    )


def waiting_citation(citation: Citation) -> dict[str, Any]:
    """A citation of the source as the copied line keeps it until it is decided."""
    return {
        "action": citation.action_id,
        "code": citation.action.code,
        "programme": citation.programme.code,
        "share": citation.share,
        "strength": citation.strength,
        "justification": citation.justification,
    }


def successors_of(actions: Iterable[int], offered: Offered) -> dict[int, list[Action]]:
    """By action, what it became that the year offers, through any number of steps."""
    found: dict[int, dict[int, Action]] = {one: {} for one in actions}
    edge: dict[int, set[int]] = {one: {one} for one in found}  # by action, its origins
    seen: set[tuple[int, int]] = set()
    while edge:
        steps = Succession.objects.filter(predecessor__in=edge).select_related(
            "successor__programme"
        )
        further: dict[int, set[int]] = {}
        for step in steps:
            for origin in edge[step.predecessor_id]:
                if (origin, step.successor_id) in seen:
                    continue
                seen.add((origin, step.successor_id))
                if step.successor in offered:
                    found[origin][step.successor_id] = step.successor
                else:
                    further.setdefault(step.successor_id, set()).add(origin)
        edge = further
    return {
        origin: sorted(one.values(), key=lambda action: action.code)
        for origin, one in found.items()
    }


def _matched(
    frameworks: Sequence[PolicyFramework], own: Sequence[PolicyFramework]
) -> dict[int, PolicyFramework]:
    """The proposal's framework for each of the source's: its copy, or its code."""
    copies = {one.copied_from_id: one for one in own if one.copied_from_id}
    codes = {one.code: one for one in own}
    pairs = ((one.pk, copies.get(one.pk) or codes.get(one.code)) for one in frameworks)
    return {pk: found for pk, found in pairs if found}


def _left(
    frameworks: Sequence[PolicyFramework],
    matched: Mapping[int, PolicyFramework],
    lines: Sequence[SpendingLine],
) -> tuple[list[SpendingLine], int]:
    """The source's lines that the proposal has not yet, and how many it has."""
    copied = {line.copied_from_id for line in lines}
    placed = {(line.framework_id, line.code) for line in lines}
    wanted, there = [], 0
    for framework in frameworks:
        place = getattr(matched.get(framework.pk), "pk", None)
        for line in framework.kept_lines:  # type: ignore[attr-defined]
            if line.pk in copied or (place, line.code) in placed:
                there += 1
            else:
                wanted.append(line)
    return wanted, there


def _codes(taken: set[str], wanted: Sequence[SpendingLine]) -> dict[int, str]:
    """The code of each copy: its source's where it is free, else the next one free."""
    avoided = taken | {line.code for line in wanted}
    codes = {}
    for line in wanted:
        codes[line.pk] = line.code
        if line.code in taken:
            codes[line.pk] = _next_code(line.code, avoided)
            avoided.add(codes[line.pk])
    return codes


def _next_code(code: str, avoided: set[str]) -> str:
    number = 2
    while True:
        ending = f"-{number}"
        fresh = code[: CODE_LENGTH - len(ending)] + ending
        if fresh not in avoided:
            return fresh
        number += 1


def _copy_of(line: SpendingLine, code: str, offered: Offered) -> LineCopy:
    cited = list(line.citations.all())
    return LineCopy(
        source=line,
        code=code,
        kept=[one for one in cited if one.action in offered],
        undecided=[one for one in cited if one.action not in offered],
    )

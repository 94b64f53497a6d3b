"""A proposal as it stood at a past moment, read from the trail alone."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst

from budgeting.ceilings import Allowed
from budgeting.models import (
    Ceiling,
    CeilingException,
    Citation,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
    Waiver,
    YearProgramme,
)
from budgeting.overview.lines import (
    LineState,
    ShownCitation,
    link_of,
    money_by_citation,
)
from budgeting.overview.totals import Totals, totals_with
from programme.models import Action, BudgetUnit, Programme, User
from programme.trail.reading import rows_at

DESCRIPTION = (
    "problem",
    "objective",
    "target_population",
    "expected_result",
    "unit_of_measure",
    "physical_target",
    "indicator",
    "function",
    "gender_perspective",
)
OF_YEAR = (YearProgramme, Ceiling, CeilingException)
Row = TypeVar("Row", bound=models.Model)
Rows = dict[str, dict[int, dict[str, Any]]]


@dataclass(frozen=True)
class PastLine:
    """A line as it stood, with what it cited then."""

    line: SpendingLine
    link: LineState
    citations: list[ShownCitation]
    waiver: Waiver | None

    @property
    def state(self) -> LineState:
        """How it stood before the rule, unless something typed in it did not read."""
        return LineState.UNREAD if self.line.pending else self.link


@dataclass(frozen=True)
class PastFramework:
    """A framework as it stood, with its lines in their officer's order."""

    framework: PolicyFramework
    lines: list[PastLine]

    @property
    def texts(self) -> list[tuple[str, Any]]:
        """What it was for: each field of its description with its name."""
        fields = [self.framework._meta.get_field(name) for name in DESCRIPTION]
        return [
            (capfirst(one.verbose_name), getattr(self.framework, one.name))  # type: ignore[union-attr]
            for one in fields
        ]

    @property
    def amount(self) -> Decimal:
        """What its lines added up to."""
        return sum((one.line.amount for one in self.lines), Decimal(0))


@dataclass(frozen=True)
class Past:
    """A whole proposal as it stood: every row as its last entry until then told it."""

    proposal: Proposal
    frameworks: list[PastFramework]
    totals: Totals
    people: dict[int, User]

    @cached_property
    def lines(self) -> list[PastLine]:
        """Every line that was kept, framework by framework."""
        return [one for each in self.frameworks for one in each.lines]

    @property
    def linked(self) -> int:
        """How many lines cited an action of the year's programme."""
        return sum(one.link == LineState.LINKED for one in self.lines)

    @property
    def approved_by(self) -> User | None:
        """Who had approved it, if anybody had."""
        return self.people.get(self.proposal.approved_by_id or 0)

    @property
    def submitted_by(self) -> User | None:
        """Who had last handed it in, if anybody had."""
        return self.people.get(self.proposal.submitted_by_id or 0)


def past_of(pk: int, moment: datetime | None = None) -> Past | None:
    """The proposal as it stood at this moment, or as it stands; None before it was
    begun and after it was deleted. Three queries, whatever its size."""
    forms = [_table(PolicyFramework), _table(SpendingLine)]
    own = rows_at(
        moment,
        Q(source=_table(Proposal), row_id=pk) | Q(source__in=forms, place=pk),
    )
    proposal = made(Proposal, own).get(pk)
    if proposal is None:
        return None
    lines = _kept(made(SpendingLine, own))
    of_lines = [_table(Citation), _table(Waiver)]
    cited = rows_at(moment, Q(source__in=of_lines, place__in=list(lines)))
    around = rows_at(moment, _around(proposal, cited))
    proposal.unit = made(BudgetUnit, around)[proposal.unit_id]
    proposal.fiscal_year = made(FiscalYear, around)[proposal.fiscal_year_id]
    return Past(
        proposal=proposal,
        frameworks=_with_lines(
            _kept(made(PolicyFramework, own)), _shown(lines, cited, around)
        ),
        totals=totals_with(_ceilings(proposal, around), lines.values()),
        people=made(User, around),
    )


def _around(proposal: Proposal, cited: Rows) -> Q:
    """What a proposal and its citations refer to: names, texts, ceilings."""
    year = proposal.fiscal_year_id
    citations = made(Citation, cited).values()
    waivers = made(Waiver, cited).values()
    people = {proposal.submitted_by_id, proposal.approved_by_id}
    people |= {one.by_id for one in waivers}
    return (
        Q(source=_table(BudgetUnit), row_id=proposal.unit_id)
        | Q(source=_table(FiscalYear), row_id=year)
        | Q(source__in=[_table(one) for one in OF_YEAR], place=year)
        | Q(source=_table(Action), row_id__in={one.action_id for one in citations})
        | Q(
            source=_table(Programme),
            row_id__in={one.programme_id for one in citations},
        )
        | Q(source=_table(User), row_id__in=people - {None})
    )


def _shown(lines: dict[int, SpendingLine], cited: Rows, around: Rows) -> list[PastLine]:
    """The lines in order, each with its citations by programme and action."""
    citations = _citations(cited, around)
    waivers = _waivers(lines, cited, around)
    main = {
        one.programme_id for one in made(YearProgramme, around).values() if one.is_main
    }
    programme = next(iter(main), None)
    return [
        PastLine(
            line=line,
            link=link_of(line, citations[key], waivers.get(key), programme),
            citations=list(money_by_citation(line.amount, citations[key])),
            waiver=waivers.get(key),
        )
        for key, line in sorted(
            lines.items(), key=lambda one: (one[1].position, one[0])
        )
    ]


def _citations(cited: Rows, around: Rows) -> dict[int, list[Citation]]:
    """By line, what it cited: with action and programme as they were then."""
    actions, programmes = made(Action, around), made(Programme, around)
    by_line: dict[int, list[Citation]] = defaultdict(list)
    for one in made(Citation, cited).values():
        one.action = actions[one.action_id]
        one.programme = programmes[one.programme_id]
        by_line[one.line_id].append(one)
    for each in by_line.values():
        each.sort(key=lambda one: (one.programme.code, one.action.code))
    return by_line


def _waivers(
    lines: dict[int, SpendingLine], cited: Rows, around: Rows
) -> dict[int, Waiver]:
    """By line, the waiver in force: not lapsed, for the line as it was then."""
    people = made(User, around)
    found = {}
    for one in made(Waiver, cited).values():
        line = lines[one.line_id]
        given_for = (one.amount, one.object_code, one.description)
        as_given = given_for == (line.amount, line.object_code, line.description)
        if as_given and one.lapsed_at is None:
            one.by = people[one.by_id]
            found[one.line_id] = one
    return found


def _with_lines(
    frameworks: dict[int, PolicyFramework], lines: list[PastLine]
) -> list[PastFramework]:
    """The frameworks by code, each with its lines."""
    by_framework: dict[int, list[PastLine]] = defaultdict(list)
    for one in lines:
        by_framework[one.line.framework_id].append(one)
    in_order = sorted(frameworks.values(), key=lambda one: one.code)
    return [PastFramework(one, by_framework[one.pk]) for one in in_order]


def _ceilings(proposal: Proposal, around: Rows) -> dict[int | None, Allowed]:
    """What the unit might propose then: by chapter, and None in all."""
    granted: Counter[int | None] = Counter()
    for given in made(CeilingException, around).values():
        if given.unit_id == proposal.unit_id and given.withdrawn_at is None:
            granted[given.chapter] += given.amount  # type: ignore[assignment]
    return {
        one.chapter: Allowed(one.amount, Decimal(granted[one.chapter]))
        for one in made(Ceiling, around).values()
        if one.unit_id == proposal.unit_id
    }


def _kept(rows: dict[int, Row]) -> dict[int, Row]:
    """Those that nobody had removed."""
    return {
        key: one
        for key, one in rows.items()
        if one.removed_at is None  # type: ignore[attr-defined]
    }


def made(model: type[Row], rows: Rows) -> dict[int, Row]:
    """The rows of a table, as the model would have read them then."""
    return {key: _row(model, said) for key, said in rows.get(_table(model), {}).items()}


def _row(model: type[Row], said: dict[str, Any]) -> Row:
    fields = model._meta.concrete_fields
    return model(**{one.attname: one.to_python(said.get(one.column)) for one in fields})


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table

"""Signals of what an action says: unlike the line, or the task of other units."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from budgeting.models import Citation, PolicyFramework
from budgeting.signals import thresholds as at
from budgeting.signals.found import Row, Signal, Whole, part


def unlike(whole: Whole) -> Iterator[Signal]:
    """Citations of actions with which their lines have nothing in common."""
    rows = [row for one in whole.frameworks for row in _without_words(whole, one)]
    rows = list(_without_past(whole, rows))
    money = sum((row.line.amount for row in rows), Decimal(0))
    much = bool(money) and part(money, whole.amount) >= at.UNLIKE_MONEY
    many = part(len(rows), len(whole.citing)) >= at.UNLIKE_SHARE
    if much or (many and len(rows) >= at.UNLIKE_LINES):
        yield Signal("unlike", rows, whole, "", len(whole.citing))


def _without_words(whole: Whole, framework: PolicyFramework) -> Iterator[Row]:
    """The lines of a framework with what they cite and no words speak for."""
    lines = [x for x in framework.kept_lines if whole.cited[x.pk]]  # type: ignore[attr-defined]
    of_line: dict[int, float] = {}  # by citation
    of_action: dict[int, float] = defaultdict(
        float
    )  # the best of the framework's lines
    for line in lines:
        for one in whole.cited[line.pk]:
            said = f"{line.description} {whole.own_reason(one)}"
            of_line[one.pk] = score = whole.shared(said, one)
            of_action[one.action_id] = max(of_action[one.action_id], score)
    for line in lines:
        unlike = tuple(
            one
            for one in whole.cited[line.pk]
            if of_action[one.action_id] < at.UNLIKE_SIBLING
            and _is_unlike(whole, framework, one, of_line[one.pk])
        )
        if unlike:
            yield Row(line, unlike)


def _is_unlike(
    whole: Whole, framework: PolicyFramework, one: Citation, of_line: float
) -> bool:
    """Whether too few words are shared, the framework's texts included."""
    if of_line + whole.shared(framework.name, one) >= at.UNLIKE_LINE:
        return False
    texts = (
        framework.objective,
        framework.problem,
        framework.expected_result,
        framework.target_population,
    )
    return whole.shared(" ".join(texts), one) < at.UNLIKE_FRAMEWORK


def _without_past(whole: Whole, rows: list[Row]) -> Iterator[Row]:
    """Those of the rows whose like was never approved with that action."""
    if not rows:
        return
    past = whole.known.past(whole.proposal.fiscal_year_id)
    for row in rows:
        strange = tuple(
            one
            for one in row.citations
            if not past.cited_so(
                row.line.description, one.action_id, whole.proposal.unit_id
            )
        )
        if strange:
            yield Row(row.line, strange)


def others(whole: Whole) -> Iterator[Signal]:
    """Citations of actions that name other units as responsible, and not this one."""
    unit = whole.proposal.unit_id
    rows = []
    for line in whole.citing:
        cited = tuple(
            one
            for one in whole.cited[line.pk]
            if (named := whole.known.common(one).named.get(one.action_id))
            and unit not in named
        )
        if cited:
            rows.append(Row(line, cited))
    enough = len(rows) >= at.OTHERS_LINES
    if enough and part(len(rows), len(whole.citing)) >= at.OTHERS_SHARE:
        yield Signal("others", rows, whole, "", len(whole.citing))

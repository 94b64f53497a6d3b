"""Signals of citations spread without thought: one action, one reason, equal parts."""

from collections import defaultdict
from collections.abc import Iterator

from budgeting.models import Citation, SpendingLine
from budgeting.signals import thresholds as at
from budgeting.signals.found import Row, Signal, Whole, part
from programme.search.words import words_of


def one_action(whole: Whole) -> Iterator[Signal]:
    """One action on most of the lines that cite something."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for line in whole.citing:
        for one in whole.cited[line.pk]:
            rows[one.action_id].append(Row(line, (one,)))
    most = max(rows.values(), key=len, default=[])
    enough = len(most) >= at.ONE_ACTION_LINES
    if enough and part(len(most), len(whole.citing)) >= at.ONE_ACTION_SHARE:
        about = most[0].citations[0].action
        yield Signal("one_action", most, whole, about, len(whole.citing))


def one_reason(whole: Whole) -> Iterator[Signal]:
    """One justification, word for word, on many lines and for different actions."""
    reasons: dict[str, dict[int, list[Citation]]] = defaultdict(dict)
    lines = {line.pk: line for line in whole.citing}
    justified = set()
    for line in whole.citing:
        for one in whole.cited[line.pk]:
            if one.justification.strip():
                justified.add(line.pk)
                said = " ".join(words_of(one.justification))
                reasons[said].setdefault(line.pk, []).append(one)
    most = max(reasons.values(), key=len, default={})
    actions = {one.action_id for cited in most.values() for one in cited}
    if (
        len(most) >= at.ONE_REASON_LINES
        and part(len(most), len(justified)) >= at.ONE_REASON_SHARE
        and len(actions) >= at.ONE_REASON_ACTIONS
    ):
        rows = [Row(lines[pk], tuple(cited)) for pk, cited in most.items()]
        about = rows[0].citations[0].justification
        yield Signal("one_reason", rows, whole, about, len(justified))


def equal_shares(whole: Whole) -> Iterator[Signal]:
    """Equal parts on the lines that cite several actions of a programme."""
    several = [x for x in whole.citing if any(_shares(whole, x))]
    equal = [x for x in several if all(_are_equal(s) for s in _shares(whole, x))]
    enough = len(equal) >= at.EQUAL_LINES
    if enough and part(len(equal), len(several)) >= at.EQUAL_SHARE:
        rows = [whole.row(line) for line in equal]
        yield Signal("equal_shares", rows, whole, "", len(several))


def _shares(whole: Whole, line: SpendingLine) -> list[list[int]]:
    """The shares of each programme of which the line cites several actions."""
    shares: dict[int, list[int]] = defaultdict(list)
    for one in whole.cited[line.pk]:
        shares[one.programme_id].append(one.share)
    return [each for each in shares.values() if len(each) > 1]


def _are_equal(shares: list[int]) -> bool:
    """Whether they are the parts that are proposed: equal but for a basis point."""
    return max(shares) - min(shares) <= 1

"""How often “nothing in common” is said wrongly, and what signals cost.

Run by hand on the reference city: `python -m tests.bench.signals`. The golden lines
with their accepted actions, and the citations of the years on record, are honest: each
that is told apart is a false alarm. The same lines with an action drawn from another
right are tokens: the part of them that is told is what the signal catches. Approved
lines of earlier years, which would speak for more of them, are left out of both.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from budgeting import signals  # noqa: E402
from budgeting.contents import frameworks_with_lines  # noqa: E402
from budgeting.models import FiscalYear, Proposal  # noqa: E402
from budgeting.signals import find_signals, thresholds  # noqa: E402
from budgeting.signals.common import common_of  # noqa: E402
from budgeting.signals.found import Whole  # noqa: E402
from budgeting.signals.meaning import _without_words  # noqa: E402
from budgeting.signals.of_year import signals_of_year  # noqa: E402
from fixtures.golden import written_lines  # noqa: E402
from programme.models import Action, Programme  # noqa: E402

LARGE = 300  # lines of the proposal whose time is told


def golden(programme: Programme) -> tuple[int, int, int]:
    """Golden pairs of line and action, false alarms, tokens caught."""
    common, rng = common_of(programme), random.Random(1)
    actions = {one.code: one for one in programme.actions.all()}
    pairs = alarms = caught = 0
    for row, codes in written_lines():
        told = common.told(f"{row['description']}")
        around = common.told(row["framework"])

        def score(action: Action, told=told, around=around) -> float:
            return sum(common.between(each, action.pk) for each in (told, around))

        for code in codes:
            pairs += 1
            alarms += score(actions[code]) < thresholds.UNLIKE_LINE
            other = stranger(actions, actions[code], rng)
            caught += score(other) < thresholds.UNLIKE_LINE
    return pairs, alarms, caught


def stranger(actions: dict[str, Action], one: Action, rng: random.Random) -> Action:
    """An action of another right, drawn by lot."""
    while True:
        other = actions[rng.choice(list(actions))]
        if other.right_id != one.right_id:
            return other


def wholes(year: FiscalYear) -> Iterator[Whole]:
    """Each proposal of the year as signals read it."""
    proposals = Proposal.objects.filter(fiscal_year=year)
    for proposal in proposals.select_related("unit", "fiscal_year"):
        yield Whole(proposal, frameworks_with_lines(proposal))


def of_year(year: FiscalYear) -> tuple[int, int]:
    """Citations of a year, and those told apart by words alone."""
    cited = told = 0
    for whole in wholes(year):
        cited += sum(len(each) for each in whole.cited.values())
        for framework in whole.frameworks:
            told += sum(len(row.citations) for row in _without_words(whole, framework))
    return cited, told


def milliseconds(work) -> float:
    """The processor's milliseconds of the best of five."""
    took = []
    for _ in range(5):
        started = time.process_time()
        work()
        took.append((time.process_time() - started) * 1000)
    return min(took)


def main() -> int:
    """Print the figures; 1 where a large proposal takes more than 100 ms."""
    signals.read_ahead()
    pairs, alarms, caught = golden(Programme.objects.get(kind="human_rights"))
    print(f"golden pairs {pairs}: false alarms {alarms / pairs:.1%},", end=" ")
    print(f"tokens caught {caught / pairs:.1%}")
    for year in FiscalYear.objects.order_by("year"):
        cited, told = of_year(year)
        found = signals_of_year(year)
        counts = Counter({kind.key: units for kind, units, _ in found.by_kind})
        print(f"{year}: {cited} citations, told by words {told / max(cited, 1):.1%};")
        print(f"  units {len(found.units)}, showing {dict(+counts)}")
    whole = min(
        (one for year in FiscalYear.objects.all() for one in wholes(year)),
        key=lambda one: abs(len(one.lines) - LARGE),
    )
    took = milliseconds(lambda: find_signals(whole.proposal, whole.frameworks))
    print(f"{len(whole.lines)} lines: {took:.0f} ms of the processor (limit 100)")
    last = FiscalYear.objects.filter(published_at__isnull=False).latest("year")
    print(f"a year: {milliseconds(lambda: signals_of_year(last)):.0f} ms")
    return 0 if took <= 100 else 1


if __name__ == "__main__":
    sys.exit(main())

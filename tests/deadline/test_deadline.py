"""R15, short: a small city's deadline hour, with every check and no look at the clock.

`python -m tests.deadline` is the whole of it, with its figures.
"""

import math
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.deadline.checks import differences_of, unacknowledged, wrong_answers
from tests.deadline.figures import figures
from tests.deadline.hour import run_hour
from tests.deadline.plan import Hour
from tests.running.clients import Call, Log
from tests.running.site import serving

pytestmark = pytest.mark.slow

UNITS, MINUTES = 32, 1.25


def test_nothing_is_lost_in_the_deadline_hour_and_nobody_meets_an_error():
    with tempfile.TemporaryDirectory(prefix="hrbudget-deadline-") as made:
        city = ("tests.deadline.city", str(UNITS), "2", "8")
        with serving(Path(made), *city) as site:
            told = run_hour(site, Hour(MINUTES))
            figures(told)
            found = differences_of(site, told.log, told.receipts)
            invented = Call("u000a", "save", 1, "999", "done")
            more = Log(calls=[*told.log.calls, invented])
            noticed = differences_of(site, more, told.receipts)
    assert told.broken == []
    answers = told.log, told.public, told.public_faults
    assert list(wrong_answers(*answers, patience=math.inf)) == []
    assert list(unacknowledged(told.log)) == []
    assert (found, len(noticed)) == ([], 1)
    done = Counter(call.what for call in told.log.calls if call.told == "done")
    assert done["submit"] >= UNITS + 2  # two are returned and submit again
    assert done["return"] == 2
    assert done["save"] >= 100
    assert len(told.receipts) == UNITS + 2
    kinds = Counter(one.kind for one in told.log.asked)
    assert min(kinds[kind] for kind in ("board", "review", "check", "beat")) >= 2
    assert len(told.public) == len(told.moments_of_public)

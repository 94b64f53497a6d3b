"""`python -m tests.deadline`: the deadline hour, simulated in one run.

Units hand in their proposals, half of them in the last sixth of the time, after their
people typed into tables that save by themselves; Finance reads on; the public asks ten
times as much. Prints what was asked for and reached, how long answers took, what the
machine spent; exits 1 when anything was lost, wrong or an error.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.__main__ import say
from tests.deadline.checks import differences_of, unacknowledged, wrong_answers
from tests.deadline.figures import figures
from tests.deadline.hour import run_hour
from tests.deadline.plan import HOUR, Hour
from tests.running.site import serving


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What the run is asked to be."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.deadline", description=__doc__
    )
    add = parser.add_argument
    add("--units", type=int, default=120, help="each with three people (120)")
    add("--minutes", type=float, default=7.5, help="that the hour is run in (7.5)")
    add("--factor", type=float, help="how many times as fast; instead of --minutes")
    add("--every", type=float, default=5.0, help="seconds between saves (5)")
    add("--frameworks", type=int, default=2, help="of each proposal (2)")
    add("--lines", type=int, default=15, help="of each framework (15)")
    add("--port", type=int, default=0, help="of the site (any that is free)")
    add("--folder", help="where the data folder is made (the system's own place)")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """Run it; 1 when a check failed or a limit was missed."""
    asked = arguments(given)
    minutes = HOUR / asked.factor / 60 if asked.factor else asked.minutes
    size = map(str, (asked.units, max(2, asked.frameworks), asked.lines))
    with tempfile.TemporaryDirectory(
        prefix="hrbudget-deadline-", dir=asked.folder
    ) as made:
        folder = Path(made)
        with serving(folder, "tests.deadline.city", *size, port=asked.port) as site:
            told = run_hour(site, Hour(minutes, asked.every))
            kept = figures(told)
            wrong = [
                *told.broken,
                *wrong_answers(told.log, told.public, told.public_faults),
                *unacknowledged(told.log),
                *differences_of(site, told.log, told.receipts),
            ]
    for one in wrong[:40]:
        print(f"  {one}")
    kept &= say("lost, wrong or an error", str(len(wrong)), "0", not wrong)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

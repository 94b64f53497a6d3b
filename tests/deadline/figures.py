"""What the run measured, printed beside what was asked for and what is allowed."""

import os
from collections import Counter
from collections.abc import Iterable

from tests.bench.__main__ import say
from tests.deadline.hour import Told
from tests.running.clients import Asked

LIMITS = {"save": 0.5, "submit": 2.0}  # seconds, 95 of 100 (R15)
SHOWN = {
    "save": "saving the table",
    "submit": "submitting",
    "check": "the check page",
    "page": "other pages of the desk",
    "beat": "who else is here",
    "board": "the board",
    "review": "a proposal under review",
    "file": "files of a page",
    "public": "public pages and API",
}


def quantile(values: list[float], part: float) -> float:
    """The value that so large a part does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def figures(told: Told) -> bool:
    """Print everything; gives whether the limits were kept."""
    hour = told.plan.hour
    print(
        f"\n{len(told.plan.diaries)} people with a diary; the hour in {hour.minutes:g} min"
        f" (factor {hour.factor:g}), a table saves every {hour.every:g} s; gunicorn with 2"
        f" workers of 4 threads; {os.cpu_count()} processors, shared with the clients"
    )
    rates(told)
    kept = times(told)
    machine(told)
    return kept


def rates(told: Told) -> None:
    """Requests a second, asked for and reached, of the whole and of the last sixth."""
    hour = told.plan.hour
    begin, sixth = min(one.begin for one in told.people), hour.seconds / 6
    done = Counter(what for one in told.people for what in one.done)
    print(
        f"\n{'':<28} {'asked for':>10} {'reached':>10} {'in the last sixth, a second':>30}"
    )
    for what, number in told.plan.desk.most_common():
        due = [
            act.at
            for diary in told.plan.diaries.values()
            for act in diary
            if act.what == what
        ]
        last = sum(at >= hour.seconds - sixth for at in due) / sixth
        print(f"{what:<28} {number:>10} {done[what]:>10} {last:>30.2f}")
    asked = told.asked_of_public
    reached = in_time(told.public, begin, hour.seconds)
    print(f"{'public':<28} {asked:>10} {reached:>10}")
    for name, answers in (("the desk", told.log.asked), ("the public", told.public)):
        whole = in_time(answers, begin, hour.seconds) / hour.seconds
        last = in_time(answers, begin + hour.seconds - sixth, sixth) / sixth
        print(f"answers to {name}, a second: {whole:.1f}; in the last sixth {last:.1f}")
    late = [one for each in told.people for one in each.late]
    print(
        f"an act began late by: p50 {quantile(late, 0.5):.2f} s,"
        f" p95 {quantile(late, 0.95):.2f} s, at most {max(late):.2f} s"
    )
    print(
        f"submissions: {len(told.plan.stints)}, in the last sixth {told.plan.late};"
        f" all was done after {told.seconds:.0f} s of {hour.seconds:.0f}"
    )
    outcome = Counter((call.what, call.told) for call in told.log.calls)
    shown = [f"{what} {said} {n}" for (what, said), n in sorted(outcome.items())]
    print("writes: " + ", ".join(shown))


def in_time(answers: Iterable[Asked], begin: float, seconds: float) -> int:
    """How many were answered within these seconds."""
    return sum(begin <= one.at + one.took < begin + seconds for one in answers)


def times(told: Told) -> bool:
    """How long answers took, by kind; whether saves and submits kept their limits."""
    every = [*told.log.asked, *told.public]
    print(
        f"\n{'seconds':<28} {'answers':>8} {'p50':>8} {'p95':>8} {'p99':>8} {'most':>8}"
    )
    for kind, name in SHOWN.items():
        took = [one.took for one in every if one.kind == kind]
        shown = [quantile(took, part) for part in (0.5, 0.95, 0.99, 1.0)]
        columns = " ".join(f"{one:>8.3f}" for one in shown)
        print(f"{name:<28} {len(took):>8} {columns}")
    print()
    kept = True
    for kind, limit in LIMITS.items():
        took = [one.took for one in every if one.kind == kind]
        p95 = quantile(took, 0.95)
        what = f"the deadline hour: {SHOWN[kind]}, p95"
        kept &= say(
            what, f"{p95 * 1000:.0f} ms", f"< {limit * 1000:.0f} ms", p95 < limit
        )
    return kept


def machine(told: Told) -> None:
    """Processor time by part, sessions and locks."""
    whole = told.seconds * (os.cpu_count() or 1)
    spent, watch = told.processor, told.watch
    parts = {
        "site": spent.site,
        "database": spent.database,
        "people (client)": spent.people,
        "public (client)": told.readers,
    }
    shown = ", ".join(f"{name} {one / whole:.0%}" for name, one in parts.items())
    print(f"processor time, of all there is: {shown}")
    desk = len(told.log.asked)
    work = (spent.site + spent.database) / max(1, desk)
    print(f"site and database, a request of the desk: {work * 1000:.0f} ms at most")
    print(
        f"sessions of the database at once: {watch.sessions}; waiting for a lock at once:"
        f" {watch.waiting}; longest transaction seen: {watch.longest:.2f} s"
    )

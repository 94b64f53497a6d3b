"""What the run measured, printed beside what was asked for and what is allowed."""

import os
from collections import Counter
from collections.abc import Iterable

from tests.bench.__main__ import say
from tests.deadline.hour import Told
from tests.deadline.plan import Hour
from tests.running.clients import Asked

LIMITS = {"save": 0.5, "submit": 2.0}  # seconds, 95 of 100 (R15)
PEAK = 5.0  # seconds over which the highest rate is looked for
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
        f"\n{len(told.plan.diaries)} people with a diary; the hour in"
        f" {hour.minutes:g} min (factor {hour.factor:g}), a table saves every"
        f" {hour.every:g} s; gunicorn with 2 workers of 4 threads;"
        f" {os.cpu_count()} processors, shared with the clients"
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
    heads = ("asked for", "reached", "a second", "last sixth", "at most")
    print(f"\n{'acts':<28} " + " ".join(f"{one:>10}" for one in heads))
    for what, number in told.plan.desk.most_common():
        print(row_of_rates(what, number, done[what], told.plan.moments(what), hour))
    reached = in_time(told.public, begin, hour.seconds)
    moments = told.moments_of_public
    print(row_of_rates("public", len(moments), reached, moments, hour))
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


def row_of_rates(
    what: str, asked: int, reached: int, moments: list[float], hour: Hour
) -> str:
    """An act's counts, and the rates asked for: on the whole, late, and at most."""
    sixth = hour.seconds / 6
    last = sum(at >= hour.seconds - sixth for at in moments) / sixth
    most = max(Counter(int(at / PEAK) for at in moments).values(), default=0) / PEAK
    rates = (len(moments) / hour.seconds, last, most)
    shown = " ".join(f"{one:>10.2f}" for one in rates)
    return f"{what:<28} {asked:>10} {reached:>10} {shown}"


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
    others = max(0.0, spent.machine - spent.ours) / whole
    print(
        f"over five seconds the run used {watch.hardest():.1f} of {os.cpu_count()}"
        f" processors at most; others on this machine took {others:.0%}"
    )
    desk = len(told.log.asked)
    work = (spent.site + spent.database) / max(1, desk)
    print(f"site and database, a request of the desk: {work * 1000:.0f} ms at most")
    print(
        f"sessions of the database at once: {watch.sessions}; waiting for a lock at"
        f" once: {watch.waiting}; longest transaction seen: {watch.longest:.2f} s"
    )

"""The search among 2,412 actions, inside one process of the project.

Run by `make bench` on the reference city that it has loaded.
"""

import os
import statistics
import sys
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()


from fixtures.golden import (  # noqa: E402
    HELD_BACK,
    queries,
    rank_of,
    share_within,
)
from programme.models import Programme  # noqa: E402
from programme.search import search_actions  # noqa: E402
from tests.bench.__main__ import say  # noqa: E402


def bench_search() -> bool:
    """Every golden query: how quickly, and how high an accepted action stands."""
    programme = Programme.objects.get(kind="human_rights")
    search_actions(programme, "agua")  # builds the index
    took, ranks = [], []
    for query in queries():
        started = time.perf_counter()
        found = search_actions(programme, query.text, year=date.today().year, limit=10)
        took.append((time.perf_counter() - started) * 1000)
        ranks.append(rank_of(query, [one.code for one in found]))
    kept = [
        bench_found(ranks, first, least) for first, least in ((5, 0.90), (10, 0.95))
    ]
    p95 = statistics.quantiles(took, n=20)[-1]
    return all([*kept, say("search, p95", f"{p95:.1f} ms", "< 10 ms", p95 < 10)])


def bench_found(ranks: list[int], first: int, least: float) -> bool:
    """The part answered among the first: of all queries, and of those held back."""
    share, held = share_within(ranks, first), share_within(ranks[HELD_BACK], first)
    what = f"golden queries answered in the first {first}"
    kept = say(what, f"{share:.1%}", f">= {least:.0%}", share >= least)
    say("  those of them held back", f"{held:.1%}", "(no limit)", True)
    return kept


def main() -> int:
    """The benchmark; 1 when a limit was missed."""
    return 0 if bench_search() else 1


if __name__ == "__main__":
    sys.exit(main())

"""Suggestions on the golden lines, beside PostgreSQL's full-text search of the same.

Run by `make bench` on the reference city. A past line that says the same as a golden
line is left out of the evidence before anything is measured. The lines of the last
published year, with the year before as evidence, show what a unit's own past gives;
they are made by a script, so they say little about real officers.
"""

import os
import re
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.db import connection  # noqa: E402

from budgeting.models import FiscalYear, SpendingLine  # noqa: E402
from budgeting.suggestions import Asked, asked_of, rank  # noqa: E402
from budgeting.suggestions.past import precedents_before  # noqa: E402
from budgeting.suggestions.precedents import Precedents  # noqa: E402
from fixtures.golden import written_lines  # noqa: E402
from programme.models import BudgetUnit, Programme  # noqa: E402
from tests.bench.__main__ import say  # noqa: E402

PLACES = (1, 5, 10)
PLAIN = "translate(lower({}), 'áéíóúüñ', 'aeiouun')"
# Every word of the line may match and the best rank first: asking for all the words of
# a line at once (plainto_tsquery as it stands) finds next to nothing.
FULL_TEXT = f"""
select code from programme_action, (
  select replace(plainto_tsquery('spanish', {PLAIN.format("%s")})::text, '&', '|')
    ::tsquery as words) as asked
where programme_id = %s
  and to_tsvector('spanish', {PLAIN.format("text_es")}) @@ words
order by ts_rank(to_tsvector('spanish', {PLAIN.format("text_es")}), words, 1)
  desc, code
limit 10
"""
Finder = Callable[[Asked], list[str]]


def asked_lines() -> list[tuple[Asked, set[str]]]:
    """The golden lines as the suggestions are asked, with their accepted codes."""
    year = FiscalYear.objects.order_by("-year").values_list("year", flat=True)[0]
    units = dict(BudgetUnit.objects.values_list("code", "pk"))
    return [
        (
            Asked(
                year=year,
                unit=units[row["unit"]],
                description=row["description"],
                object_code=row["object_code"],
                activity=row["framework"],
            ),
            codes,
        )
        for row, codes in written_lines()
    ]


def last_published_lines() -> list[tuple[Asked, set[str]]]:
    """Every fortieth cited line of the last published year, with what it cited."""
    year = FiscalYear.objects.filter(published_at__isnull=False).latest("year").year
    lines = SpendingLine.objects.kept().filter(
        proposal__fiscal_year=year, citations__isnull=False
    )
    keys = list(lines.distinct().order_by("pk").values_list("pk", flat=True))[::40]
    chosen = SpendingLine.objects.filter(pk__in=keys).order_by("pk")
    return [
        (asked_of(line), set(line.citations.values_list("action__code", flat=True)))
        for line in chosen.select_related("framework", "proposal")
    ]


def measured(
    find: Finder, lines: list[tuple[Asked, set[str]]]
) -> tuple[dict[int, float], list[float]]:
    """The part of the lines with an accepted action in the first 1, 5 and 10, and the
    processor's milliseconds of each line."""
    within, took = dict.fromkeys(PLACES, 0), []
    for asked, accepted in lines:
        started = time.process_time()
        codes = find(asked)
        took.append((time.process_time() - started) * 1000)
        place = next((n for n, c in enumerate(codes, 1) if c in accepted), 99)
        for most in PLACES:
            within[most] += place <= most
    return {n: found / len(lines) for n, found in within.items()}, took


def by_full_text(programme: Programme) -> Finder:
    """Plain full-text search of the description, as PostgreSQL has it for Spanish."""

    def find(asked: Asked) -> list[str]:
        words = re.sub(r"[^\w ]", " ", asked.description)
        with connection.cursor() as cursor:
            cursor.execute(FULL_TEXT, [words, programme.pk])
            return [code for (code,) in cursor.fetchall()]

    return find


def by_suggestions(programme: Programme, precedents: Precedents) -> Finder:
    """The suggestions, with this evidence of earlier years."""
    return lambda asked: [
        one.found.code for one in rank(asked, [programme], precedents)
    ]


def tell(name: str, find: Finder, lines: list[tuple[Asked, set[str]]]) -> list[float]:
    """Print the recall of a way of finding; gives the milliseconds of each line."""
    find(lines[0][0])  # builds the index
    within, took = measured(find, lines)
    shown = " / ".join(f"{within[n]:.1%}" for n in PLACES)
    say(f"{name}: recall at 1, 5, 10", shown, "(no limit)", True)
    return took


def main() -> int:
    """Recall of each way of finding, and the time of a suggestion; 1 if too slow."""
    programme = Programme.objects.get(kind="human_rights")
    golden, last = asked_lines(), last_published_lines()
    past, none = precedents_before(golden[0][0].year), Precedents([])
    clean = past.without([asked.description for asked, _ in golden])
    counts = f"{len(golden)}; {len(clean.lines)} past"
    say("golden lines, and lines of earlier years as evidence", counts, "", True)
    left_out = len(past.lines) - len(clean.lines)
    say(
        "past lines left out: they say what a golden line says", f"{left_out}", "", True
    )
    tell("full-text search (PostgreSQL)", by_full_text(programme), golden)
    tell("suggestions, no past year", by_suggestions(programme, none), golden)
    took = tell("suggestions", by_suggestions(programme, clean), golden)
    year = last[0][0].year
    before = precedents_before(year)
    tell(f"{year}, no past year", by_suggestions(programme, none), last)
    tell(f"{year}, after {year - 1}", by_suggestions(programme, before), last)
    p95 = statistics.quantiles(took, n=20)[-1]
    shown = f"{statistics.median(took):.0f} / {p95:.0f} ms"
    what = "a line's suggestions, processor's median / p95"
    return 0 if say(what, shown, "50 ms", p95 < 50) else 1


if __name__ == "__main__":
    sys.exit(main())

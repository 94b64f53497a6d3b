"""The benchmarks that run inside one process of the project: import and search.

Run by `make bench` on the reference city that it has loaded.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from openpyxl import Workbook  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from budgeting.imports import import_budget  # noqa: E402
from budgeting.services import add_year  # noqa: E402
from fixtures.golden import (  # noqa: E402
    HELD_BACK,
    queries,
    rank_of,
    share_within,
)
from hrbudget.database.base import owner  # noqa: E402
from programme.models import Action, BudgetUnit, Programme, User  # noqa: E402
from programme.search import search_actions  # noqa: E402
from tests.bench.__main__ import ROUNDS, say  # noqa: E402

LINES = 20_000
COLUMNS = [
    "unit",
    "framework",
    "framework_name",
    "line",
    "object_code",
    "description",
    "amount",
    "actions",
]


def seconds(job: Callable[[], object]) -> float:
    """How long the job takes."""
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def budget_workbook(path: Path) -> None:
    """A past budget of 20,000 lines and about 29,000 citations."""
    chance = random.Random(1)
    units = list(BudgetUnit.objects.values_list("code", flat=True))
    actions = list(Action.objects.values_list("code", flat=True))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("lines")
    sheet.append(COLUMNS)
    for number in range(LINES):
        unit = units[number % len(units)]
        cited = chance.sample(actions, chance.choice([1, 1, 1, 2, 2, 1, 2, 1, 2, 1]))
        sheet.append(
            [
                unit,
                f"F{number % 7}",
                f"Actividad {number % 7}",
                f"L{number:05}",
                "4411",
                f"Apoyos a la población, renglón {number} de la unidad {unit}",
                chance.randrange(0, 900_000_000) / 100,
                "; ".join(sorted(cited)),
            ]
        )
    book.save(path)


def floor(path: Path) -> None:
    """Reading the sheet with python-calamine and COPY of its rows into a bare heap."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("lines").to_python()
    columns = ", ".join(f"c{n} text" for n in range(len(COLUMNS)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"create table bare ({columns})")
        with cursor.copy("copy bare from stdin") as copy:
            for row in rows[1:]:
                copy.write_row([str(cell) for cell in row])
    with connection.cursor() as cursor:
        cursor.execute("drop table bare")


def bench_import(folder: Path) -> bool:
    """A past budget, every row checked, keys and rule on, against the floor."""
    path = folder / "budget.xlsx"
    budget_workbook(path)
    code = Programme.objects.get(kind="human_rights").code
    importer = User.objects.filter(groups__name="administrator").first()
    times: dict[str, list[float]] = {"floor": [], "import": []}
    for year in range(1990, 1990 + ROUNDS):
        fiscal_year = add_year(
            year, programme_codes=[code], linking="required", opens=None, closes=None
        )
        with owner(connection):  # the application may make no table
            connection.ensure_connection()
            times["floor"].append(seconds(lambda: floor(path)))
        connection.ensure_connection()
        load = lambda to=fiscal_year: import_budget(path, to, by=importer)  # noqa: E731
        times["import"].append(seconds(load))
    took = {name: statistics.median(values) for name, values in times.items()}
    ratio = took["import"] / took["floor"]
    shown = f"{ratio:.2f} ({took['import']:.2f} s)"
    return say("import 20,000 lines against read + COPY", shown, "<= 5.00", ratio <= 5)


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
    """Both benchmarks; 1 when a limit was missed."""
    with tempfile.TemporaryDirectory() as folder:
        results = [bench_search(), bench_import(Path(folder))]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

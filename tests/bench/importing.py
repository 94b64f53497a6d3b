"""Imports at the size of a large city, against the least that they could take.

Run by `make bench` on the reference city that it has loaded. The floor is reading the
sheet with python-calamine and COPY of its rows into a bare heap; the import checks
every row, with keys, rule and trail on.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from budgeting.imports import import_budget  # noqa: E402
from hrbudget.database.base import owner  # noqa: E402
from programme.imports import import_programme  # noqa: E402
from programme.models import User  # noqa: E402
from tests.bench.__main__ import ROOT, ROUNDS, run, say  # noqa: E402
from tests.bench.budgets import (  # noqa: E402
    COLUMNS,
    budget_workbook,
    past_year,
    seconds,
)
from tests.bench.peers import bulk_seconds_a_line  # noqa: E402
from tests.bench.sheet import by_table  # noqa: E402
from tests.bench.trail import Desk, took  # noqa: E402

LINES = 100_000
YEARS = 10  # with as many lines each: a million
SAVES = 20


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


def import_into(year: int, path: Path) -> float:
    """Seconds that the file takes into a year of its own."""
    importer = User.objects.filter(groups__name="administrator").first()
    fiscal_year = past_year(year)
    return seconds(lambda: import_budget(path, fiscal_year, by=importer))


def bench_import(path: Path) -> tuple[bool, float]:
    """A past budget against the floor, in turn; and its seconds."""
    times: dict[str, list[float]] = {"floor": [], "import": []}
    for year in range(1950, 1950 + ROUNDS):
        with owner(connection):  # the application may make no table
            connection.ensure_connection()
            times["floor"].append(seconds(lambda: floor(path)))
        connection.ensure_connection()
        times["import"].append(import_into(year, path))
    pairs = zip(times["import"], times["floor"], strict=True)
    ratio = statistics.median(one / least for one, least in pairs)
    took = statistics.median(times["import"])
    shown = f"{ratio:.2f} ({took:.2f} s)"
    what = f"import {LINES:,} lines against read + COPY"
    return say(what, shown, "<= 4.50", ratio <= 4.5), took


def bench_peer(path: Path, took: float) -> bool:
    """The first of the same rows by django-import-export in bulk mode, by the line."""
    with owner(connection):  # it sets the sequences anew, as the application may not
        connection.ensure_connection()
        times = bulk_seconds_a_line(path, past_year(1949)) * LINES / took
    connection.ensure_connection()
    shown = f"{times:.0f} times faster"
    what = "  against django-import-export in bulk mode"
    return say(what, shown, ">= 30", times >= 30)


def bench_memory(path: Path) -> bool:
    """The peak of the whole process of the command."""
    past_year(1948)
    command = ("manage.py", "import_budget", str(path), "--year", "1948")
    _, memory = run(*command, env=dict(os.environ))
    return say("  memory of the command", f"{memory:.0f} MB", "400 MB", memory < 400)


def bench_preview() -> bool:
    """Processor time of the preview of a programme of 2,412 actions."""
    path = ROOT / "fixtures" / "programme.xlsx"
    used = []
    for _ in range(ROUNDS):
        before = _processor_time()
        report = import_programme(path, dry_run=True)
        used.append(_processor_time() - before)
    assert sum(report.counts["actions"].values()) == 2412
    took = statistics.median(used)
    what = "preview of 2,412 actions, processor time"
    return say(what, f"{took:.2f} s", "1.5 s", took < 1.5)


def _processor_time() -> float:
    """Seconds of this process and of the database's process that serves it."""
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    fields = Path(f"/proc/{backend}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def bench_writes(path: Path) -> bool:
    """Saving 200 lines of one unit beside one past year and beside a million lines."""
    desk = Desk(2103)
    before = _saves(desk)
    for year in range(1960, 1960 + YEARS):
        import_into(year, path)
    after = _saves(desk)
    ratio = after / before
    shown = f"{ratio:.2f} ({after * 1000:.0f} ms)"
    what = "save 200 lines beside 1,000,000 more, to before"
    return say(what, shown, "<= 1.25", ratio <= 1.25)


def _saves(desk: Desk) -> float:
    """Processor time of one save, the database's included; the first warms up."""
    took(desk, by_table)
    before = _processor_time()
    for _ in range(SAVES):
        took(desk, by_table)
    return (_processor_time() - before) / SAVES


def main() -> int:
    """All of them; 1 when a limit was missed."""
    print(f"\nImports, {date.today()}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "budget.xlsx"
        budget_workbook(path, LINES)
        quick, took = bench_import(path)
        results = [
            quick,
            bench_peer(path, took),
            bench_memory(path),
            bench_preview(),
            bench_writes(path),
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

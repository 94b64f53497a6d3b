"""An import whose process is killed at any moment: all of it is there, or nothing."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from budgeting.imports import import_budget
from budgeting.models import Citation, FiscalYear, Proposal, SpendingLine
from programme.models import ImportBatch
from tests.factories import make_action, make_programme, make_unit, make_year
from tests.faults import between, snapshot
from tests.workbooks import line, lines_sheet, write_workbook

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LINES, MOMENTS = 1500, 6


def year_of(folder: Path) -> tuple[FiscalYear, Path, Path]:
    """A year with a loaded file, that file, and another that changes every line."""
    programme = make_programme("PDH")
    make_action(programme, "01.01.01")
    make_unit("01C001")
    year = make_year(2011, programme, linking="required")
    files = [
        write_workbook(
            folder / name,
            lines_sheet(*(line(line=f"L{n}", amount=amount) for n in range(LINES))),
        )
        for name, amount in (("first.xlsx", 1), ("second.xlsx", 2))
    ]
    import_budget(files[0], year)
    return year, files[0], files[1]


IMPORT = """
import sys
from pathlib import Path
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from budgeting.imports import import_budget
from budgeting.models import FiscalYear
year = FiscalYear.objects.get(year=2011)
print("begun", flush=True)
import_budget(Path(sys.argv[2]), year)
print("done", flush=True)
"""


def in_another_process(path: Path) -> subprocess.Popen:
    """The import of the file, begun in a process of its own."""
    name = str(connection.settings_dict["NAME"])
    child = subprocess.Popen(
        [sys.executable, "-c", IMPORT, name, str(path)], stdout=subprocess.PIPE
    )
    assert child.stdout
    assert child.stdout.readline() == b"begun\n"
    return child


def end(child: subprocess.Popen) -> None:
    """Kill the process, whatever it is doing."""
    with child:
        child.kill()


def wait_until_its_session_ends() -> None:
    until = time.monotonic() + 60
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname ="
                " current_database() and pid <> pg_backend_pid()"
                " and backend_type = 'client backend'"
            )
            if not cursor.fetchone()[0]:
                return
            assert time.monotonic() < until, "the killed process left its session"
            time.sleep(0.01)


def what_stands() -> tuple[int, int, set[int]]:
    """How many lines and citations are kept, and the amounts there are."""
    lines = SpendingLine.objects.filter(removed_at=None)
    amounts = {int(amount) for amount in lines.values_list("amount", flat=True)}
    cited = Citation.objects.filter(line__removed_at=None)
    return lines.count(), cited.count(), amounts


def test_a_killed_import_leaves_all_or_nothing_and_can_be_run_again(tmp_path):
    year, first, second = year_of(tmp_path)
    child, start = in_another_process(second), time.monotonic()
    assert child.stdout and child.stdout.readline() == b"done\n"
    whole = time.monotonic() - start
    end(child)
    assert what_stands() == (LINES, LINES, {2})
    import_budget(first, year)
    killed = 0
    for moment in range(1, MOMENTS + 1):
        before, batches = snapshot(), ImportBatch.objects.count()
        child = in_another_process(second)
        time.sleep(whole * (moment - 0.5) / MOMENTS)
        end(child)
        wait_until_its_session_ends()
        if ImportBatch.objects.count() == batches:
            killed += 1
            assert between(before, snapshot()) == []
            assert what_stands() == (LINES, LINES, {1})
        else:
            assert what_stands() == (LINES, LINES, {2})
            import_budget(first, year)
    assert killed > MOMENTS / 4
    assert import_budget(second, year).changes_something
    assert what_stands() == (LINES, LINES, {2})
    assert Proposal.objects.get().status == "approved"

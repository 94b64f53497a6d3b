"""Ten thousand files that went wrong: each is refused in words or loaded soundly."""

import contextlib
import random
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from budgeting.imports import import_budget, import_ceilings
from budgeting.models import FiscalYear
from programme.imports import ImportReport, import_programme, import_units
from programme.workbooks import CellError, ImportRefused, mark_errors
from tests.factories import make_action, make_programme, make_unit, make_year
from tests.mutants import mutations, plain
from tests.workbooks import LINE_HEADER, UNIT_HEADER, line, programme_sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LONGEST = 30  # seconds, where one file takes hundredths: more is a hang anywhere
EACH = 500  # files a test
TABLES = (
    "programme_programme", "programme_right", "programme_strategy", "programme_action",
    "programme_actionbody", "programme_action_population_groups",
    "programme_budgetunit", "budgeting_ceiling", "budgeting_proposal",
    "budgeting_policyframework", "budgeting_spendingline", "budgeting_citation",
    "budgeting_event", "budgeting_contribution",
)  # fmt: skip
BUDGET = [
    LINE_HEADER,
    line(),
    line(line="L2", unit="02C001", actions="01.01.01=60; 01.01.02=40"),
    line(line="L3", amount="1,234.50", actions="", screened="none", reason="Nómina"),
]
UNITS = [
    UNIT_HEADER,
    ["01C001", "Jefatura de Gobierno", "ministry", "Gobierno", 2009, None],
    ["03C001", "Álvaro Obregón", "borough", "", 2009, 2011],
]
CEILINGS = [["unit", "chapter", "amount"], ["01C001", None, 5], ["02C001", 1000, "7.5"]]
SHEETS: dict[str, plain.Sheets] = {
    "budget": {"lines": BUDGET, "frameworks": [["unit", "framework", "problem"]]},
    "units": {"units": UNITS},
    "ceilings": {"ceilings": CEILINGS},
    "programme": programme_sheets(),
}
Import = Callable[..., ImportReport]


@pytest.fixture
def importers() -> dict[str, Import]:
    """The four importers, over a year with two units and two actions."""
    programme = make_programme("PDHDF")
    for code in ("01.01.01", "01.01.02"):
        make_action(programme, code)
    for code in ("01C001", "02C001"):
        make_unit(code)
    year: FiscalYear = make_year(2011, programme, linking="requested")
    return {
        "budget": lambda path, **options: import_budget(path, year, **options),
        "ceilings": lambda path, **options: import_ceilings(path, year, **options),
        "units": import_units,
        "programme": import_programme,
    }


def mutant(kind: str, level: str, chance: random.Random) -> bytes:
    """A file of this kind that went wrong at this level."""
    sheets = SHEETS[kind]
    if level == "csv":
        return mutations.of_csv(next(iter(sheets.values())), chance)
    if level == "cells":
        return plain.zipped(plain.parts_of(mutations.of_cells(sheets, chance)))
    parts = plain.parts_of(sheets)
    if level == "xml":
        return plain.zipped(mutations.of_xml(parts, chance))
    return mutations.of_zip(plain.zipped(parts), chance)


@contextlib.contextmanager
def patience(what: str) -> Iterator[None]:
    """Fail the test where the block takes longer than a person waits."""

    def give_up(*_args: object) -> None:
        raise AssertionError(f"{what} hangs")

    earlier = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)


def rows_there() -> tuple:
    """What each table of the data holds: one hash of all its rows and fields."""
    hashed = "(select md5(string_agg(t::text, '|' order by t.id)) from {} t)"
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(map(hashed.format, TABLES)))
        return cursor.fetchone()


def errors_of(load: Import, path: Path, **options: object) -> list[CellError] | None:
    """The errors for which the file is refused; None where it is not."""
    try:
        load(path, **options)
    except ImportRefused as refused:
        assert refused.errors
        assert all(sentence.strip() for sentence in refused.sentences())
        return refused.errors
    return None


def check_sound(load: Import, path: Path) -> None:
    """A file that was loaded is loaded whole: once more, nothing in it is new."""
    assert not load(path, dry_run=True).changes_something


def said_of(error: CellError) -> tuple[str, str, str]:
    """Place and message, but for numbers: cells of a workbook are never that long."""
    return error.sheet, error.cell, re.sub("[0-9]+", "0", error.message)


def check_marked(load: Import, path: Path, errors: list[CellError], out: Path) -> None:
    """The marked file says of its cells what the file itself did."""
    in_cells = [error for error in errors if error.row]
    if not in_cells:
        return
    try:
        mark_errors(path, errors, out)
    except ImportRefused:
        return  # it cannot be opened to be marked, and that is told
    again = errors_of(load, out, dry_run=True) or []
    assert list(map(said_of, (e for e in again if e.row))) == list(
        map(said_of, in_cells)
    )


def try_one(load: Import, path: Path, what: str, before: tuple) -> str:
    """Load a file and take it back; what became of it."""
    with patience(what), transaction.atomic():
        errors = errors_of(load, path)
        if errors is None:
            check_sound(load, path)
        else:
            assert rows_there() == before
            check_marked(load, path, errors, path.with_name("marked.xlsx"))
        transaction.set_rollback(True)
    return "loaded" if errors is None else "refused"


def try_many(
    importers: dict[str, Import], level: str, first: int, folder: Path
) -> Counter[str]:
    """Files with the seeds from `first` on, kinds by turns; how many became what."""
    before, found = rows_there(), Counter[str]()
    kinds = [kind for kind in SHEETS if level != "csv" or kind != "programme"]
    for seed in range(first, first + EACH):
        kind = kinds[seed % len(kinds)]
        path = folder / ("file.csv" if level == "csv" else "file.xlsx")
        path.write_bytes(mutant(kind, level, random.Random(seed)))
        what = f"{level} {kind} {seed}"
        try:
            found[try_one(importers[kind], path, what, before)] += 1
        except Exception as error:
            error.add_note(f"the mutant: {what}")
            raise
    return found


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 2500, EACH))
@pytest.mark.parametrize("level", ["cells", "xml", "zip", "csv"])
def test_a_file_that_went_wrong_is_refused_in_words_or_loaded_soundly(
    importers, tmp_path, level, first
):
    found = try_many(importers, level, first, tmp_path)
    assert sum(found.values()) == EACH
    assert found["refused"] > EACH / 4


@pytest.mark.parametrize("level", ["cells", "xml", "zip", "csv"])
def test_a_few_files_that_went_wrong(importers, tmp_path, level, monkeypatch):
    monkeypatch.setattr("tests.budgeting.test_mutants.EACH", 20)
    assert sum(try_many(importers, level, 90_000, tmp_path).values()) == 20

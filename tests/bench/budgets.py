"""Past budgets of any size, as workbooks that a person could have made."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from budgeting.models import FiscalYear
from budgeting.services import add_year
from programme.models import Action, BudgetUnit, Programme

COLUMNS = (
    "unit",
    "framework",
    "framework_name",
    "line",
    "object_code",
    "description",
    "amount",
    "actions",
)


def budget_workbook(path: Path, lines: int) -> None:
    """A past budget of so many lines, 29 citations for every 20 of them."""
    chance = random.Random(1)
    programme = Programme.objects.get(kind="human_rights")
    units = list(BudgetUnit.objects.values_list("code", flat=True))
    codes = Action.objects.filter(programme=programme).values_list("code", flat=True)
    actions = list(codes)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("lines")
    sheet.append(COLUMNS)
    for number in range(lines):
        unit = units[number % len(units)]
        cited = chance.sample(actions, 2 if number % 20 < 9 else 1)
        sheet.append(
            [
                unit,
                f"F{number % 7}",
                f"Actividad {number % 7}",
                f"L{number:06}",
                "4411",
                f"Apoyos a la población, renglón {number} de la unidad {unit}",
                chance.randrange(0, 900_000_000) / 100,
                "; ".join(sorted(cited)),
            ]
        )
    book.save(path)


def past_year(year: int) -> FiscalYear:
    """A year that requires the link, into which a budget is loaded."""
    code = Programme.objects.get(kind="human_rights").code
    return add_year(
        year, programme_codes=[code], linking="required", opens=None, closes=None
    )


def seconds(job: Callable[[], object]) -> float:
    """How long the job takes."""
    started = time.perf_counter()
    job()
    return time.perf_counter() - started

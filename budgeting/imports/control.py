"""A control file: the year's totals as the decree, or another source, states them."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from budgeting.imports.ceilings import chapter
from budgeting.sums import Place
from programme.models import BudgetUnit
from programme.workbooks import Column, SheetForm, read_tables
from programme.workbooks.columns import amount, known


@dataclass(frozen=True)
class Control:
    """What a control file states: its hash, its totals by place, and notes on it."""

    file_hash: str
    totals: dict[Place, Decimal]
    notes: list[str]


def control_form(units: dict[str, int]) -> SheetForm:
    """What the sheet `control` must look like (method.md, 6).

    An empty unit means the whole city; an empty chapter, all of them.
    """
    no_unit = _("No unit has this code.")
    return SheetForm(
        "control",
        (
            Column("unit", known(units, no_unit), blank=True, empty=None),
            Column("chapter", chapter, blank=True, empty=None),
            Column("amount", amount()),
        ),
    )


def read_control(path: Path, *, name: str | None = None) -> Control:
    """The totals of a control file; raises ImportRefused with every error of it."""
    units = dict(BudgetUnit.objects.values_list("code", "pk"))
    file = read_tables(path, [control_form(units)], name=name)
    table = file.tables["control"]
    message = _("This total is already in cell %(first)s.")
    table.refuse_repeats("chapter", "unit", message=message)
    file.problems.refuse_if_any()
    columns = (table.values[name] for name in ("unit", "chapter", "amount"))
    totals = {(unit, part): total for unit, part, total in zip(*columns, strict=True)}
    with path.open("rb") as content:
        file_hash = hashlib.file_digest(content, "sha256").hexdigest()
    return Control(file_hash, totals, file.notes)

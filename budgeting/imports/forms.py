"""What the sheets of a budget workbook must look like (method.md, 6)."""

from typing import Any

from django.utils.translation import gettext as _

from budgeting.imports.citations import NONE
from budgeting.models import Citation, SpendingLine
from programme.workbooks import Column, Reader, SheetForm
from programme.workbooks.columns import amount, choice, code, known, text

MONTHS = tuple(f"month_{month:02}" for month in range(1, 13))
LONGEST = 20_000  # characters, as on the form of the desk
TEXTS = (  # the other fields of a framework, and how long each may be
    ("problem", LONGEST),
    ("objective", LONGEST),
    ("target_population", LONGEST),
    ("expected_result", LONGEST),
    ("unit_of_measure", 150),
    ("indicator", LONGEST),
    ("gender_perspective", LONGEST),
)


def budget_forms(units: dict[str, int], actions: Reader) -> list[SheetForm]:
    """The sheets `lines` and `frameworks`; units are read as their keys.

    `actions` reads the cells that cite.
    """
    unit = known(units, _("No unit has this code."))
    return [_lines(unit, actions), _frameworks(unit)]


def _lines(unit: Reader, actions: Reader) -> SheetForm:
    partida = _("A partida is four digits, 1000 to 9999.")

    def optional(name: str, read: Reader, empty: Any = "") -> Column:
        return Column(name, read, blank=True, optional=True, empty=empty)

    return SheetForm(
        "lines",
        (
            Column("unit", unit),
            Column("framework", code(20)),
            Column("framework_name", text(300)),
            Column("line", code(20)),
            Column("object_code", code(4, r"[1-9][0-9]{3}", partida)),
            Column("description", text(1000)),
            Column("amount", amount()),
            Column("actions", actions, blank=True, empty=NONE),
            optional("strength", choice(Citation.Strength.values)),
            optional("justification", text(500)),
            optional("screened", choice(SpendingLine.Screened.values)),
            optional("reason", text(500)),
            optional("function", code(20)),
            optional("territory", text(200)),
        ),
    )


def _frameworks(unit: Reader) -> SheetForm:
    texts = [
        Column(name, text(most), blank=True, optional=True) for name, most in TEXTS
    ]
    targets = [
        Column(name, amount(), blank=True, optional=True, empty=None)
        for name in ("physical_target", *MONTHS)
    ]
    key = (Column("unit", unit), Column("framework", code(20)))
    columns = (*key, *texts, *targets)
    return SheetForm("frameworks", columns, optional=True, may_be_empty=True)

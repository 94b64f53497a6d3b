"""The rows of a budget workbook unit by unit, each with the hash of what it says."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgeting.imports.copying import escaped
from budgeting.imports.forms import MONTHS, TEXTS
from programme.workbooks import Table

LINE = ("line", "object_code", "description", "amount", "territory")
SCREENED = ("screened", "reason")
BESIDE = ("framework", "framework_name", "function", "strength", "justification")
OTHER = tuple(name for name, _most in TEXTS)


@dataclass
class UnitContent:
    """What a file says of one unit: `rows` are indexes into the sheet `lines`."""

    unit_id: int
    rows: list[int]
    hash: str
    citations: int
    amount: Decimal


@dataclass
class BudgetContent:
    """A whole file, checked: its lines, its frameworks' other fields, its units."""

    lines: Table
    texts: list[str]  # what each line says, as COPY writes it
    other_fields: dict[tuple[int, str], dict[str, Any]]
    units: list[UnitContent]


def content_of(lines: Table, frameworks: Table) -> BudgetContent:
    """The file unit by unit, in the order in which the units first come."""
    other_fields = _other_fields(frameworks)
    rows_of: dict[int, list[int]] = defaultdict(list)
    for i, unit in enumerate(lines.values["unit"]):
        rows_of[unit].append(i)
    texts = _joined(lines, (*LINE, *SCREENED))
    beside = _joined(lines, BESIDE)
    cited = lines.values["actions"]
    more = defaultdict(list)
    for (unit, framework), fields in other_fields.items():
        if not _says_anything(fields):  # as if it had no row
            continue
        more[unit].append(repr((framework, sorted(fields.items()))))
    units = []
    for unit, rows in rows_of.items():
        said = sorted(f"{texts[i]}\t{beside[i]}\t{cited[i].text}" for i in rows)
        citations = sum(len(cited[i].rows) for i in rows)
        amount = sum((lines.values["amount"][i] for i in rows), Decimal())
        whole = "\n".join(said + sorted(more[unit]))
        digest = hashlib.sha256(whole.encode()).hexdigest()
        units.append(UnitContent(unit, rows, digest, citations, amount))
    return BudgetContent(lines, texts, other_fields, units)


def _says_anything(fields: dict[str, Any]) -> bool:
    return any(value not in ("", None, []) for value in fields.values())


def _joined(lines: Table, names: tuple[str, ...]) -> list[str]:
    """These columns of each row as one text, in COPY's text format."""
    columns = [
        list(map(str, lines.values[name]))
        if name == "amount"
        else escaped(lines.values[name])
        for name in names
    ]
    return list(map("\t".join, zip(*columns, strict=True)))


def _other_fields(frameworks: Table) -> dict[tuple[int, str], dict[str, Any]]:
    """The fields of the optional sheet, by unit and framework."""
    found = {}
    values = frameworks.values
    for i in range(len(frameworks)):
        months = [values[name][i] for name in MONTHS]
        fields = {name: values[name][i] for name in OTHER}
        fields["physical_target"] = values["physical_target"][i]
        fields["monthly_targets"] = [] if set(months) == {None} else months
        found[values["unit"][i], values["framework"][i]] = fields
    return found

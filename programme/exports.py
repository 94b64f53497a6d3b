"""The catalogue out in the form that the imports read (method.md, 6)."""

from collections.abc import Iterator
from typing import Any

from programme.imports.edition import Edition, edition_of
from programme.imports.forms import programme_forms
from programme.imports.units import FIELDS
from programme.models import BudgetUnit, Programme
from programme.workbooks.writing import Sheet


def programme_sheets(programme: Programme) -> list[Sheet]:
    """A whole edition as the four sheets of its workbook; loaded again, it changes
    nothing. The years from which actions were retired are in no sheet."""
    edition = edition_of(programme.code)
    rows = {
        "programme": [programme],
        "rights": _in_order(edition.rights),
        "strategies": _in_order(edition.strategies),
        "actions": _in_order(edition.actions),
    }
    forms = programme_forms()
    columns = {form.name: [one.name for one in form.columns] for form in forms}
    return [
        Sheet(name, columns[name], _rows(things, columns[name], edition))
        for name, things in rows.items()
        if things
    ]


def unit_sheets() -> list[Sheet]:
    """Every unit, as the sheet `units`."""
    columns = ("code", *FIELDS)
    rows = BudgetUnit.objects.order_by("code").values_list(*columns)
    return [Sheet("units", columns, rows.iterator())]


def _in_order(things: dict[str, Any]) -> list[Any]:
    return [thing for _code, thing in sorted(things.items())]


def _rows(
    things: list[Any], columns: list[str], edition: Edition
) -> Iterator[list[Any]]:
    for thing in things:
        lists = {
            "responsible_units": edition.bodies.get(thing.code, []),
            "population_groups": edition.groups.get(thing.code, []),
        }
        yield [
            "; ".join(lists[name]) if name in lists else getattr(thing, name)
            for name in columns
        ]

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, no_translations

from budgeting.imports.control import read_control
from budgeting.management.importing import fiscal_year
from budgeting.reconciling import COLUMNS, Compared, Reconciliation, reconcile, rows_of
from programme.management.refusing import RefusingCommand
from programme.workbooks import ImportRefused


class Command(RefusingCommand):
    """Compares a year with a control file: 0 when it ties to the cent, 1 when not."""

    help = "Compare a year's approved totals with a control file; write nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The year, the file."""
        parser.add_argument("year", metavar="YEAR")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="a result for machines")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Tell every difference; raises CommandError where there is one."""
        year = fiscal_year(options["year"])
        try:
            control = read_control(options["file"])
        except ImportRefused as refused:
            for sentence in refused.sentences():
                self.stderr.write(" ".join(sentence.split()))
            raise CommandError("The control file cannot be read.") from refused
        result = reconcile(year, control.totals)
        if options["json"]:
            self.stdout.write(_as_json(result, control.file_hash))
        else:
            self._tell(result)
        if not result.ties:
            raise CommandError(_verdict(result))

    def _tell(self, result: Reconciliation) -> None:
        self.stdout.write(f"{result.year}, stage of the budget: {result.stage}")
        of_units = [row for unit in result.differing for row in unit.rows]
        for one in (*of_units, *result.chapters):
            if one.difference:
                self.stdout.write(_line(one))
        for word, units in (
            ("Only in the budget", result.only_in_budget),
            ("Only in the control file", result.only_in_control),
        ):
            if units:
                self.stdout.write(f"{word}: {', '.join(one.code for one in units)}")
        if not result.adds_up:
            self.stdout.write("The control file does not add up in itself.")
        self.stdout.write(_line(result.total))
        if result.ties:
            self.stdout.write(_verdict(result))


def _line(one: Compared) -> str:
    """A total on both sides."""
    unit = f"{one.unit.code} " if one.unit else ""
    what = f"{unit}{one.chapter or 'in all'}"
    budget, control = (
        "-" if side is None else f"{side:,.2f}" for side in (one.budget, one.control)
    )
    return f"{what}: budget {budget}, control {control}, {one.difference:+,.2f}"


def _verdict(result: Reconciliation) -> str:
    if result.ties:
        return "Ties to the cent."
    difference = f"{result.total.difference:+,.2f}"
    return (
        f"Differs by {difference} in all; units that differ: {len(result.differing)}."
    )


def _as_json(result: Reconciliation, file_hash: str) -> str:
    """The whole comparison for machines; amounts are strings with two decimals."""
    rows = [
        {name: _cell(cell) for name, cell in zip(COLUMNS, row, strict=True)}
        for row in rows_of(result)
    ]
    told = {
        "year": result.year.pk,
        "stage": result.stage,
        "sha256": file_hash,
        "ties": result.ties,
        "difference": f"{result.total.difference:.2f}",
        "units_differing": [one.unit.code for one in result.differing],
        "only_in_budget": [one.code for one in result.only_in_budget],
        "only_in_control": [one.code for one in result.only_in_control],
        "control_adds_up": result.adds_up,
        "rows": rows,
    }
    return json.dumps(told, ensure_ascii=False)


def _cell(value: str | Decimal | None) -> str | None:
    return f"{value:.2f}" if isinstance(value, Decimal) else value

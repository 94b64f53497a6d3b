"""The same budget by django-import-export in bulk mode, as its documentation has it.

Foreign keys by its own widgets, rows by `bulk_create` a thousand at once, no difference
reported: its quickest way. Proposals and frameworks stand before, and nothing is
checked or approved; all of that is in the import's own time.
"""

from pathlib import Path

from import_export import fields, resources, widgets
from python_calamine import CalamineWorkbook
from tablib import Dataset

from budgeting.models import (
    Citation,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.money import equal_shares
from programme.models import Action, BudgetUnit
from tests.bench.budgets import seconds

PART = 2_000  # of the lines: its time grows evenly with them


class OfYear(widgets.ForeignKeyWidget):
    """What a row names, looked up within one year or programme."""

    def __init__(self, model, field: str, where: dict) -> None:
        super().__init__(model, field)
        self.where = where

    def get_queryset(self, value, row, *args, **kwargs):
        """The rows it may name; those of its own unit where it names one."""
        of_unit = {path: row[name] for path, name in self.where.get("row", {}).items()}
        return self.model.objects.filter(**self.where["of"], **of_unit)


def bulk_seconds_a_line(path: Path, year: FiscalYear) -> float:
    """Seconds a line, with its citations, of the first lines of the workbook."""
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("lines").to_python()
    rows = [dict(zip(sheet[0], row, strict=True)) for row in sheet[1 : PART + 1]]
    _prepare(rows, year)
    lines, citations = _resources(year)
    took = seconds(lambda: _load(lines, _lines_of(rows)))
    took += seconds(lambda: _load(citations, _citations_of(rows)))
    assert SpendingLine.objects.filter(proposal__fiscal_year=year).count() == PART
    return took / PART


def _prepare(rows: list[dict], year: FiscalYear) -> None:
    units = BudgetUnit.objects.in_bulk({row["unit"] for row in rows}, field_name="code")
    proposals = {
        code: Proposal.objects.create(fiscal_year=year, unit=unit, origin="imported")
        for code, unit in units.items()
    }
    for unit, framework in {(row["unit"], row["framework"]) for row in rows}:
        PolicyFramework.objects.create(
            proposal=proposals[unit], code=framework, name="Actividad", position=0
        )


def _load(resource: resources.ModelResource, dataset: Dataset) -> None:
    resource.import_data(dataset, raise_errors=True, use_transactions=True)


def _lines_of(rows: list[dict]) -> Dataset:
    headers = ("unit", "framework", "line", "object_code", "description", "amount")
    values = [[row[name] for name in headers] for row in rows]
    return Dataset(*values, headers=headers)


def _citations_of(rows: list[dict]) -> Dataset:
    values = [
        (row["unit"], row["line"], action, share)
        for row in rows
        for action, share in equal_shares(row["actions"].split("; ")).items()
    ]
    return Dataset(*values, headers=("unit", "line", "action", "share"))


def _resources(year: FiscalYear) -> tuple[resources.ModelResource, ...]:
    """The resources of lines and of citations."""
    programme = year.main_programme
    # as the index has it: without this each look-up would read the whole table
    of_proposal = {"of": {"proposal__fiscal_year": year, "removed_at": None}}
    of_unit = {**of_proposal, "row": {"proposal__unit__code": "unit"}}

    class Bulk:
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        force_init_instance = True

    class Lines(resources.ModelResource):
        proposal = fields.Field(
            "proposal",
            "unit",
            OfYear(Proposal, "unit__code", {"of": {"fiscal_year": year}}),
        )
        framework = fields.Field(
            "framework", "framework", OfYear(PolicyFramework, "code", of_unit)
        )
        code = fields.Field("code", "line")

        class Meta(Bulk):
            model = SpendingLine
            fields = (
                "proposal",
                "framework",
                "code",
                "object_code",
                "description",
                "amount",
            )

        def before_save_instance(self, instance, row, **kwargs) -> None:
            instance.position = 0

    class Citations(resources.ModelResource):
        line = fields.Field("line", "line", OfYear(SpendingLine, "code", of_unit))
        action = fields.Field(
            "action", "action", OfYear(Action, "code", {"of": {"programme": programme}})
        )
        share = fields.Field("share", "share", widgets.IntegerWidget())

        class Meta(Bulk):
            model = Citation
            fields = ("line", "action", "share")

        def before_save_instance(self, instance, row, **kwargs) -> None:
            instance.programme = programme

    return Lines(), Citations()

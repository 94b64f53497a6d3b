"""Units and actions out of the admin, as the sheets that the imports read."""

from import_export import fields, resources
from import_export.formats.base_formats import XLSX
from tablib import Dataset

from programme.models import Action, BudgetUnit
from programme.workbooks import Sheet, as_file


class Workbook(XLSX):
    """An .xlsx whose texts are texts, never formulas; numbers stay numbers."""

    def export_data(self, dataset: Dataset, **kwargs) -> bytes:
        """The rows as every other file of the site is written."""
        return as_file("xlsx", [Sheet(dataset.title, dataset.headers, dataset)])


class SheetResource(resources.ModelResource):
    """Rows in order of code, in a sheet named as the import expects it."""

    sheet = ""

    def after_export(self, queryset, dataset: Dataset, **kwargs) -> None:
        """Name the sheet."""
        dataset.title = self.sheet


class UnitResource(SheetResource):
    """The sheet `units` (method.md, 6)."""

    sheet = "units"

    class Meta:
        model = BudgetUnit
        fields = ("code", "name", "kind", "sector", "obliged_from", "obliged_until")
        export_order = fields


class ActionResource(SheetResource):
    """The sheet `actions` of one programme (method.md, 6)."""

    sheet = "actions"
    responsible_units = fields.Field(column_name="responsible_units")
    population_groups = fields.Field(column_name="population_groups")

    class Meta:
        model = Action
        fields = (
            "code",
            "serial",
            "text_es",
            "text_en",
            "term",
            "action_type",
            "responsible_units",
            "population_groups",
            "carried_out_since",
        )
        export_order = fields

    def filter_export(self, queryset, **kwargs):
        """The actions with what their rows need, in two queries more."""
        return queryset.prefetch_related("bodies__unit", "population_groups")

    def dehydrate_responsible_units(self, action: Action) -> str:
        """Unit codes, and names of bodies outside the list, in their order."""
        bodies = action.bodies.all()
        return "; ".join(body.unit.code if body.unit else body.name for body in bodies)

    def dehydrate_population_groups(self, action: Action) -> str:
        """Codes of the groups that the action names."""
        return "; ".join(sorted(group.code for group in action.population_groups.all()))

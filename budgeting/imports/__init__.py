"""Files into a year: ceilings, and the budgets of past years."""

from budgeting.imports.budget import import_budget
from budgeting.imports.ceilings import import_ceilings

__all__ = ["import_budget", "import_ceilings"]

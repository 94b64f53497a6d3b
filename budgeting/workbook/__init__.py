"""A proposal as a workbook: written, read back, and compared with what is saved."""

import budgeting.services  # noqa: F401 first: it and the checks import each other
from budgeting.workbook.planning import preview_of
from budgeting.workbook.writing import workbook_of

__all__ = ["preview_of", "workbook_of"]

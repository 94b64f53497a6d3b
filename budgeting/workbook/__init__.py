"""A proposal as a workbook: written, read back, and compared with what is saved."""

import budgeting.services  # noqa: F401 first: it and the checks import each other

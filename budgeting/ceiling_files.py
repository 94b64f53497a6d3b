"""The ceilings of a year, written out as the import reads them."""

from django.db.models import F

from budgeting.models import FiscalYear
from programme.workbooks import Sheet, as_file

COLUMNS = ("unit", "chapter", "amount")


def ceilings_as_file(year: FiscalYear, kind: str) -> bytes:
    """The year's ceilings as the import reads them: `xlsx` or `csv`."""
    ceilings = year.ceilings.order_by("unit__code", F("chapter").asc(nulls_first=True))
    rows = ceilings.values_list("unit__code", "chapter", "amount")
    return as_file(kind, [Sheet("ceilings", COLUMNS, rows, money=["amount"])])

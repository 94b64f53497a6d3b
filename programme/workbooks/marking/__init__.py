"""The same workbook back, its errors marked where they are."""

from programme.workbooks.marking.book import mark_errors

__all__ = ["mark_errors"]

"""Workbooks (.xlsx, .csv): read safely, checked cell by cell, handed back marked."""

from programme.workbooks.columns import Column, Reader
from programme.workbooks.errors import CellError, CellProblem, ImportRefused, Problems
from programme.workbooks.marking import mark_errors
from programme.workbooks.reading import FileRead, read_tables
from programme.workbooks.tables import SheetForm, Table
from programme.workbooks.templates import empty_workbook
from programme.workbooks.writing import TYPES, Sheet, as_file

__all__ = [
    "CellError",
    "CellProblem",
    "Column",
    "FileRead",
    "ImportRefused",
    "Problems",
    "Reader",
    "Sheet",
    "SheetForm",
    "TYPES",
    "Table",
    "as_file",
    "empty_workbook",
    "mark_errors",
    "read_tables",
]

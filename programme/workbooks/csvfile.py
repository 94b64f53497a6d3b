"""Reading a .csv: UTF-8 with or without a mark, commas or semicolons, as plain rows.

The single quote that keeps a text from being taken for a formula is taken off.
"""

import csv
import io
from pathlib import Path

from django.utils.translation import gettext as _

from programme.cells import unguarded
from programme.workbooks.container import refuse
from programme.workbooks.scan import COLUMNS, ROWS
from programme.workbooks.spreadsheet import RawSheet, without_blank_rows

LONGEST_FIELD = 100_000
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_csv(path: Path, name: str) -> RawSheet:
    """The rows of a .csv file as a sheet of this name; raises ImportRefused."""
    text = _decoded(path.read_bytes())
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([unguarded(cell) for cell in row])
            _check_size(rows)
    except csv.Error as error:
        raise refuse(
            _("Line %(line)s is not CSV: look at its quotation marks.")
            % {"line": reader.line_num}
        ) from error
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return without_blank_rows(name, rows)


def _decoded(content: bytes) -> str:
    if content[:2] in WIDE_MARKS:
        raise refuse(_("The file is in UTF-16: save it as CSV in UTF-8."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refuse(
            _("Line %(line)s is not in UTF-8: save the file as CSV in UTF-8.")
            % {"line": line}
        ) from error


def _delimiter(text: str) -> str:
    """A comma or a semicolon: whichever the first line with text has more of."""
    start = text[:LONGEST_FIELD].splitlines()
    header = next((line for line in start if line.strip(" ,;")), "")
    return ";" if header.count(";") > header.count(",") else ","


def _check_size(rows: list[list[str]]) -> None:
    if len(rows) > ROWS or len(rows[-1]) > COLUMNS:
        raise refuse(
            _("The file has more than %(rows)s rows or %(columns)s columns.")
            % {"rows": f"{ROWS:,}", "columns": COLUMNS}
        )

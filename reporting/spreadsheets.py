"""A table of a publication as a workbook: the rows of its CSV file, typed.

Codes stay text, amounts and rates are numbers of a fixed form. Outside the hash.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from reporting.cells import Column

FORMS = {"amount": "#,##0.00", "rate": "0.0000"}
EXACT = 15  # digits that a spreadsheet holds of a number: a longer one is text
LONGEST = 32_767  # characters that a cell holds
CUT = "… (cut: see the CSV file)"
WIDTHS = {"text": 24.0, "list": 32.0, "amount": 20.0, "json": 20.0}
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_workbook(
    path: Path, name: str, columns: tuple[Column, ...], pieces: Iterable[bytes]
) -> None:
    """Write the CSV that comes in these pieces as a workbook of one sheet.

    Memory does not grow with the rows.
    """
    # a process that never writes a workbook does not load the library
    from rustpy_xlsxwriter import Format, write_worksheet

    numbers = {c.name: FORMS[c.kind] for c in columns if c.kind in FORMS}
    texts = [c.name for c in columns if c.kind in ("text", "list")]
    write_worksheet(
        records(columns, pieces),
        str(path),
        sheet_name=name,
        freeze_row=1,
        bold_headers=True,
        column_widths={c.name: WIDTHS.get(c.kind, 12.0) for c in columns},
        column_formats={k: Format().set_num_format(v) for k, v in numbers.items()},
        ignore_errors=texts,
    )


def records(
    columns: tuple[Column, ...], pieces: Iterable[bytes]
) -> Iterator[dict[str, Any]]:
    """The rows of a CSV as a workbook's cells; one empty row stands for none."""
    rows = csv.reader(_lines(pieces))
    names, read = next(rows), [_reader(column.kind) for column in columns]
    nothing = True
    for row in rows:
        nothing = False
        yield {n: f(cell) for n, f, cell in zip(names, read, row, strict=True)}
    if nothing:  # the library writes the header with the first row
        yield dict.fromkeys(names)


def _reader(kind: str) -> Any:
    return {"integer": _whole, "amount": _number, "rate": _number}.get(kind, _text)


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _number(cell: str) -> float | str | None:
    """A number that the cell holds to the last digit, or its text."""
    if not cell:
        return None
    exact = len(cell.replace(".", "").lstrip("-0")) <= EXACT
    return float(cell) if exact else cell


def _text(cell: str) -> str | None:
    if len(cell) > LONGEST:
        return cell[: LONGEST - len(CUT)] + CUT
    return cell or None


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """The lines of a CSV in pieces; a quoted cell may spread over several."""
    decode, rest = codecs.getincrementaldecoder("utf-8")().decode, ""
    for piece in pieces:
        *lines, rest = (rest + decode(piece)).split("\n")
        for line in lines:
            yield f"{line}\n"
    if rest:
        yield rest

"""A block copied from a spreadsheet, read into cells: the one place that does so.

Spreadsheets copy cells between tabs and rows between line ends; a cell that holds
either stands in quotes, its own quotes doubled. Nothing is ever cut off.
"""

import re
import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.workbooks.names import COLUMNS as FILE_NAMES

COLUMNS = ("code", "object_code", "description", "amount", "territory", "actions")
NAMES = {  # what a heading may say besides the column's own name
    "code": ("line", "line code", "renglon", "linea", "clave", "clave del renglon"),
    "object_code": ("partida", "object of expenditure", "object", "objeto del gasto"),
    "description": ("concepto",),
    "amount": ("monto",),
    "territory": ("place", "lugar", "alcaldia"),
    "actions": ("action", "cites", "what it cites", "accion", "cita", "que cita"),
}
MOST_ROWS = 500
END = re.compile(r"\t|\r\n|\n|\r|\Z")
QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r\n|\n|\r|\Z)')
SPACES = re.compile("[\u00a0\u2007\u202f]")
PRICED = re.compile(r"(?i)^(?:US\$|MX\$|[$€£]|[A-Z]{3}\b)\s*|\s*(?:[$€£]|\b[A-Z]{3})$")


class PasteError(ValueError):
    """A block that cannot be pasted; `str()` says why."""


class Block(NamedTuple):
    """The cells of a block by column, rows that are wholly blank left out."""

    columns: list[str]
    rows: list[dict[str, str]]


def read_block(text: str, first: str = COLUMNS[0]) -> Block:
    """The block as a spreadsheet copied it, its heading recognised; raises PasteError.

    Without a heading its columns are, in this order, those of COLUMNS from `first` on.
    """
    cells = [[_tidy(cell) for cell in row] for row in split_cells(text)]
    rows = [row for row in cells if any(row)]
    if not rows:
        raise PasteError(_("Paste the cells that you copied from a spreadsheet."))
    width = max(_width(row) for row in rows)
    columns = _heading(rows[0][:width])
    if columns is None:
        columns = _columns_of(width, rows, COLUMNS[COLUMNS.index(first) :])
    else:
        rows = rows[1:]
    if len(rows) > MOST_ROWS:
        raise PasteError(
            _("Paste at most %(most)s rows at once: these are %(count)s.")
            % {"most": MOST_ROWS, "count": len(rows)}
        )
    read = [dict(zip(columns, [*row, *[""] * width], strict=False)) for row in rows]
    return Block(columns, [_as_written(row) for row in read])


def split_cells(text: str) -> list[list[str]]:
    """The cells of each row, exactly as they were copied."""
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        end = END.match(text, at)
        if end is None or not end[0]:
            return rows
        if end[0] != "\t":
            rows.append([])
        at = end.end()


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins here, and where it ends."""
    quoted = QUOTED.match(text, at) if text.startswith('"', at) else None
    if quoted and re.search(r'\t|\r|\n|""', quoted[1]):
        return quoted[1].replace('""', '"'), quoted.end()
    end = END.search(text, at)
    stop = end.start() if end else len(text)
    return text[at:stop], stop


def _tidy(cell: str) -> str:
    """A cell without the spaces round it; spaces that do not break are plain ones."""
    return SPACES.sub(" ", cell.replace("\r\n", "\n").replace("\x00", "")).strip()


def _as_written(row: dict[str, str]) -> dict[str, str]:
    """The cells, the amount without the currency sign that its format showed."""
    if "amount" in row:
        row["amount"] = PRICED.sub("", PRICED.sub("", row["amount"]))
    return row


def _width(row: list[str]) -> int:
    """How many cells the row has up to its last one that is not blank."""
    return max((n for n, cell in enumerate(row, 1) if cell), default=0)


def _heading(row: list[str]) -> list[str] | None:
    """The columns that the first row names; None where it is no heading.

    Raises PasteError naming the columns that are not known.
    """
    names = [_known(cell) for cell in row]
    known = [name for name in names if name]
    if len(known) < min(2, len(row)):
        return None
    unknown = [cell or "–" for cell, name in zip(row, names, strict=True) if not name]
    if unknown:
        _refuse(unknown)
    if len(set(known)) < len(known):
        raise PasteError(_("A column stands twice in the heading."))
    return known


def _columns_of(
    width: int, rows: list[list[str]], columns: tuple[str, ...]
) -> list[str]:
    """The first of these columns; raises PasteError where there are more."""
    if width > len(columns):
        extra = range(len(columns), width)
        _refuse([_name_of(n, rows) for n in extra])
    return list(columns[:width])


def _name_of(n: int, rows: list[list[str]]) -> str:
    """A column without a heading, named by its place and what stands in it first."""
    first = next((row[n] for row in rows if len(row) > n and row[n]), "")
    return _("column %(number)s (“%(text)s”)") % {"number": n + 1, "text": first[:30]}


def _refuse(names: list[str]) -> None:
    said = ngettext(
        "The table has no such column: %(names)s. Leave it out and paste again.",
        "The table has no such columns: %(names)s. Leave them out and paste again.",
        len(names),
    )
    raise PasteError(said % {"names": ", ".join(names)})


def _known(cell: str) -> str:
    """The column that this heading names; empty where it names none."""
    said = _plain(cell)
    for column in COLUMNS:
        own = {column, FILE_NAMES.get(column, column), *NAMES[column]}
        if said in {_plain(name) for name in own}:
            return column
    return ""


def _plain(name: str) -> str:
    """A heading as it is compared: without accents, case and underscores."""
    parts = unicodedata.normalize("NFD", name.casefold().replace("_", " "))
    letters = "".join(c for c in parts if not unicodedata.combining(c))
    return re.sub(r"\s*\(.*\)", "", letters).strip(" :.")

"""The workbook of a proposal: its frameworks and lines, with lists and help in it."""

import re
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO

from django.db.models import Max
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from budgeting.contents import frameworks_with_lines
from budgeting.functions import CHAPTER_NAMES, FUNCTIONS
from budgeting.models import Citation, Proposal, SpendingLine
from budgeting.workbook import looks
from budgeting.workbook.help import instructions, several
from budgeting.workbook.marks import write_mark
from budgeting.workbook.values import (
    FRAMEWORK_COLUMNS,
    NUMBERS,
    SEVERAL,
    Picture,
    as_written,
    framework_picture,
    line_columns,
    line_picture,
)
from programme.models import Action
from programme.texts import text_of
from programme.workbooks import names

MARK = "mark"
EXACT = re.compile(r"[0-9]+\.[0-9]{2}")  # a number that was read, not one as typed
INSTRUCTIONS, LISTS = "instructions", "lists"
OWN_SHEETS = {INSTRUCTIONS: "instrucciones", LISTS: "listas", "actions": "acciones"}


def workbook_of(proposal: Proposal) -> bytes:
    """The proposal as an .xlsx, in the language in use."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_instructions(book.create_sheet(called(INSTRUCTIONS)), proposal)
    frameworks = frameworks_with_lines(proposal)
    last = SpendingLine.objects.filter(proposal=proposal).aggregate(n=Max("pk"))["n"]
    main = proposal.fiscal_year.main_programme.code
    own = [(row.pk, framework_picture(row)) for row in frameworks]
    sheet = book.create_sheet(called("frameworks"))
    rows = [_row(proposal, "f", pk, 0, said, said) for pk, said in own]
    _write_rows(sheet, FRAMEWORK_COLUMNS, rows)
    codes = {row.pk: row.code for row in frameworks}
    rows = []
    for line in [one for each in frameworks for one in each.kept_lines]:  # type: ignore[attr-defined]
        said = line_picture(line)
        cells = {**said, "framework": codes[line.framework_id]}
        rows.append(_row(proposal, "l", line.pk, last, said, cells))
    sheet = book.create_sheet(called("lines"))
    columns = line_columns(proposal.fiscal_year)
    _write_rows(sheet, columns, [_spoken(row, main) for row in rows])
    write_lists(book.create_sheet(called(LISTS)))
    _write_actions(book.create_sheet(called("actions")), proposal)
    looks.add_lists(book, {one: called(one) for one in ("frameworks", "lines", LISTS)})
    book.active = 2
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def called(name: str) -> str:
    """The name of a sheet or a column in the language in use."""
    spanish = {**names.COLUMNS, **names.SHEETS, **OWN_SHEETS}
    return spanish.get(name, name) if get_language() == "es" else name


def strength_name(strength: str) -> str:
    """How a cell says a strength, in the language in use."""
    if strength == SEVERAL:
        return several()
    return str(Citation.Strength(strength).label) if strength else ""


def function_name(code: str) -> str:
    """How a cell says a function; a code that is not of the list stays as it is."""
    return f"{code} {FUNCTIONS[code]}" if code in FUNCTIONS else code


def _row(
    proposal: Proposal, kind: str, pk: int, last: int, said: Picture, cells: Picture
) -> Picture:
    """The cells of a row, the hidden one among them."""
    return {**cells, MARK: write_mark(proposal.pk, kind, pk, last, said)}


def _spoken(row: Picture, main: str) -> Picture:
    """A line's cells as an officer reads them."""
    why = row["justification"]
    return {
        **row,
        "actions": as_written(row["actions"], main),
        "strength": strength_name(row["strength"]),
        "justification": several() if why == SEVERAL else why,
    }


def _write_rows(
    sheet: Worksheet, columns: tuple[str, ...], rows: Iterable[Picture]
) -> None:
    """The header and the rows; text is never a formula, a number is one."""
    columns = (*columns, MARK)
    looks.prepare(sheet, columns, [called(name) for name in columns])
    for at, row in enumerate(rows, start=2):
        for position, name in enumerate(columns, start=1):
            value = row[name]
            if name == "function":
                value = function_name(value)
            looks.put(sheet, at, position, name, _number(name, value), value)


def _number(name: str, value: str) -> float | None:
    """The value of a number cell; None for text, and for what no cell holds exactly."""
    if name not in NUMBERS or not EXACT.fullmatch(value):
        return None
    exact = Decimal(value)
    read_back = f"{float(exact):.15g}"
    return float(exact) if Decimal(read_back) == exact else None


def _write_instructions(sheet: Worksheet, proposal: Proposal) -> None:
    looks.write_texts(sheet, instructions(proposal))


def write_lists(sheet: Worksheet) -> None:
    """The sheet of what may be chosen: functions, chapters, strengths."""
    lists = {
        called("function"): [function_name(code) for code in FUNCTIONS],
        called("chapter"): [f"{n} {name}" for n, name in CHAPTER_NAMES.items()],
        called("strength"): [str(label) for label in Citation.Strength.labels],
    }
    looks.write_columns(sheet, lists, widths=(60, 50, 20))


def _write_actions(sheet: Worksheet, proposal: Proposal) -> None:
    """The actions that the year's lines may cite, the year's programme first."""
    year = proposal.fiscal_year
    programmes = list(year.programmes.order_by("-year_programmes__is_main", "code"))
    written, texts, rights = [], [], []
    for programme in programmes:
        before = "" if programme == programmes[0] else f"{programme.code}:"
        in_force = Action.objects.filter(programme=programme).in_force(year.year)
        for action in in_force.select_related("right").order_by("code"):
            written.append(f"{before}{action.code}")
            texts.append(text_of(action, "text").value)
            rights.append(text_of(action.right, "name").value)
    columns = {
        called("code"): written,
        called("description"): texts,
        called("rights"): rights,
    }
    looks.write_columns(sheet, columns, widths=(14, 110, 40))

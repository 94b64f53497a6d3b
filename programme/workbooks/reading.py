"""One file in, its tables out: whichever of the two formats it is in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from programme.workbooks import container, templates
from programme.workbooks.csvfile import read_csv
from programme.workbooks.errors import Problems
from programme.workbooks.spreadsheet import RawSheet, read_spreadsheet
from programme.workbooks.tables import SheetForm, Table, calculated_note, read_table

LISTED = 10  # sheets that a sentence names
MARKUP = (b"<", b"\xef\xbb\xbf<")


@dataclass
class FileRead:
    """A file's tables by the name of their form, and what the reader left out."""

    tables: dict[str, Table]
    problems: Problems
    notes: list[str] = field(default_factory=list)


def read_tables(
    path: Path, forms: Sequence[SheetForm], *, csv: bool = True, name: str | None = None
) -> FileRead:
    """Read a file against the forms of its sheets.

    Cells that cannot be read are noted in `.problems`; raises ImportRefused for a file
    that cannot be read at all. `csv`: whether a .csv of the first sheet will do; `name`
    is what the person calls the file, where the path is a temporary one.
    """
    problems = Problems()
    notes: list[str] = []
    raw = _raw_sheets(path, forms, csv and _is_csv(name or path.name), problems, notes)
    tables = {}
    for form in forms:
        sheet = _sheet_of(form, raw, problems)
        if sheet is not None:
            tables[form.name] = read_table(form, sheet, problems)
            notes += filter(None, [calculated_note(sheet)])
        elif form.optional:
            empty = SheetForm(form.name, form.columns, may_be_empty=True)
            tables[form.name] = read_table(empty, RawSheet(form.name), problems)
    if len(tables) < len(forms):
        problems.refuse_if_any()
    file = FileRead(tables, problems, notes)
    _tell_of_template(path, forms, file)
    return file


def _is_csv(name: str) -> bool:
    return name.lower().endswith(".csv")


def _raw_sheets(
    path: Path,
    forms: Sequence[SheetForm],
    as_csv: bool,
    problems: Problems,
    notes: list[str],
) -> dict[str, RawSheet]:
    start = container.starts_with(path)
    if start.startswith(container.ZIP):
        wanted = set().union(*(form.names for form in forms))
        return read_spreadsheet(path, wanted, problems, notes)
    if start == container.OLD_OR_LOCKED or not as_csv or start.startswith(MARKUP):
        raise container.refuse(_why_no_workbook(path, start))
    return {forms[0].name: read_csv(path, forms[0].name)}


def _why_no_workbook(path: Path, start: bytes) -> str:
    """The sentence for a file that is neither a workbook nor a table of text."""
    if start == container.OLD_OR_LOCKED:
        if container.LOCKED in path.read_bytes():
            return _("The workbook has a password: save it without one.")
        return _("This is an .xls workbook: save it as .xlsx.")
    if start.startswith(MARKUP):
        return _(
            "This is a web page or XML under another name, not an .xlsx workbook: open "
            "it in a spreadsheet program and save it as .xlsx."
        )
    if start.startswith(b"%PDF"):
        return _("This is a PDF, not an .xlsx workbook.")
    return _(
        "This is not an .xlsx workbook. If it is a table as text, its name ends in "
        ".csv, and only lists of one sheet may come so."
    )


def _instead(sheets: list[str]) -> str:
    """The sheets that there are, for whoever looks for one that there is not."""
    if not sheets:
        return ""
    names = ", ".join(f"“{name}”" for name in sheets[:LISTED])
    return " " + _("It has: %(names)s.") % {"names": names}


def _tell_of_template(path: Path, forms: Sequence[SheetForm], file: FileRead) -> None:
    """Say so where the file was made from a template with other columns."""
    stamp = templates.stamp_of(path)
    if not stamp or stamp == templates.stamp(forms):
        return
    said = _(
        "The file was made from an earlier template, whose columns were others: "
        "download today's and paste the rows into it."
    )
    if any(table.misnamed for table in file.tables.values()):
        file.problems.of_file(said)
    else:
        file.notes.append(said)


def _sheet_of(
    form: SheetForm, raw: dict[str, RawSheet], problems: Problems
) -> RawSheet | None:
    """The sheet of this form; notes an error where it is missing or there twice."""
    found = [raw[name] for name in sorted(form.names) if name in raw]
    if len(found) > 1:
        problems.of_sheet(found[1].name, _("This sheet is there under two names."))
    if not found and not form.optional:
        problems.of_file(
            _("There is no sheet “%(name)s”: the file needs it.") % {"name": form.name}
            + _instead(problems.left_out)
        )
    return found[0] if found else None

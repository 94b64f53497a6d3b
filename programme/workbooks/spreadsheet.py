"""Reading an .xlsx: checked first, then its sheets by name, as plain rows."""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from python_calamine import CalamineError, CalamineWorkbook

from programme.workbooks import container, names, scan, shared
from programme.workbooks.errors import Problems


@dataclass
class RawSheet:
    """The rows of a sheet that hold anything, each with its number in the file."""

    name: str
    numbers: list[int] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    calculated: dict[str, str] = field(default_factory=dict)  # cell to formula


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


def read_spreadsheet(
    path: Path, wanted: set[str], problems: Problems, notes: list[str]
) -> dict[str, RawSheet]:
    """The wanted sheets that the workbook has, by name; raises ImportRefused.

    `notes` is told of what was left out or is easily overlooked.
    """
    with container.opened(path) as archive:
        entries = list_sheets(archive)
        chosen = [entry for entry in entries if entry.name in wanted]
        _tell_of_others(entries, wanted, problems, notes)
        may_share = shared.PART in map(container.part_name, archive.namelist())
        glances = {entry.part: scan.Glance(may_share) for entry in chosen}
        texts = shared.SharedGlance()
        container.inflate(archive, {**glances, shared.PART: texts})
        calculated = {}
        for entry in chosen:
            glance = glances[entry.part]
            shared.refuse_too_long(archive, entry.part, glance.shared, texts)
            look = _check_sheet(archive, entry, glance, problems, notes)
            calculated[entry.name] = look.calculated if look else {}
        problems.refuse_if_unreadable()
    sheets = _values(path, [entry.name for entry in chosen])
    problems.name_columns(lambda sheet, column: _header(sheets[sheet], column))
    for entry in chosen:
        sheets[entry.name].calculated = calculated[entry.name]
        _tell_of_hidden_columns(sheets[entry.name], glances[entry.part], notes)
    return sheets


def list_sheets(archive: zipfile.ZipFile) -> list[SheetEntry]:
    """The sheets of a workbook in order; raises BadZipFile where the list is broken."""
    try:
        links = ElementTree.fromstring(  # noqa: S314 small, and without a DOCTYPE
            container.small_part(archive, "xl/_rels/workbook.xml.rels")
        )
        book = ElementTree.fromstring(  # noqa: S314
            container.small_part(archive, "xl/workbook.xml")
        )
    except ElementTree.ParseError as error:
        raise zipfile.BadZipFile("the list of sheets is no XML") from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    entries = [
        SheetEntry(
            name=sheet.get("name", ""),
            part=_part_of(targets.get(_link_of(sheet), "")),
            hidden=sheet.get("state", "visible") != "visible",
        )
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
    ]
    names = {entry.name for entry in entries}
    if len(targets) < len(links) or len(names) < len(entries):
        raise zipfile.BadZipFile("two sheets of one name")
    return entries


def _link_of(sheet: ElementTree.Element) -> str:
    """The relation that a sheet names; its namespace differs between dialects."""
    return next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")


def _part_of(target: str) -> str:
    inside = target if target.startswith(("/", "xl/")) else f"xl/{target}"
    return container.part_name(inside)


def _tell_of_others(
    entries: list[SheetEntry], wanted: set[str], problems: Problems, notes: list[str]
) -> None:
    for entry in entries:
        if entry.name in wanted or names.is_ours(entry.name):
            continue
        name = names.shown(entry.name)
        problems.left_out.append(name)
        if entry.hidden:
            notes.append(_("The hidden sheet “%s” was not read.") % name)
        else:
            notes.append(_("The sheet “%s” was not read.") % name)


def _check_sheet(
    archive: zipfile.ZipFile,
    entry: SheetEntry,
    glance: scan.Glance,
    problems: Problems,
    notes: list[str],
) -> scan.CloseLook | None:
    look = None
    if entry.hidden:
        problems.of_sheet(entry.name, _("The sheet is hidden: show it, then import."))
    if glance.wants_a_closer_look:
        look = scan.look_closer(archive, entry.part)
        scan.report(entry.name, look, problems)
    if glance.hidden_rows:
        notes.append(
            ngettext(
                "Sheet “%(sheet)s”: %(count)s hidden row was read too.",
                "Sheet “%(sheet)s”: %(count)s hidden rows were read too.",
                glance.hidden_rows,
            )
            % {"sheet": entry.name, "count": glance.hidden_rows}
        )
    return look


def _tell_of_hidden_columns(
    sheet: RawSheet, glance: scan.Glance, notes: list[str]
) -> None:
    header = sheet.rows[0] if sheet.rows else []
    hidden = [
        scan.letters_of(column)
        for column in sorted(glance.hidden_columns)
        if column <= len(header) and names.is_of_table(str(header[column - 1]))
    ]
    if hidden:
        notes.append(
            ngettext(
                "Sheet “%(sheet)s”: the hidden column %(columns)s was read too.",
                "Sheet “%(sheet)s”: the hidden columns %(columns)s were read too.",
                len(hidden),
            )
            % {"sheet": sheet.name, "columns": ", ".join(hidden)}
        )


def _header(sheet: RawSheet, letters: str) -> str:
    """The header of a column, by its letters; empty where it has none."""
    header = sheet.rows[0] if sheet.rows else []
    column = scan.number_of(letters)
    return str(header[column - 1]).strip() if column <= len(header) else ""


def _values(path: Path, names: list[str]) -> dict[str, RawSheet]:
    sheets = {}
    try:
        with CalamineWorkbook.from_path(path) as book:
            for name in names:
                cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                sheets[name] = without_blank_rows(name, cells)
    except (CalamineError, OSError, ValueError) as error:
        raise container.damaged() from error
    return sheets


def without_blank_rows(name: str, cells: list[list[Any]]) -> RawSheet:
    """The rows that hold anything, and their numbers in the file."""
    sheet = RawSheet(name)
    for number, row in enumerate(cells, start=1):
        # the usual row, told without a call: its first cell is a text
        if (row and type(row[0]) is str and row[0].strip()) or not _is_blank(row):
            sheet.numbers.append(number)
            sheet.rows.append(row)
    return sheet


def _is_blank(row: list[Any]) -> bool:
    return not any(cell.strip() if isinstance(cell, str) else True for cell in row)

"""Reading an .xlsx: checked first, then its sheets by name, as plain rows."""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from python_calamine import CalamineError, CalamineWorkbook

from programme.workbooks import container, names, scan
from programme.workbooks.errors import Problems


@dataclass
class RawSheet:
    """The rows of a sheet that hold anything, each with its number in the file."""

    name: str
    numbers: list[int] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)


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
        _tell_of_others(entries, wanted, notes)
        glances = {entry.part: scan.Glance() for entry in chosen}
        container.inflate(archive, dict(glances))
        for entry in chosen:
            _check_sheet(archive, entry, glances[entry.part], problems, notes)
        problems.refuse_if_unreadable()
    return _values(path, [entry.name for entry in chosen])


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
    entries: list[SheetEntry], wanted: set[str], notes: list[str]
) -> None:
    for entry in entries:
        if entry.name in wanted or names.is_ours(entry.name):
            continue
        if entry.hidden:
            notes.append(_("The hidden sheet “%s” was not read.") % entry.name)
        else:
            notes.append(_("The sheet “%s” was not read.") % entry.name)


def _check_sheet(
    archive: zipfile.ZipFile,
    entry: SheetEntry,
    glance: scan.Glance,
    problems: Problems,
    notes: list[str],
) -> None:
    if entry.hidden:
        problems.of_sheet(entry.name, _("The sheet is hidden: show it, then import."))
    if glance.wants_a_closer_look:
        scan.report(entry.name, scan.look_closer(archive, entry.part), problems)
    if glance.hidden_rows:
        notes.append(
            ngettext(
                "Sheet “%(sheet)s”: %(count)s hidden row was read too.",
                "Sheet “%(sheet)s”: %(count)s hidden rows were read too.",
                glance.hidden_rows,
            )
            % {"sheet": entry.name, "count": glance.hidden_rows}
        )


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
        if not _is_blank(row):
            sheet.numbers.append(number)
            sheet.rows.append(row)
    return sheet


def _is_blank(row: list[Any]) -> bool:
    first = row[0] if row else ""
    if isinstance(first, str) and first.strip():  # the usual row, told at once
        return False
    return not any(cell.strip() if isinstance(cell, str) else True for cell in row)

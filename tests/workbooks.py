"""Small workbooks that tests write: sheets as lists of rows, the header first."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from budgeting.models import Proposal
from budgeting.workbook import workbook_of

Sheets = dict[str, list[list]]

UNIT_HEADER = ["code", "name", "kind", "sector", "obliged_from", "obliged_until"]
LINE_HEADER = [
    "unit", "framework", "framework_name", "line", "object_code", "description",
    "amount", "actions", "strength", "justification", "screened", "reason",
    "function", "territory",
]  # fmt: skip


def write_workbook(path: Path, sheets: Sheets) -> Path:
    """An .xlsx with these sheets, in this order."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def programme_sheets(**changes: list[list]) -> Sheets:
    """A right, a group, a strategy and two actions; whole sheets may be replaced."""
    sheets = {
        "programme": [
            ["code", "name_es", "name_en", "kind", "legal_instrument", "in_force_from",
             "in_force_until"],
            ["PDH", "Programa", "", "human_rights", "Gaceta", 2009, None],
        ],
        "rights": [
            ["code", "nucleus", "kind", "name_es", "name_en"],
            ["01", "Núcleo", "right", "Derecho al agua", "Right to water"],
            ["16", "Núcleo", "group", "Mujeres", "Women"],
        ],
        "strategies": [
            ["code", "text_es", "text_en"],
            ["01.01", "Estrategia", "Strategy"],
        ],
        "actions": [
            ["code", "serial", "text_es", "text_en", "term", "action_type",
             "responsible_units", "population_groups", "carried_out_since"],
            ["01.01.01", 1, "Agua", "Water", "short", "service", "01C001; Otro cuerpo",
             "16", 2008],
            ["01.01.02", 2, "Drenaje", "", "permanent", "", "", "", None],
        ],
    }  # fmt: skip
    return {**sheets, **changes}


def line(**values: object) -> list:
    """A row of the sheet `lines`: a sound one, but for the values given."""
    sound = {
        "unit": "01C001",
        "framework": "F1",
        "framework_name": "Agua para todos",
        "line": "L1",
        "object_code": "4411",
        "description": "Pipas de agua",
        "amount": 1000,
        "actions": "01.01.01",
    }
    return [{**sound, **values}.get(name) for name in LINE_HEADER]


def lines_sheet(*rows: list) -> Sheets:
    """A budget workbook of these rows."""
    return {"lines": [LINE_HEADER, *rows]}


def edit_part(path: Path, part: str, edit: Callable[[bytes], bytes]) -> Path:
    """The same workbook with the bytes of one of its parts edited."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = edit(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


TEXT_CELL = re.compile(rb' t="inlineStr"([^>]*)><is><t[^>]*>([^<]*)</t></is>')
SHARED = "xl/sharedStrings.xml"


def share_texts(path: Path, sheet: str = "xl/worksheets/sheet1.xml") -> Path:
    """The same workbook as most programs write it: the sheet's texts are shared."""
    with zipfile.ZipFile(path) as archive:
        again = SHARED in archive.namelist()
        shared = archive.read(SHARED) if again else b""
    texts = re.findall(rb"<t>([^<]*)</t>", shared)

    def named(found: re.Match[bytes]) -> bytes:
        if found[2] not in texts:
            texts.append(found[2])
        return b' t="s"%s><v>%d</v>' % (found[1], texts.index(found[2]))

    edit_part(path, sheet, lambda xml: TEXT_CELL.sub(named, xml))
    items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    edit_part(path, SHARED, lambda _none: b'<sst xmlns="%s">%s</sst>' % (main, items))
    if again:
        return path
    kind = (
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    )
    said = b'<Override PartName="/%s" ContentType="%s"/></' % (SHARED.encode(), kind)
    edit_part(path, "[Content_Types].xml", lambda xml: said.join(xml.rsplit(b"</", 1)))
    related = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = b'<Relationship Id="rId99" Type="%s/sharedStrings" Target="/%s"/></'
    said = relation % (related, SHARED.encode())
    rels = "xl/_rels/workbook.xml.rels"
    return edit_part(path, rels, lambda xml: said.join(xml.rsplit(b"</", 1)))


class SentWhole(SimpleUploadedFile):
    """A file that is sent from its beginning each time it is posted."""

    def read(self, *args: Any) -> bytes:
        self.seek(0)
        return super().read(*args)


def changed_workbook(proposal: Proposal, amount: object, cell: str = "E2") -> bytes:
    """The proposal's own workbook, with one cell of its lines changed."""
    book = openpyxl.load_workbook(BytesIO(workbook_of(proposal)))
    book.worksheets[2][cell] = amount
    content = BytesIO()
    book.save(content)
    return content.getvalue()

"""A small writer of workbooks whose XML is at hand, to be made wrong on purpose."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from programme.workbooks.scan import letters_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
Sheets = dict[str, list[list[Any]]]
Parts = dict[str, bytes]


class Formula(NamedTuple):
    """A formula and what is stored for it."""

    text: str
    stored: str


class Wrong(NamedTuple):
    """A cell that shows an error."""

    shown: str


def parts_of(sheets: Sheets) -> Parts:
    """The parts of a workbook of these sheets, texts shared as most programs do."""
    shared: dict[str, int] = {}
    parts, listed, related, kinds = {}, [], [], []
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        part = f"xl/worksheets/sheet{number}.xml"
        parts[part] = _sheet(rows, shared)
        listed.append(f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>')
        related.append(_relation(number, "worksheet", f"worksheets/sheet{number}.xml"))
        kinds.append(
            f'<Override PartName="/{part}" ContentType="{KIND}.worksheet+xml"/>'
        )
    last = len(sheets)
    related.append(_relation(last + 1, "styles", "styles.xml"))
    related.append(_relation(last + 2, "sharedStrings", "sharedStrings.xml"))
    items = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    said = {
        "[Content_Types].xml": _types("".join(kinds)),
        "_rels/.rels": _relations(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCS}"><sheets>'
        + "".join(listed)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations("".join(related)),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{items}</sst>',
    }
    return {**{name: text.encode() for name, text in said.items()}, **parts}


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="2">'
    '<fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellXfs count="2">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)


def zipped(parts: Parts) -> bytes:
    """The parts as one file."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return content.getvalue()


def _types(more: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" '
        f'ContentType="{KIND}.sharedStrings+xml"/>{more}</Types>'
    )


def _relations(inside: str) -> str:
    root = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{root}">{inside}</Relationships>'


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{DOCS}/{kind}" Target="{target}"/>'


def _sheet(rows: list[list[Any]], shared: dict[str, int]) -> bytes:
    said = "".join(
        f'<row r="{number}">'
        + "".join(
            _cell(f"{letters_of(column)}{number}", value, shared)
            for column, value in enumerate(row, start=1)
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{said}</sheetData></worksheet>'
    return body.encode(errors="xmlcharrefreplace")


def _cell(place: str, value: Any, shared: dict[str, int]) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        number = shared.setdefault(value, len(shared))
        return f'<c r="{place}" t="s"><v>{number}</v></c>'
    return _odd_cell(place, value)


def _odd_cell(place: str, value: Any) -> str:
    match value:
        case Formula():
            formula, stored = escape(value.text), escape(value.stored)
            return f'<c r="{place}" t="str"><f>{formula}</f><v>{stored}</v></c>'
        case Wrong():
            return f'<c r="{place}" t="e"><v>{value.shown}</v></c>'
        case date():
            serial = (value - date(1899, 12, 30)).days
            return f'<c r="{place}" s="1"><v>{serial}</v></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'

"""What goes wrong with files: in their cells, in their XML, in their zip, as CSV."""

import random
import re
import struct
from collections.abc import Callable
from datetime import date

from tests.mutants.plain import Formula, Parts, Sheets, Wrong

NASTY = (
    None, "", " ", "x" * 40_000, "01.01.01 ", "\u00a001", "NiÃ±ez", "\u202eabc", "=1+1",
    "@SUM(A1)", "-5", "1e9", "NaN", "1.234", "1,23", "1,234.50", "９", "01.10", "none",
    "01.01.01=60; 01.01.02=40", "01.01.01=60", "PDH:01.01.01", "a:b:c", ";;;", "=",
    "\t", "línea\nrota", "'", '"', "<b>&amp;", "%s %(x)s {0}", "\\N", "\\", "a\tb",
    "\ufffe", "_x0000_", "_xD800_", "e\u0301", "🙂", 0, -1, 1, 1.1, 1e308, -0.0, 2**63,
    0.125, 9_999_999_999_999.99, 1e16, True, False, date(2010, 1, 2), date(1900, 1, 1),
    Formula("1+1", "2"), Formula("A1", ""), Formula('"a"', "a"), Wrong("#REF!"),
    Wrong("#N/A"), 2011, "2011", "ministry", "human_rights", "right", "4411", "01C001",
)  # fmt: skip
NUMBERS = (
    b"0", b"-1", b"1048577", b"99999999999999999999", b"1e999", b"NaN", b"",
    b"4294967296", b"0x10", b"1.5", b"16385",
)  # fmt: skip
PLANTED = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<!-- x -->", b"<?php x?>", b"<![CDATA[x]]>",
    b"&b;", b"&#0;", b"&#xD800;", b"<x>", b"</x>", b"\0", b"\xff\xfe", b"<c/>",
    b"<row/>", b'<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
    b'<c r="XFD1048576"><v>1</v></c>', b'<c r="A9"><f>1</f></c>', b"<v>7</v>",
    b'<c t="s"><v>999999</v></c>', b'<c t="inlineStr"><is><t>x</t></is></c>',
)  # fmt: skip
Chance = random.Random


def of_cells(sheets: Sheets, chance: Chance) -> Sheets:
    """The same sheets with some cells, rows, columns or names changed."""
    sheets = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    for _ in range(chance.choice((1, 1, 2, 5))):
        name = chance.choice(list(sheets))
        chance.choice(CELL_MUTATIONS)(sheets, name, chance)
    return sheets


def _set_cell(sheets: Sheets, name: str, chance: Chance) -> None:
    if not (rows := sheets[name]):
        return
    row = chance.choice(rows[1:] or rows)
    if row:
        row[chance.randrange(len(row))] = chance.choice(NASTY)


def _set_header(sheets: Sheets, name: str, chance: Chance) -> None:
    if sheets[name] and sheets[name][0]:
        header = sheets[name][0]
        spot = chance.randrange(len(header))
        header[spot] = chance.choice((*NASTY, "id", "clave", str(header[spot]).upper()))


def _double_row(sheets: Sheets, name: str, chance: Chance) -> None:
    if rows := sheets[name]:
        rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))


def _drop_row(sheets: Sheets, name: str, chance: Chance) -> None:
    if rows := sheets[name]:
        del rows[chance.randrange(len(rows))]


def _drop_column(sheets: Sheets, name: str, chance: Chance) -> None:
    spot = chance.randrange(8)
    for row in sheets[name]:
        del row[spot : spot + 1]


def _move_column(sheets: Sheets, name: str, chance: Chance) -> None:
    one, other = chance.randrange(8), chance.randrange(8)
    for row in sheets[name]:
        if len(row) > max(one, other):
            row[one], row[other] = row[other], row[one]


def _blank(sheets: Sheets, name: str, chance: Chance) -> None:
    for _ in range(chance.choice((1, 3, 200))):
        sheets[name].insert(chance.randrange(len(sheets[name]) + 1), [])


def _shift(sheets: Sheets, name: str, chance: Chance) -> None:
    wide = [None] * chance.choice((1, 3, 60))
    sheets[name] = [[*wide, *row] for row in sheets[name]]


def _rename_sheet(sheets: Sheets, name: str, chance: Chance) -> None:
    rows = sheets.pop(name)
    sheets[chance.choice((name.upper(), name + " ", "Hoja1", "problems"))] = rows


def _swap_sheets(sheets: Sheets, name: str, chance: Chance) -> None:
    other = chance.choice(list(sheets))
    sheets[name], sheets[other] = sheets[other], sheets[name]


CELL_MUTATIONS: tuple[Callable[[Sheets, str, Chance], None], ...] = (
    _set_cell, _set_cell, _set_cell, _set_cell, _set_header, _double_row, _drop_row,
    _drop_column, _move_column, _blank, _shift, _rename_sheet, _swap_sheets,
)  # fmt: skip


def of_xml(parts: Parts, chance: Chance) -> Parts:
    """The same parts with the XML of some of them changed."""
    parts = dict(parts)
    sheets = [name for name in parts if "/worksheets/" in name]
    for _ in range(chance.choice((1, 1, 2, 4))):
        name = chance.choice((*parts, *sheets, *sheets, *sheets))
        parts[name] = chance.choice(XML_MUTATIONS)(parts[name], chance)
    return parts


def _flip(data: bytes, chance: Chance) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, chance: Chance) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 10, 100, len(data))) :]


def _repeat(data: bytes, chance: Chance) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(start + chance.choice((1, 20, 300)), len(data))
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def _plant(data: bytes, chance: Chance) -> bytes:
    tags = [found.end() for found in re.finditer(rb">", data)] or [0]
    at = chance.choice(tags)
    return data[:at] + chance.choice(PLANTED) + data[at:]


def _value(data: bytes, chance: Chance) -> bytes:
    """One attribute, or one number between tags, becomes something else."""
    found = list(re.finditer(rb'(?<=[=]")[^"]*(?=")|(?<=>)[0-9.]+(?=<)', data))
    if not found:
        return data
    spot = chance.choice(found)
    other = chance.choice((*NUMBERS, chance.choice(found)[0], b"\xc3\xb1", b"&lt;"))
    return data[: spot.start()] + other + data[spot.end() :]


def _tag(data: bytes, chance: Chance) -> bytes:
    """One tag is dropped, doubled, or given another name."""
    found = list(re.finditer(rb"<[^>]*>", data))
    if not found:
        return data
    spot = chance.choice(found)
    name = chance.choice((b"c", b"row", b"v", b"x"))
    renamed = re.sub(rb"[a-zA-Z]+", name, spot[0], count=1)
    new = chance.choice((b"", spot[0] * 2, renamed, spot[0].upper()))
    return data[: spot.start()] + new + data[spot.end() :]


def _other_encoding(data: bytes, chance: Chance) -> bytes:
    head = b'<?xml version="1.0" encoding="%s"?>'
    said = head % chance.choice((b"utf-8", b"latin-1", b"utf-16", b"utf-7", b"x"))
    text = data.decode(errors="replace")
    return chance.choice(
        (said + data, text.encode("utf-16"), b"\xef\xbb\xbf" + data, b"")
    )


XML_MUTATIONS: tuple[Callable[[bytes, Chance], bytes], ...] = (
    _flip, _cut, _repeat, _plant, _value, _value, _value, _tag, _other_encoding,
)  # fmt: skip


def of_zip(content: bytes, chance: Chance) -> bytes:
    """The same file with its bytes changed."""
    for _ in range(chance.choice((1, 1, 3, 20))):
        content = chance.choice((_flip, _flip, _cut, _repeat, _lie))(content, chance)
    return content


def _lie(content: bytes, chance: Chance) -> bytes:
    """One of the numbers that a header of the zip states is another one."""
    heads = [found.start() for found in re.finditer(b"PK[\x01\x03][\x02\x04]", content)]
    if not heads:
        return content
    at = chance.choice(heads) + chance.choice((6, 8, 10, 16, 18, 20, 22, 24, 26, 28))
    said = struct.pack("<I", chance.choice((0, 1, 7, 2**16, 2**31, 2**32 - 1)))
    return content[:at] + said + content[at + 4 :]


def of_csv(rows: list[list], chance: Chance) -> bytes:
    """The rows as a CSV that went wrong: quotes, separators, encodings, bytes."""
    rows = of_cells({"one": rows}, chance).popitem()[1]
    comma = chance.choice((",", ";", "\t", "|", ",;"))
    quote = chance.choice(('"', '"', "'", ""))
    end = chance.choice(("\n", "\r\n", "\r", "\n\n"))

    def cell(value: object) -> str:
        said = "" if value is None else str(value)
        if quote and (comma in said or "\n" in said or chance.random() < 0.05):
            said = quote + said.replace(quote, quote * chance.choice((1, 2))) + quote
        return said

    text = end.join(comma.join(map(cell, row)) for row in rows)
    kinds = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16")
    content = text.encode(chance.choice(kinds), errors="replace")
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        content = chance.choice((_flip, _cut, _repeat, _plant))(content, chance)
    return content

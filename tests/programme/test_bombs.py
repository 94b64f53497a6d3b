"""Files made to exhaust the reader, each read in a process of its own and measured."""

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.mutants.plain import parts_of, zipped
from tests.workbooks import SHARED

pytestmark = pytest.mark.slow

# Of I14: 2 seconds and 64 MB, on the machine of reference. A slow or busy one is given
# three times as long; memory is the same anywhere.
SECONDS, MEGABYTES = 3 * 2.0, 64
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
READER = """
import json, os, resource, sys, time
import django
django.setup()
from pathlib import Path
from django.utils.translation import activate
from programme.imports.units import unit_form
from programme.workbooks import ImportRefused, read_tables
activate("en")
forms = [unit_form()]
for path in sys.argv[1:]:
    if child := os.fork():
        os.waitpid(child, 0)
        continue
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF)
    try:
        read_tables(Path(path), forms).problems.refuse_if_any()
        said = "read"
    except ImportRefused as refused:
        said = str(refused)
    after = resource.getrusage(resource.RUSAGE_SELF)
    grown = (after.ru_maxrss - before.ru_maxrss) / 1024
    print(json.dumps([said, time.process_time() - start, grown]), flush=True)
    os._exit(0)
"""


def sheet_of(rows: bytes) -> bytes:
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN, rows)


def many_rows(count: int) -> bytes:
    return sheet_of(
        b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n)
                 for n in range(1, count + 1))
    )  # fmt: skip


def far_cell(place: bytes) -> bytes:
    row = place.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return sheet_of(
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="%s"><c r="%s"><v>1</v></c></row>' % (row, place)
    )


def lying(content: bytes) -> bytes:
    """The sizes that the zip states of its parts are 7."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    return content.replace(size, (7).to_bytes(4, "little"))


def bombs(folder: Path) -> dict[str, tuple[Path, str]]:
    """Each file and what is said of it."""
    plain = parts_of({"units": [["code"], ["1"]]})
    shared = b'<sst xmlns="%s"><si><t>%s</t></si></sst>'
    inner = zipped({"zeros": b"\0" * 50_000_000})
    cell = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
    repeated = sheet_of(b"".join(cell % (n, n) for n in range(1, 50_000)))
    corners = b"".join(b'<row r="%d"/>' % n for n in range(2, 299_999))
    corner = b'<row r="1"><c r="A1"><v>1</v></c></row>' + corners
    corner += b'<row r="299999"><c r="AZ299999"><v>1</v></c></row>'
    made = {
        "a million rows": ({**plain, SHEET: many_rows(1_000_000)}, "row 299,999"),
        "512 MB": ({**plain, "xl/media/1.png": b"\0" * (512 << 20)}, "unpacks to far"),
        "10,000 parts": ({**plain, **{f"x/{n}": b"" for n in range(10_000)}}, "parts"),
        "a long shared text": (
            {**plain, SHARED: shared % (MAIN, b"x" * 100_000_000)}, "unpacks to far",
        ),
        "a text repeated": (
            {**plain, SHEET: repeated, SHARED: shared % (MAIN, b"xyz " * 100_000)},
            "more than 200,000,000 characters",
        ),
        "a zip within": ({**plain, "xl/media/1.zip": inner}, "column"),
        "the last row": ({**plain, SHEET: far_cell(b"A1048576")}, "row 299,999"),
        "the last column": ({**plain, SHEET: far_cell(b"XFD20000")}, "column AZ"),
        "two far corners": ({**plain, SHEET: sheet_of(corner)}, "far from the table"),
    }  # fmt: skip
    found = {}
    for number, (name, (parts, said)) in enumerate(made.items()):
        path = folder / f"{number}.xlsx"
        path.write_bytes(zipped(parts))
        found[name] = (path, said)
    path = folder / "lying.xlsx"
    path.write_bytes(lying(zipped({**plain, SHEET: many_rows(200_000)})))
    found["lying sizes"] = (path, "damaged")
    return found


def test_each_is_refused_at_once_and_without_memory(tmp_path):
    made = bombs(tmp_path)
    paths = [str(path) for path, _said in made.values()]
    told = subprocess.run(
        [sys.executable, "-c", READER, *paths], capture_output=True, check=True
    )
    answers = [json.loads(one) for one in told.stdout.splitlines()]
    assert len(answers) == len(made)
    measured = dict(zip(made, answers, strict=True))
    for name, (said, seconds, megabytes) in measured.items():
        print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB: {said[:70]}")
    for name, (said, seconds, megabytes) in measured.items():
        assert made[name][1] in said, name
        assert seconds < SECONDS, name
        assert megabytes < MEGABYTES, name

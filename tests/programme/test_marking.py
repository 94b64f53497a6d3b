"""The same workbook back: what is marked, what stays, and what comes back mended."""

import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import override
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from programme.workbooks import CellError, Problems, mark_errors, read_tables
from programme.workbooks.spreadsheet import read_spreadsheet
from tests.programme.test_workbooks import FORM, HEADER, ROW, SHEET, book, errors_of
from tests.workbooks import SHARED, edit_part, share_texts, write_workbook

pytestmark = pytest.mark.usefixtures("english")

STYLED = "FFFFEB9C"


def rich_book(tmp_path: Path) -> Path:
    """A workbook as people make them: styles, a formula, a note, a table, a secret."""
    sheets = {
        "notes": [["keep me"]],
        "units": [
            HEADER,
            ["01", "A", "=1+1", ""],
            [2, "B", 1, "borough"],
            ["03", "", 1, ""],
        ],
        "secret": [["hidden"]],
    }
    path = write_workbook(tmp_path / "rich.xlsx", sheets)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["units"]
    sheet["A3"].font, sheet["A3"].number_format = Font(italic=True), "0.000"
    sheet["A3"].fill = PatternFill("solid", fgColor=STYLED)
    sheet["B2"].comment = Comment("mine", "somebody")
    sheet.column_dimensions["B"].width = 41
    sheet.conditional_formatting.add(
        "C2:C4",
        openpyxl.formatting.rule.ColorScaleRule(
            "min", None, "FFF8696B", "max", None, "FF63BE7B"
        ),
    )
    sheet.add_data_validation(
        DataValidation("list", sqref="D2:D4", formula1='"borough"')
    )
    sheet.add_table(Table(displayName="T", ref="A1:D4"))
    sheet.freeze_panes = "B2"
    workbook["secret"].sheet_state = "veryHidden"
    workbook.save(path)
    return edit_part(
        path, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b"<v />", b"<v>2</v>")
    )


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def marked(path: Path, out: str = "marked.xlsx") -> Path:
    errors = errors_of(path)
    mark_errors(path, errors, path.with_name(out))
    return path.with_name(out)


def said_of(path: Path) -> list[str]:
    return [str(error) for error in errors_of(path)]


def without_marks(sheet: bytes) -> bytes:
    """The sheet's XML with what marking adds taken out by hand."""
    for mark in (
        b'<c r="E1" s="0" t="inlineStr"><is><t xml:space="preserve">problems</t></is>'
        b"</c>",
        b'<col min="5" max="5" width="90" customWidth="1"/>',
    ):
        assert sheet.count(mark) == 1
        sheet = sheet.replace(mark, b"")
    return sheet


def test_every_part_without_an_error_is_the_same_to_the_byte(tmp_path):
    path = rich_book(tmp_path)
    before, after = parts(path), parts(marked(path))
    assert after.keys() == before.keys()
    assert {name for name in before if before[name] != after[name]} == {
        "xl/worksheets/sheet2.xml",  # the cells, and the column that says why
        "xl/styles.xml",  # the colour
        "xl/comments/comment1.xml",  # the notes
        next(name for name in before if name.endswith(".vml")),  # their boxes
    }


def test_in_a_marked_sheet_nothing_but_the_marks_is_changed(tmp_path):
    path = rich_book(tmp_path)
    after = parts(marked(path))
    before_sheet = parts(path)["xl/worksheets/sheet2.xml"]
    sheet = without_marks(after["xl/worksheets/sheet2.xml"])
    before_rows = before_sheet.split(b"<row ")
    rows = sheet.split(b"<row ")
    assert rows[0] == before_rows[0].replace(b'ref="A1:D4"', b'ref="A1:E4"', 1)
    assert rows[2].split(b">", 1)[1] == before_rows[2].split(b">", 1)[1]
    assert (
        rows[-1].partition(b"</sheetData>")[2]
        == (before_rows[-1].partition(b"</sheetData>")[2])
    )
    assert b"<f>1+1</f><v>2</v>" in sheet


def test_a_marked_cell_keeps_its_style_but_for_the_colour(tmp_path):
    sheet = openpyxl.load_workbook(marked(rich_book(tmp_path)))["units"]
    assert sheet["A3"].fill.fgColor.rgb == "FFF4B6B6"
    assert (sheet["A3"].font.italic, sheet["A3"].number_format) == (True, "0.000")
    assert sheet["B4"].fill.fgColor.rgb == "FFF4B6B6"
    assert sheet["C3"].fill.fill_type is None
    assert sheet["A3"].comment.text.startswith("The code is stored as a number")
    assert sheet["E3"].value.startswith("code: The code is stored as a number")
    assert sheet["E4"].value == "name: The cell is empty: fill it in."
    assert sheet["E2"].value is None
    assert sheet.column_dimensions["B"].width == 41


def test_headers_that_are_shared_texts_are_found(tmp_path):
    path = share_texts(book(tmp_path, ["", *HEADER], ["", 7, "A", 1, "borough"]))
    once = marked(path)
    assert parts(once)[SHARED] == parts(path)[SHARED]
    twice = marked(share_texts(once), "twice.xlsx")  # as a program saves it again
    sheet = openpyxl.load_workbook(twice)["units"]
    assert [cell.value for cell in sheet[1]] == [None, *HEADER, "problems"]
    assert "stored as a number" in sheet["F2"].value


def test_a_persons_note_stays_and_ours_goes_into_the_column_only(tmp_path):
    path = rich_book(tmp_path)
    workbook = openpyxl.load_workbook(path)
    workbook["units"]["A3"].comment = Comment("ask Rosa", "somebody")
    workbook.save(path)
    sheet = openpyxl.load_workbook(marked(path))["units"]
    assert sheet["A3"].comment.text == "ask Rosa"
    assert sheet["B2"].comment.text == "mine"
    assert "stored as a number" in sheet["E3"].value


def test_a_marked_workbook_says_the_same_when_it_comes_back_as_it_is(tmp_path):
    path = rich_book(tmp_path)
    said = said_of(path)
    assert said_of(marked(path)) == said
    assert len(said) == 2


def test_a_formula_and_its_stored_value_come_back(tmp_path):
    path = marked(rich_book(tmp_path))
    assert read_tables(path, [FORM]).tables["units"].values["amount"][0] == Decimal(2)


def test_marks_of_cells_that_were_mended_are_taken_off_and_the_colour_is_back(tmp_path):
    once = marked(rich_book(tmp_path))
    workbook = openpyxl.load_workbook(once)  # a program that writes all of it anew
    workbook["units"]["A3"] = "02"
    workbook.save(once)
    edit_part(
        once, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b"<v />", b"<v>2</v>")
    )
    sheet = openpyxl.load_workbook(marked(once, "twice.xlsx"))["units"]
    assert sheet["A3"].fill.fgColor.rgb == STYLED
    assert sheet["A3"].comment is None
    assert sheet["E3"].value is None
    assert sheet["B4"].fill.fgColor.rgb == "FFF4B6B6"
    assert sheet["E4"].value == "name: The cell is empty: fill it in."
    assert sheet["B2"].comment.text == "mine"
    assert [cell.value for cell in sheet[1]] == [*HEADER, "problems"]


def test_marking_a_marked_workbook_again_changes_nothing_more(tmp_path):
    once = marked(rich_book(tmp_path))
    twice = marked(once, "twice.xlsx")
    before, after = parts(once), parts(twice)
    assert after.keys() == before.keys()
    assert after["xl/worksheets/sheet2.xml"] == before["xl/worksheets/sheet2.xml"]
    assert after["xl/styles.xml"] == before["xl/styles.xml"]


def test_errors_of_the_whole_file_have_a_sheet_which_is_written_over(tmp_path):
    path = book(tmp_path, ["code", "nmae", "amount", "kind"], ROW)
    once = marked(path)
    workbook = openpyxl.load_workbook(once)
    assert workbook.sheetnames == ["units", "problems"]
    assert (
        "The column “name” (“nombre”) is missing." in workbook["problems"]["A2"].value
    )
    assert notes_of(once) == []
    workbook["units"]["B1"] = "name"
    workbook["units"]["A2"] = 7
    workbook.save(once)
    twice = openpyxl.load_workbook(marked(once, "twice.xlsx"))
    assert twice.sheetnames == ["units", "problems"]
    assert twice["problems"]["A2"].value == "Nothing any more."


def notes_of(path: Path) -> list[str]:
    """What is said of a file besides its errors."""
    notes: list[str] = []
    read_spreadsheet(path, {"units"}, Problems(), notes)
    return notes


def test_a_persons_own_sheet_of_that_name_is_never_written_over(tmp_path):
    sheets = {"units": [["code"], ["1"]], "problems": [["Ask about unit 3"]]}
    path = write_workbook(tmp_path / "b.xlsx", sheets)
    workbook = openpyxl.load_workbook(marked(path))
    assert workbook["problems"]["A1"].value == "Ask about unit 3"
    assert workbook["problems 2"]["A1"].value.startswith("What is wrong")


def test_a_far_cell_is_marked_where_it_is_and_told_beside_the_table(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    workbook = openpyxl.load_workbook(path)
    workbook["units"]["XFD9"] = "x"
    workbook.save(path)
    sheet = openpyxl.load_workbook(marked(path))["units"]
    assert sheet["XFD9"].fill.fgColor.rgb == "FFF4B6B6"
    assert sheet["E9"].value == ("XFD9: There is a value beyond column AZ: delete it.")


def test_rows_and_cells_without_references_are_marked_too(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    row = b"<row><c><v>7</v></c><c/></row></sheetData>"
    edit_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", row))
    sheet = openpyxl.load_workbook(marked(path))["units"]
    assert sheet["A3"].fill.fgColor.rgb == "FFF4B6B6"
    assert "code: The code is stored as a number" in sheet["E3"].value
    assert "amount: The cell is empty" in sheet["E3"].value
    assert sheet["C3"].fill.fgColor.rgb == "FFF4B6B6"


def test_a_sheet_with_a_prefix_of_its_own_is_marked_too(tmp_path):
    path = book(tmp_path, HEADER, [7, "A", 1, ""])

    def prefixed(xml: bytes) -> bytes:
        for name in (b"worksheet", b"sheetData", b"row", b"c", b"v"):
            for end in (b">", b" ", b"/"):
                xml = xml.replace(b"<" + name + end, b"<x:" + name + end)
                xml = xml.replace(b"</" + name + end, b"</x:" + name + end)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    def only_rows(xml: bytes) -> bytes:
        start, end = xml.index(b"<sheetData>"), xml.index(b"</sheetData>")
        root = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        return root + xml[start:end] + b"</sheetData></worksheet>"

    edit_part(path, SHEET, lambda xml: prefixed(only_rows(xml)))
    sheet = openpyxl.load_workbook(marked(path))["units"]
    assert sheet["A2"].fill.fgColor.rgb == "FFF4B6B6"
    assert "stored as a number" in sheet["E2"].value


def test_the_column_is_named_in_the_language_of_whoever_asks(tmp_path, settings):
    path = book(tmp_path, HEADER, [7, "A", 1, ""])
    error = CellError("units", "A2", "code", "7", "Esto no es así.")
    with override("es"):
        mark_errors(path, [error], tmp_path / "es.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "es.xlsx")["units"]
    assert sheet["E1"].value == "problemas"
    assert len(read_tables(tmp_path / "es.xlsx", [FORM]).tables) == 1

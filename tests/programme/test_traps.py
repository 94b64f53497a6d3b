"""What people and others put into workbooks: each is told by name, none gets in."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from programme.workbooks import Column, SheetForm, empty_workbook
from programme.workbooks.columns import code, text
from tests.programme.test_workbooks import (
    FORM,
    HEADER,
    ROW,
    SHEET,
    book,
    read,
    refusal,
)
from tests.workbooks import SHARED, edit_part, share_texts, write_workbook

pytestmark = pytest.mark.usefixtures("english")

ROWS_END = b"</sheetData>"


def with_formula(tmp_path: Path, cell: str, formula: str, stored: str) -> Path:
    """The workbook with a formula in a cell, and the value a program stored for it."""
    path = book(tmp_path, HEADER, ROW)
    workbook = openpyxl.load_workbook(path)
    workbook["units"][cell] = formula
    workbook.save(path)
    value = f"<v>{stored}</v>".encode()
    return edit_part(path, SHEET, lambda xml: xml.replace(b"<v />", value))


def test_a_code_that_a_formula_gives_is_refused_with_the_formula(tmp_path):
    path = with_formula(tmp_path, "A2", '="01"&".10"', "01.10")
    edit_part(path, SHEET, lambda xml: xml.replace(b'r="A2"', b'r="A2" t="str"'))
    said = refusal(path)
    assert 'cell A2 (code), “01.10”: A formula gives this code (="01"&".10")' in said
    assert "write the code itself" in said


def test_a_value_that_a_formula_gives_is_read_and_shown_with_the_formula(tmp_path):
    found = read(with_formula(tmp_path, "C2", "=SUM(F1:F9)", "12.5"))
    assert str(found.tables["units"].values["amount"][0]) == "12.50"
    assert found.notes == [
        "Sheet “units”: 1 cell holds a formula; the value that the file stores for it "
        "is read: C2 (=SUM(F1:F9))"
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("01\u00a010", "a character that is not seen (U+00A0)"),
        ("01.10\u200b", "a character that is not seen (U+200B)"),
        ("\ufeff01.10", "a character that is not seen (U+FEFF)"),
        ("\u202e01.10", "a character that is not seen (U+202E)"),
        ("A–1", "“–”, which is no plain hyphen"),
        ("A\u22121", "which is no plain hyphen"),
        ("０１.10", "digits other than 0 to 9"),
        ("٠١", "digits other than 0 to 9"),
        ("01.10\u00a0", "Delete the space before or after the code."),
    ],
)
def test_a_code_that_only_looks_like_another_is_refused(tmp_path, written, said):
    assert said in refusal(book(tmp_path, HEADER, [written, *ROW[1:]]))


def test_codes_with_accents_written_in_two_ways_are_one_code(tmp_path):
    rows = [["\u00c91", *ROW[1:]], ["E\u03011", *ROW[1:]]]
    table = read(book(tmp_path, HEADER, *rows)).tables["units"]
    assert table.values["code"] == ["\u00c91", "\u00c91"]


def test_a_text_that_turns_its_direction_is_refused(tmp_path):
    path = book(tmp_path, HEADER, ["01", "pago\u202e0001", 1, ""])
    assert "a hidden character that turns its direction" in refusal(path)


def test_hidden_columns_that_hold_something_are_read_and_named(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    workbook = openpyxl.load_workbook(path)
    for letters in ("C", "H"):  # H holds nothing
        workbook["units"].column_dimensions[letters].hidden = True
    workbook.save(path)
    assert read(path).notes == ["Sheet “units”: the hidden column C was read too."]


def test_rows_that_a_filter_hides_are_read_and_counted(tmp_path):
    path = book(tmp_path, HEADER, ROW, ["02", "B", 1, ""])
    workbook = openpyxl.load_workbook(path)
    workbook["units"].auto_filter.ref = "A1:D3"
    workbook["units"].row_dimensions[3].hidden = True
    workbook.save(path)
    found = read(path)
    assert len(found.tables["units"]) == 2
    assert found.notes == ["Sheet “units”: 1 hidden row was read too."]


def test_a_missing_sheet_is_told_with_those_there_are(tmp_path):
    said = refusal(book(tmp_path, HEADER, ROW, name="Hoja1"))
    assert said == "There is no sheet “units”: the file needs it. It has: “Hoja1”."


def test_a_sheet_name_that_turns_the_text_is_shown_without_that(tmp_path):
    said = refusal(book(tmp_path, HEADER, ROW, name="a\u202eb"))
    assert "“a\ufffdb”" in said


def test_a_sheet_that_is_there_in_two_languages_is_asked_about(tmp_path):
    path = write_workbook(
        tmp_path / "b.xlsx", {"units": [HEADER, ROW], "unidades": [HEADER, ROW]}
    )
    assert "This sheet is there under two names." in refusal(path)


@pytest.mark.parametrize("column", ["id", "estado", "publicado", "unidad"])
def test_a_column_that_would_bind_to_something_is_refused_by_name(tmp_path, column):
    said = refusal(book(tmp_path, [*HEADER, column], [*ROW, "1"]))
    assert f"cell E1 ({column}), “{column}”: No column has this name here." in said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/externalLinks/externalLink1.xml", "takes values from other files"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/../../evil.xml", "a name that leads out of the file"),
        ("..\\evil.xml", "a name that leads out of the file"),
    ],
)
def test_parts_that_no_table_needs_are_refused_by_name(tmp_path, part, said):
    path = book(tmp_path, HEADER, ROW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, "x")
    assert said in refusal(path)


def test_a_workbook_for_macros_is_refused_even_without_any(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    plain = b"spreadsheetml.sheet.main+xml"
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    edit_part(
        path,
        "[Content_Types].xml",
        lambda xml: xml.replace(
            b"application/vnd.openxmlformats-officedocument." + plain, kind
        ),
    )
    assert "The workbook holds macros" in refusal(path)


def test_other_files_are_told_what_they_are(tmp_path):
    path = tmp_path / "book.xlsx"
    ole = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 500
    for content, said in (
        (ole + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        (ole + "Workbook".encode("utf-16-le"), "an .xls workbook"),
        (b"\xef\xbb\xbf<html><table>", "a web page or XML under another name"),
        (b"<?xml version='1.0'?><Workbook/>", "a web page or XML"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"code,name\n01,A\n", "its name ends in .csv"),
    ):
        path.write_bytes(content)
        assert said in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    assert ".ods" in refusal(path)
    page = tmp_path / "page.csv"
    page.write_text("<html><body>")
    assert "a web page" in refusal(page)


def test_many_parts_that_unpack_to_far_more_than_the_file_are_refused(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):  # each below the size at which one part is suspected
            archive.writestr(f"xl/media/{number}.png", b"\0" * 10_000_000)
    assert "unpacks to far more than its size" in refusal(path)


def test_one_long_text_that_thousands_of_cells_share_is_refused(tmp_path):
    path = book(tmp_path, HEADER, *[["x", "y", 1, ""]] * 2000)
    edit_part(
        share_texts(path),
        SHARED,
        lambda xml: xml.replace(b"<t>x</t>", b"<t>" + b"x" * 150_000 + b"</t>"),
    )
    said = refusal(path)
    assert said == "The texts of a sheet have more than 200,000,000 characters in all."


def test_two_far_corners_are_refused_though_each_row_is_there(tmp_path):
    rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 120_000))
    far = b'<row r="120000"><c r="AZ120000"><v>1</v></c></row>'
    path = book(tmp_path, HEADER, ROW)
    edit_part(path, SHEET, lambda xml: xml.replace(ROWS_END, rows + far + ROWS_END))
    assert "cell AZ120000: The last value stands far from the table" in refusal(path)


LISTED = SheetForm("units", (Column("code", code()), Column("name", text(50))))


def from_template(tmp_path: Path, form: SheetForm, *rows: list) -> Path:
    path = tmp_path / "template.xlsx"
    path.write_bytes(empty_workbook([form]))
    workbook = openpyxl.load_workbook(path)
    for row in rows:
        workbook["units"].append(row)
    workbook.save(path)
    return path


def test_a_template_is_stamped_and_offers_the_words_of_its_columns(tmp_path):
    path = from_template(tmp_path, FORM, ROW)
    assert read(path).notes == []
    offered = openpyxl.load_workbook(path)["units"].data_validations.dataValidation
    assert [(one.formula1, str(one.sqref)) for one in offered] == [
        ('"ministry,borough"', "D2:D20000")
    ]
    assert isinstance(offered[0], DataValidation)


def test_an_earlier_template_is_told_where_its_columns_do_not_fit(tmp_path):
    said = refusal(from_template(tmp_path, LISTED, ["01", "Agua"]))
    assert "The file was made from an earlier template" in said
    assert "The column “amount” (“importe”) is missing." in said


def test_an_earlier_template_whose_columns_fit_is_read_and_told(tmp_path):
    fewer = SheetForm("units", FORM.columns[:-1])  # without an optional column
    found = read(from_template(tmp_path, fewer, ROW))
    assert len(found.tables["units"]) == 1
    assert found.notes[0].startswith("The file was made from an earlier template")

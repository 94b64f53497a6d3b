import time
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from programme.workbooks import (
    CellError,
    Column,
    ImportRefused,
    SheetForm,
    container,
    mark_errors,
    read_tables,
)
from programme.workbooks.columns import amount, choice, code, text, whole
from tests.workbooks import edit_part, write_workbook

pytestmark = pytest.mark.usefixtures("english")

FORM = SheetForm(
    "units",
    (
        Column("code", code()),
        Column("name", text(50)),
        Column("amount", amount()),
        Column("kind", choice(["ministry", "borough"]), blank=True),
        Column("serial", whole(1, 100), blank=True, optional=True, empty=None),
    ),
)
HEADER = ["code", "name", "amount", "kind"]
ROW = ["01.10", "Agua", 12.5, "borough"]
SHEET = "xl/worksheets/sheet1.xml"


def book(tmp_path: Path, *rows: list, name: str = "units") -> Path:
    return write_workbook(tmp_path / "book.xlsx", {name: [list(row) for row in rows]})


def read(path: Path, form: SheetForm = FORM):
    return read_tables(path, [form])


def refusal(path: Path, form: SheetForm = FORM) -> str:
    """Everything said about a file, whether it could be read at all or not."""
    with pytest.raises(ImportRefused) as caught:
        read(path, form).problems.refuse_if_any()
    return str(caught.value)


def test_a_sound_sheet_is_read_by_column(tmp_path):
    table = read(book(tmp_path, HEADER, ROW)).tables["units"]
    assert table.values["code"] == ["01.10"]
    assert table.values["amount"] == [Decimal("12.50")]
    assert table.values["kind"] == ["borough"]
    assert table.values["serial"] == [None]
    assert table.rows == [2]


def test_columns_come_in_any_order_and_in_spanish(tmp_path):
    header, row = (
        ["tipo", "importe", "Clave".lower(), "nombre"],
        ["borough", 1, "7", "A"],
    )
    table = read(book(tmp_path, header, row, name="unidades")).tables["units"]
    assert table.values["code"] == ["7"]
    assert table.values["amount"] == [Decimal("1.00")]


def test_blank_rows_and_columns_are_ignored_and_rows_keep_their_numbers(tmp_path):
    blank = [None] * 6
    rows = [blank, [None, *HEADER], blank, [None, *ROW], ["  ", None, " "]]
    table = read(book(tmp_path, *rows)).tables["units"]
    assert table.rows == [4]
    assert table.headers["code"] == ("B", "code")


def test_an_unknown_column_is_refused_with_the_nearest_name(tmp_path):
    said = refusal(book(tmp_path, ["code", "nmae", "amount", "kind"], ROW))
    assert "cell B1 (nmae), “nmae”: No column has this name here." in said
    assert "Did you mean “name”?" in said
    assert "The column “name” (“nombre”) is missing." in said


def test_a_header_in_capitals_is_not_its_lower_case_name(tmp_path):
    said = refusal(book(tmp_path, ["Code", "name", "amount", "kind"], ROW))
    assert "Did you mean “code”?" in said


def test_a_column_twice_and_a_column_without_name_are_refused(tmp_path):
    said = refusal(book(tmp_path, [*HEADER, "clave", None], [*ROW, "x", "y"]))
    assert "cell E1 (clave), “clave”: Two columns have this name" in said
    assert "cell F1: The column has values but no name" in said


def test_an_empty_sheet_is_refused_with_headers_or_without(tmp_path):
    assert "The sheet is empty." in refusal(book(tmp_path, []))
    assert "headers but no rows" in refusal(book(tmp_path, HEADER))


def test_a_missing_sheet_is_named(tmp_path):
    assert "no sheet “units”" in refusal(book(tmp_path, HEADER, ROW, name="Hoja1"))


def test_other_sheets_are_left_out_and_told_of(tmp_path):
    path = write_workbook(
        tmp_path / "b.xlsx", {"notes": [["x"]], "units": [HEADER, ROW]}
    )
    assert read(path).notes == ["The sheet “notes” was not read."]


def test_a_hidden_sheet_is_never_read_in_silence(tmp_path):
    path = tmp_path / "b.xlsx"
    workbook = openpyxl.Workbook()
    workbook.create_sheet("units").append(HEADER)
    workbook["units"].append(ROW)
    workbook["units"].sheet_state = "veryHidden"
    workbook.save(path)
    assert "“units”: The sheet is hidden" in refusal(path)


def test_hidden_rows_are_read_and_counted(tmp_path):
    path = book(tmp_path, HEADER, ROW, ["02", "B", 1, None])
    workbook = openpyxl.load_workbook(path)
    workbook["units"].row_dimensions[3].hidden = True
    workbook.save(path)
    found = read(path)
    assert found.notes == ["Sheet “units”: 1 hidden row was read too."]
    assert len(found.tables["units"]) == 2


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (0, 1.10, "cell A2 (code), “1.1”: The code is stored as a number"),
        (0, date(2010, 1, 2), "“2010-01-02”: The code is stored as a date"),
        (0, " 01", "Delete the space"),
        (0, None, "cell A2 (code), “”: The cell is empty"),
        (1, "x" * 51, "at most 50 fit"),
        (1, "NiÃ±ez", "The accents are garbled"),
        (1, date(2010, 1, 2), "The cell holds a date"),
        (1, "_x0000_", "a character that cannot be shown"),
        (2, "1.234", "“1.234” can be read two ways"),
        (2, 0.125, "more"),
        (2, -1, "zero or more"),
        (2, "NaN", "not a number"),
        (2, "1e9", "exponent"),
        (3, "Ministry", "Write one of: ministry, borough."),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(tmp_path, column, value, said):
    row = list(ROW)
    row[column] = value
    assert said in refusal(book(tmp_path, HEADER, row))


def test_all_errors_of_a_file_are_told_in_one_run_in_order_of_place(tmp_path):
    rows = [[1, "", "x", "y"], ["1", "A", 1, ""], [2, "B", "z", ""]]
    with pytest.raises(ImportRefused) as caught:
        read(book(tmp_path, HEADER, *rows)).problems.refuse_if_any()
    cells = [error.cell for error in caught.value.errors]
    assert cells == ["A2", "B2", "C2", "D2", "A4", "C4"]


def test_beyond_five_thousand_errors_are_counted(tmp_path):
    rows = [[1, "A", 1, ""] for _ in range(5003)]
    with pytest.raises(ImportRefused) as caught:
        read(book(tmp_path, HEADER, *rows)).problems.refuse_if_any()
    assert len(caught.value.errors) == 5000
    assert "3 more errors are not listed." in str(caught.value)


def test_merged_cells_are_refused_with_their_range(tmp_path):
    path = book(tmp_path, HEADER, ROW, ["02", "B", 1, ""])
    workbook = openpyxl.load_workbook(path)
    workbook["units"].merge_cells("B2:B3")
    workbook.save(path)
    assert "cell B2:B3" in refusal(path)
    assert "Cells are merged" in refusal(path)


def test_a_formula_without_a_stored_value_is_refused_and_with_one_is_read(tmp_path):
    path = book(tmp_path, HEADER, ["01", "A", "=1+1", ""])
    assert "cell C2 (amount), “”: A formula without a stored value" in refusal(path)
    edit_part(path, SHEET, lambda xml: xml.replace(b"<v />", b"<v>2</v>"))
    assert read(path).tables["units"].values["amount"] == [Decimal("2.00")]


def test_a_cell_that_shows_an_error_is_refused(tmp_path):
    path = book(tmp_path, HEADER, ["01", "A", 1, "#REF!"])
    assert "cell D2 (kind), “#REF!”: The cell shows an error" in refusal(path)


def test_cells_without_a_value_are_told_once_and_together_with_all_other_errors(
    tmp_path,
):
    path = book(
        tmp_path,
        HEADER,
        ["01", "A", "=1+1", ""],
        ["02", "", 1, ""],
        ["03", "B", "#REF!", ""],
        ["04", "C", "1.234", ""],
    )
    with pytest.raises(ImportRefused) as caught:
        read(path).problems.refuse_if_any()
    assert [error.cell for error in caught.value.errors] == ["C2", "B3", "C4", "C5"]


@pytest.mark.parametrize("place", ["A1048576", "XFD20000", "BA2", "Z100000"])
def test_a_far_cell_is_refused_at_once_and_without_memory(tmp_path, place):
    path = book(tmp_path, HEADER, ROW)
    workbook = openpyxl.load_workbook(path)
    workbook["units"][place] = "x"
    workbook.save(path)
    tracemalloc.start()
    start = time.process_time()
    said = refusal(path)
    taken, (_now, peak) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"cell {place}: " in said
    assert "delete" in said
    assert taken < 2
    assert peak < 64_000_000


def test_a_far_cell_that_is_styled_but_empty_is_no_matter(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    workbook = openpyxl.load_workbook(path)
    workbook["units"]["XFD1000000"].fill = PatternFill("solid", fgColor="FFFF0000")
    workbook.save(path)
    assert len(read(path).tables["units"]) == 1


def test_cells_without_references_are_counted_one_by_one(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    far = b"<row>" + b"<c><v>1</v></c>" * 60 + b"</row></sheetData>"
    edit_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    assert "beyond column AZ" in refusal(path)


def test_prefixed_tags_are_looked_at_too(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    far = b'<x:row r="9"><x:c r="XFD9"><x:v>1</x:v></x:c></x:row></sheetData>'
    name = b'<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    edit_part(
        path,
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", far).replace(b"<worksheet", name),
    )
    assert "beyond column AZ" in refusal(path)


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml", "x.xml"])
def test_a_doctype_in_any_part_is_refused(tmp_path, part):
    path = book(tmp_path, HEADER, ROW)
    bad = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    edit_part(path, part, lambda xml: xml[:38] + bad + xml[38:])
    assert "has a DOCTYPE" in refusal(path)


def test_a_part_that_is_not_utf8_is_refused(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    edit_part(path, SHEET, lambda xml: xml.decode().encode("utf-16"))
    assert "not in UTF-8" in refusal(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"hello", "not an .xlsx workbook"),
        (b"<html></html>", "not an .xlsx workbook"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 100, ".xls workbook"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(tmp_path, content, said):
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    assert said in refusal(path)


@pytest.mark.parametrize("where", ["missing.xlsx", ".", "a\x00b", "x" * 300])
def test_a_path_that_leads_to_no_file_is_refused_in_words(tmp_path, where):
    with pytest.raises(ImportRefused):
        read(tmp_path / where)


@pytest.mark.parametrize(
    ("part", "said"),
    [("xl/vbaProject.bin", "macros"), ("xl/workbook.bin", ".xlsb")],
)
def test_other_kinds_of_workbook_are_named(tmp_path, part, said):
    path = book(tmp_path, HEADER, ROW)
    assert said in refusal(edit_part(path, part, lambda _content: b"x"))


def test_a_zip_of_something_else_is_refused(tmp_path):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "not an .xlsx workbook" in refusal(path)


def test_two_parts_of_one_name_are_refused(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET.upper(), "x")
    assert "two parts of the same name" in refusal(path)


def test_thousands_of_parts_are_refused(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(1001):
            archive.writestr(f"x/{number}", "")
    assert "parts" in refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 100_000_000)
    tracemalloc.start()
    said = refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "unpacks to far more than its size" in said
    assert peak < 64_000_000


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    path = book(tmp_path, HEADER, ROW)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    start = content.rindex(size)
    content[start : start + 4] = (7).to_bytes(4, "little")
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_a_file_above_the_stated_size_is_refused(tmp_path, monkeypatch):
    path = book(tmp_path, HEADER, ROW)
    monkeypatch.setattr(container, "CONTAINER_BYTES", 1000)
    assert "at most 1,000 are read" in refusal(path)


CSV = "code,name,amount,kind\n01.10,Ñandú,12.50,borough\n"


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.replace(",", ";").encode(),
        ("\n" + CSV.replace("\n", "\r\n") + ",,,\n").encode(),
        CSV.replace("01.10", '"01.10"').encode(),
    ],
)
def test_csv_is_read_with_or_without_mark_by_comma_or_semicolon(tmp_path, content):
    path = tmp_path / "units.csv"
    path.write_bytes(content)
    table = read(path).tables["units"]
    assert table.values["code"] == ["01.10"]
    assert table.values["name"] == ["Ñandú"]
    assert table.values["amount"] == [Decimal("12.50")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CSV.encode("latin-1"), "Line 2 is not in UTF-8"),
        (CSV.encode("utf-16"), "UTF-16"),
        (CSV.encode().decode("cp1252").encode(), "The accents are garbled"),
        ((CSV + "02,B,1,,more\n").encode(), "The column has values but no name"),
        (("x" * 200_000).encode(), "is not CSV"),
        (CSV.replace("12.50", '"1,23"').encode(), "two ways"),
    ],
)
def test_csv_that_cannot_be_trusted_is_refused(tmp_path, content, said):
    path = tmp_path / "units.csv"
    path.write_bytes(content)
    assert said in refusal(path)


def test_a_csv_named_as_a_workbook_is_refused_but_a_workbook_named_csv_is_read(
    tmp_path,
):
    (tmp_path / "a.xlsx").write_text(CSV)
    assert "not an .xlsx workbook" in refusal(tmp_path / "a.xlsx")
    path = book(tmp_path, HEADER, ROW).rename(tmp_path / "b.csv")
    assert len(read(path).tables["units"]) == 1


def errors_of(path: Path) -> list[CellError]:
    with pytest.raises(ImportRefused) as caught:
        read(path).problems.refuse_if_any()
    return caught.value.errors


def test_errors_are_marked_in_the_same_workbook(tmp_path):
    sheets = {"notes": [["keep me"]], "units": [HEADER, ROW, [1, "A", "x", ""]]}
    path = write_workbook(tmp_path / "b.xlsx", sheets)
    workbook = openpyxl.load_workbook(path)
    workbook["units"]["B2"].comment = Comment("mine", "somebody")
    workbook.save(path)
    mark_errors(path, errors_of(path), tmp_path / "out.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = marked["units"]
    assert marked["notes"]["A1"].value == "keep me"
    assert [cell.value for cell in sheet[1]] == [*HEADER, "problems"]
    assert sheet["A3"].fill.fgColor.rgb == "FFF4B6B6"
    assert "stored as a number" in sheet["A3"].comment.text
    assert "code: The code is stored as a number" in sheet["E3"].value
    assert "amount: “x” is not an amount" in sheet["E3"].value
    assert sheet["E2"].value is None
    assert sheet["B2"].comment.text == "mine"
    assert sheet["A2"].comment is None


def test_a_marked_workbook_comes_back_mended_without_deleting_our_column(tmp_path):
    path = book(tmp_path, HEADER, ["01", "A", "x", ""])
    mark_errors(path, errors_of(path), tmp_path / "out.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "out.xlsx")
    workbook["units"]["C2"] = 5
    workbook.save(tmp_path / "mended.xlsx")
    table = read(tmp_path / "mended.xlsx").tables["units"]
    assert table.values["amount"] == [Decimal("5.00")]


def test_marking_again_takes_the_earlier_marks_off(tmp_path):
    path = book(tmp_path, HEADER, [1, "A", "x", ""])
    once = tmp_path / "once.xlsx"
    mark_errors(path, errors_of(path), once)
    workbook = openpyxl.load_workbook(once)
    workbook["units"]["A2"] = "01"
    workbook.save(once)
    mark_errors(once, errors_of(once), tmp_path / "twice.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "twice.xlsx")["units"]
    assert sheet["A2"].comment is None
    assert sheet["C2"].comment is not None
    assert [cell.value for cell in sheet[1]] == [*HEADER, "problems"]
    assert "stored as a number" not in sheet["E2"].value


def test_a_csv_comes_back_as_a_marked_workbook(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(CSV.replace("12.50", "abc"))
    mark_errors(path, errors_of(path), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["units"]
    assert sheet["A2"].value == "01.10"
    assert "not an amount" in sheet["C2"].comment.text


def test_errors_of_the_whole_file_are_listed_in_a_sheet_of_their_own(tmp_path):
    path = book(tmp_path, HEADER, ROW, name="Hoja1")
    mark_errors(path, errors_of(path), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["problems"]
    assert sheet["A1"].value == "What is wrong with the file as a whole"
    assert "no sheet “units”" in sheet["A2"].value


def test_a_far_styled_cell_does_not_hold_the_marking_up(tmp_path):
    path = book(tmp_path, HEADER, [1, "A", 1, ""])
    workbook = openpyxl.load_workbook(path)
    workbook["units"]["XFD1000000"].fill = PatternFill("solid", fgColor="FFFF0000")
    workbook.save(path)
    start = time.process_time()
    mark_errors(path, errors_of(path), tmp_path / "out.xlsx")
    assert time.process_time() - start < 1
    assert [error.cell for error in errors_of(tmp_path / "out.xlsx")] == ["A2"]

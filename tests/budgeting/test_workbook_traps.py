"""What a workbook may hold that it should not, each answered in words at its cell."""

import zipfile
from datetime import datetime
from io import BytesIO

import pytest

from budgeting import services
from programme.workbooks import ImportRefused
from tests.budgeting.workbook_case import Case, errors, told
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
)
from tests.workbooks import edit_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


def said(preview):
    return dict(errors(preview))


def test_codes_stored_as_numbers_or_dates_are_refused_at_their_cell(case, tmp_path):
    lines = (book := case.book())["lines"]
    lines["B2"], lines["C2"], lines["G3"] = 1.1, 4411, datetime(2009, 1, 2)
    wrong = said(case.preview(book, tmp_path))
    assert set(wrong) == {"lines!B2", "lines!C2", "lines!G3"}
    assert "stored as a number" in wrong["lines!C2"]
    assert "stored as a date" in wrong["lines!G3"]


def test_all_errors_are_told_at_once(case, tmp_path):
    lines = (book := case.book())["lines"]
    lines["A2"], lines["B3"], lines["G4"], lines["H4"] = "999", "", "09.09.09", "Casi"
    assert set(said(case.preview(book, tmp_path))) == {
        "lines!A2", "lines!B3", "lines!G4", "lines!H4",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "told_of"),
    [
        ("01.01.01=50; 03.02.04=40", "90"),
        ("01.01.01; 01.01.01", "cited twice"),
        ("01.01.01=0; 03.02.04=100", "no share"),
        ("XYZ:01.01.01", "not a programme"),
    ],
)
def test_what_cannot_be_cited_is_told(case, tmp_path, written, told_of):
    (book := case.book())["lines"]["G4"] = written
    assert told_of in said(case.preview(book, tmp_path))["lines!G4"]


def test_a_retired_action_may_stay_but_not_come(case, tmp_path):
    case.actions[0].retired_from = 2030
    case.actions[0].save()
    book = case.book()
    book["lines"]["E2"] = 5  # its line cites the retired action, and goes on so
    assert errors(case.preview(book, tmp_path)) == []
    book["lines"]["G4"] = "01.01.01"
    assert "Retired" in said(case.preview(book, tmp_path))["lines!G4"]


def test_a_row_of_another_proposal_is_refused_whatever_its_code(case, tmp_path):
    other = make_proposal(case.year, lines=0)
    theirs = Case.__new__(Case)
    theirs.proposal = other
    make_line(make_framework(other, "482"), "A-1")
    book = case.book()
    book["lines"]["J2"] = theirs.book()["lines"]["J2"].value
    preview = case.preview(book, tmp_path)
    assert "another proposal" in said(preview)["lines!J2"]
    assert told(preview) == []


def test_a_changed_hidden_cell_is_told(case, tmp_path):
    book = case.book()
    book["lines"]["J2"] = book["lines"]["J2"].value.replace(":", "x:", 1)
    book["lines"]["E2"] = 77
    preview = case.preview(book, tmp_path)
    assert "hidden cell of this row was changed" in said(preview)["lines!J2"]


def test_hidden_cells_of_the_two_sheets_are_not_exchanged(case, tmp_path):
    book = case.book()
    mark = [cell.value for cell in book["frameworks"][2]][-1]
    book["lines"]["J2"] = mark
    assert "lines!J2" in said(case.preview(book, tmp_path))


def test_without_the_hidden_column_rows_are_known_by_their_code(case, tmp_path):
    book = case.book()
    book["lines"].delete_cols(10)
    book["lines"]["E2"] = 5
    preview = case.preview(book, tmp_path)
    assert told(preview) == [("lines!E2", "change", "1000.00", "5.00")]
    assert preview.lines[0].known_by_code
    assert preview.missing == []


def test_two_rows_of_one_code_are_refused_with_the_first_named(case, tmp_path):
    book = case.book()
    book["lines"]["B3"] = "A-1"
    wrong = said(case.preview(book, tmp_path))
    assert "B2" in wrong["lines!B3"]


def test_a_copied_row_with_another_code_is_a_new_line(case, tmp_path):
    lines = (book := case.book())["lines"]
    for column in range(1, 11):
        lines.cell(5, column, lines.cell(2, column).value)
    lines["B5"] = "B-1"
    preview = case.preview(book, tmp_path)
    assert [(row.code, row.outcome) for row in preview.lines][-1] == ("B-1", "new")
    assert preview.notes == ["Row 5 is a copy of row 2: it is taken as new."]


def test_of_two_copies_with_new_codes_none_is_guessed(case, tmp_path):
    lines = (book := case.book())["lines"]
    for column in range(1, 11):
        lines.cell(5, column, lines.cell(2, column).value)
    lines["B2"], lines["B5"] = "B-1", "B-2"
    assert "copy of row 2" in said(case.preview(book, tmp_path))["lines!J5"]


def test_a_row_emptied_but_for_its_hidden_cell_is_missing(case, tmp_path):
    lines = (book := case.book())["lines"]
    for column in range(1, 10):
        lines.cell(4, column).value = None
    preview = case.preview(book, tmp_path)
    assert errors(preview) == []
    assert [line.code for line in preview.missing] == ["A-3"]


def test_a_line_removed_on_the_site_stays_removed_unless_the_file_is_chosen(
    case, tmp_path
):
    book = case.book()
    services.remove_line(case.lines[2], by=case.by)
    preview = case.preview(book, tmp_path)
    assert not preview.changes_something
    assert "A-3" in preview.notes[0]
    book["lines"]["E4"] = 5
    preview = case.preview(book, tmp_path)
    assert told(preview) == [("lines!E4", "conflict", "1000.00", "5.00")]
    case.apply(book)
    case.lines[2].refresh_from_db()
    assert case.lines[2].removed_at
    case.apply(book, taken={"l4-amount"})
    case.lines[2].refresh_from_db()
    assert (case.lines[2].removed_at, str(case.lines[2].amount)) == (None, "5.00")


def test_a_line_written_on_the_site_meanwhile_under_the_same_code_is_a_conflict(
    case, tmp_path
):
    book = case.book()
    make_line(case.framework, "B-1", "9.00", description="De la colega")
    for column, value in enumerate(["482", "B-1", "4411", "Mía", 9], start=1):
        book["lines"].cell(5, column, value)
    assert told(case.preview(book, tmp_path)) == [
        ("lines!D5", "conflict", "De la colega", "Mía")
    ]


def test_lines_written_on_the_site_meanwhile_are_not_missing(case, tmp_path):
    book = case.book()
    make_line(case.framework, "B-1")
    assert case.preview(book, tmp_path).missing == []


def test_merged_cells_unknown_columns_and_formulas_without_value_are_refused(
    case, tmp_path
):
    book = case.book()
    book["lines"]["D2"] = "=1+1"
    assert "formula" in said(case.preview(book, tmp_path))["lines!D2"]
    book = case.book()
    book["lines"].merge_cells("D2:D3")
    with pytest.raises(ImportRefused, match="merged"):
        case.preview(book, tmp_path)
    book = case.book()
    book["lines"]["K1"], book["lines"]["K2"] = "status", "approved"
    assert "No column has this name" in said(case.preview(book, tmp_path))["lines!K1"]


def test_a_doctype_and_what_is_no_workbook_are_refused_and_nothing_is_kept(
    case, tmp_path
):
    path = tmp_path / "book.xlsx"
    case.book().save(path)
    edit_part(path, "xl/workbook.xml", lambda xml: b"<!DOCTYPE a>" + xml)
    for content in (path.read_bytes(), b"hola", b"", _bomb()):
        with pytest.raises(ImportRefused):
            services.keep_workbook(
                case.proposal, by=case.by, name="x.xlsx", content=content
            )
    assert not case.proposal.workbook_uploads.exists()


def _bomb():
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, b"<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    return content.getvalue()


def test_in_a_requested_year_none_with_its_reason_is_read(tmp_path):
    case = Case(linking="requested")
    lines = (book := case.book())["lines"]
    assert [lines["J1"].value, lines["K1"].value] == ["screened", "reason"]
    lines["J4"] = "none"
    assert "lines!K4" in said(case.preview(book, tmp_path))
    lines["K4"] = "Luz"
    case.apply(book)
    case.lines[2].refresh_from_db()
    assert (case.lines[2].screened, case.lines[2].screened_reason) == ("none", "Luz")
    book = case.book()
    book["lines"]["K4"] = "Luz y agua"
    case.apply(book)
    case.lines[2].refresh_from_db()
    assert case.lines[2].screened_reason == "Luz y agua"
    book = case.book()
    book["lines"]["J4"] = book["lines"]["K4"] = None
    book["lines"]["G4"] = "01.01.01"
    case.apply(book)
    assert case.lines[2].citations.count() == 1


def test_an_action_of_another_programme_of_the_year_is_named_with_it(case, tmp_path):
    bando = make_programme("BANDO", kind="cross_cutting")
    make_action(bando, "01.01.01")
    case.year.year_programmes.create(programme=bando)
    book = case.book()
    assert [one.value for one in book["actions"]["A"]][-1] == "BANDO:01.01.01"
    book["lines"]["G4"] = "01.01.01; BANDO:01.01.01"
    case.apply(book)
    assert case.book()["lines"]["G4"].value == "BANDO:01.01.01; 01.01.01"


@pytest.mark.parametrize("code", ["#abc", "#0", "+", "#"])
def test_a_new_framework_may_have_any_code(case, code):
    book = case.book()
    book["frameworks"].append([code, "Nuevo"])
    book["lines"].append([code, "Z-1", "2111", "Papel", "5.00"])
    case.apply(book)
    assert case.proposal.lines.get(code="Z-1").framework.code == code


def test_one_undo_takes_back_what_is_stated_together_with_the_rest():
    case = Case(linking="requested")
    book = case.book()
    for row in ("3", "4"):
        book["lines"][f"J{row}"], book["lines"][f"K{row}"] = "none", "Luz"
        book["lines"][f"E{row}"], book["lines"][f"G{row}"] = "5.00", None
        book["lines"][f"H{row}"] = book["lines"][f"I{row}"] = None
    case.apply(book)
    lines = case.proposal.lines.order_by("code")
    told = ("code", "amount", "screened_reason")
    after = [(c, str(a), r) for c, a, r in lines.values_list(*told)]
    assert after == [
        ("A-1", "1000.00", ""),
        ("A-2", "5.00", "Luz"),
        ("A-3", "5.00", "Luz"),
    ]
    services.undo_edit(case.proposal.events.get(), by=case.by)
    assert [(str(a), r) for _c, a, r in lines.values_list(*told)] == [
        ("1000.00", ""), ("1000.00", ""), ("1000.00", ""),
    ]  # fmt: skip
    assert case.lines[1].citations.count() == 2

"""The workbook way: written, read back, compared, applied whole."""

from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from budgeting import services
from budgeting.exceptions import PreviewChanged
from budgeting.services.workbooks import Choices, preview_of_upload
from budgeting.workbook import preview_of, workbook_of
from tests.budgeting.workbook_case import Case, errors, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


@pytest.mark.parametrize("written_in", ["en", "es"])
@pytest.mark.parametrize("read_in", ["en", "es"])
def test_a_round_trip_without_a_change_changes_nothing(
    case, tmp_path, written_in, read_in
):
    case.framework.problem = "Una línea\r\ny otra\u0301"
    case.framework.monthly_targets = [Decimal("1.50"), None, Decimal("3.00")]
    case.framework.pending = {"physical_target": "cien"}
    case.framework.save()
    case.lines[2].pending = {"amount": "1,23", "object_code": ""}
    case.lines[2].save()
    case.lines[1].pending = {"amount": "1.250"}
    case.lines[1].save()
    book = case.book(written_in)
    with translation.override(read_in):
        preview = case.preview(book, tmp_path)
    assert (errors(preview), told(preview), preview.notes) == ([], [], [])
    assert not preview.changes_something


def test_the_sheets_say_what_is_saved(case):
    book = case.book()
    assert book.sheetnames == [
        "instructions", "frameworks", "lines", "lists", "actions",
    ]  # fmt: skip
    rows = [[cell.value for cell in row][:9] for row in book["lines"].iter_rows()]
    assert rows == [
        ["framework", "line", "object_code", "description", "amount", "territory",
         "actions", "strength", "justification"],
        ["482", "A-1", "4411", "Apoyos a la población", 1000, None, "01.01.01", None,
         None],
        ["482", "A-2", "4411", "Apoyos a la población", 1000, None,
         "01.01.01=60; 03.02.04=40", "(several)", "(several)"],
        ["482", "A-3", "4411", "Apoyos a la población", 1000, None, None, None, None],
    ]  # fmt: skip
    assert book["lines"]["B2"].number_format == "@"
    assert book["lines"].freeze_panes == "C2"
    assert book["lines"].column_dimensions["J"].hidden
    codes = [cell.value for cell in book["actions"]["A"]]
    assert codes == ["code", "01.01.01", "01.01.02", "03.02.04"]


def test_in_spanish_sheets_and_columns_have_their_spanish_names(case):
    book = case.book("es")
    assert book.sheetnames == [
        "instrucciones", "marcos", "renglones", "listas", "acciones",
    ]  # fmt: skip
    assert [cell.value for cell in book["renglones"][1]][:5] == [
        "marco", "renglon", "partida", "descripcion", "importe",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+52 55", "-a", "@SUM(A1)", "01"])
def test_no_text_becomes_a_formula_and_two_readers_see_the_same(case, tmp_path, text):
    case.lines[0].description = text
    case.lines[0].save()
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_of(case.proposal))
    seen = load_workbook(path)["lines"]["D2"]
    assert (seen.value, seen.data_type) == (text, "s")
    with CalamineWorkbook.from_path(path) as book:
        assert book.get_sheet_by_name("lines").to_python()[1][3] == text
    assert told(preview_of(case.proposal, path)) == []


def test_text_that_a_spreadsheet_would_take_for_a_code_comes_back_as_it_was(
    case, tmp_path
):
    case.lines[0].description = "Oficio _x0041_"
    case.lines[0].save()
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_of(case.proposal))
    with CalamineWorkbook.from_path(path) as book:
        assert book.get_sheet_by_name("lines").to_python()[1][3] == "Oficio _x0041_"
    assert told(preview_of(case.proposal, path)) == []


def test_changed_cells_are_told_one_by_one_with_their_address(case, tmp_path):
    book = case.book()
    lines = book["lines"]
    lines["E2"] = 1250.5
    lines["G4"] = "01.01.02=25; 03.02.04=75"
    book["frameworks"]["B2"] = "Otra"
    assert told(case.preview(book, tmp_path)) == [
        ("frameworks!B2", "change", "Atención", "Otra"),
        ("lines!E2", "change", "1000.00", "1250.50"),
        ("lines!G4", "change", "", "PDH:01.01.02=2500 PDH:03.02.04=7500"),
    ]


def test_a_new_row_is_a_new_line_and_a_row_taken_out_is_missing(case, tmp_path):
    book = case.book()
    lines = book["lines"]
    lines.delete_rows(3)
    for column, value in enumerate(["482", "B-1", "2111", "Papel", 50.25], start=1):
        lines.cell(4, column, value)
    preview = case.preview(book, tmp_path)
    assert [(row.code, row.outcome) for row in preview.lines] == [
        ("A-1", "unchanged"),
        ("A-3", "unchanged"),
        ("B-1", "new"),
    ]
    assert [line.code for line in preview.missing] == ["A-2"]


def test_a_value_that_does_not_read_is_kept_as_typed_and_told(case, tmp_path):
    book = case.book()
    book["lines"]["E2"] = "1,23"
    book["lines"]["C3"] = "44"
    preview = case.preview(book, tmp_path)
    assert errors(preview) == []
    assert [(one.place, one.mine) for one in preview.faults()] == [
        ("lines!E2", "1,23"),
        ("lines!C3", "44"),
    ]
    case.apply(book)
    line = case.proposal.lines.get(code="A-1")
    assert (line.amount, line.pending) == (Decimal("1000.00"), {"amount": "1,23"})


def test_changed_on_both_sides_is_a_conflict_and_the_saved_value_stays(case, tmp_path):
    book = case.book()
    services.save_line(
        case.framework, by=case.by, line=case.lines[0], version=1,
        values={"amount": "3000.00", "territory": "Tláhuac"},
    )  # fmt: skip
    book["lines"]["E2"] = 2000
    book["lines"]["D2"] = "Becas"
    preview = case.preview(book, tmp_path)
    assert told(preview) == [
        ("lines!D2", "change", "Apoyos a la población", "Becas"),
        ("lines!E2", "conflict", "3000.00", "2000.00"),
    ]
    assert preview.lines[0].conflicts[0].was == "1000.00"
    case.apply(book)
    line = case.proposal.lines.get(code="A-1")
    assert (line.description, line.amount, line.territory) == (
        "Becas", Decimal("3000.00"), "Tláhuac",
    )  # fmt: skip


def test_in_a_conflict_the_file_wins_where_it_is_chosen(case, tmp_path):
    book = case.book()
    services.save_line(
        case.framework, by=case.by, line=case.lines[0], version=1,
        values={"amount": "3000.00"},
    )  # fmt: skip
    book["lines"]["E2"] = 2000
    case.apply(book, taken={"l2-amount"})
    assert case.proposal.lines.get(code="A-1").amount == Decimal("2000.00")


def test_all_is_applied_with_one_event_and_one_undo_takes_it_back(case, tmp_path):
    book = case.book()
    lines = book["lines"]
    book["frameworks"]["B2"] = "Otra"
    row = ["500", "Nueva actividad"]
    for column, value in enumerate(row, start=1):
        book["frameworks"].cell(3, column, value)
    lines["E2"] = 1
    lines.delete_rows(4)
    for column, value in enumerate(
        ["500", "B-1", "2111", "Papel", 50.25, "", "01.01.01; 01.01.02", "Enabling"], 1
    ):
        lines.cell(5, column, value)
    before = case.proposal.events.count()
    gone = case.lines[2]
    case.apply(book, removed={gone.pk})
    new = case.proposal.lines.get(code="B-1")
    assert (new.framework.code, new.amount) == ("500", Decimal("50.25"))
    assert [(c.action.code, c.share, c.strength) for c in new.citations.all()] == [
        ("01.01.01", 5000, "enabling"),
        ("01.01.02", 5000, "enabling"),
    ]
    assert case.proposal.events.count() == before + 1
    gone.refresh_from_db()
    assert gone.removed_at
    services.undo_edit(case.proposal.events.first(), by=case.by)
    kept = case.proposal.lines.kept().order_by("code")
    assert list(kept.values_list("code", "amount")) == [
        ("A-1", Decimal("1000.00")),
        ("A-2", Decimal("1000.00")),
        ("A-3", Decimal("1000.00")),
    ]
    names = case.proposal.frameworks.filter(removed_at=None).values_list("name")
    assert list(names) == [("Atención",)]


def test_the_strength_of_several_stays_and_new_actions_get_none(case, tmp_path):
    book = case.book()
    book["lines"]["G3"] = "01.01.01=50; 01.01.02=10; 03.02.04=40"
    case.apply(book)
    cited = case.lines[1].citations.order_by("action__code")
    assert list(
        cited.values_list("action__code", "share", "strength", "justification")
    ) == [
        ("01.01.01", 5000, "direct", ""),
        ("01.01.02", 1000, "", ""),
        ("03.02.04", 4000, "", "Por el agua"),
    ]


def test_what_was_saved_since_the_preview_is_shown_before_anything_is_applied(case):
    book = case.book()
    book["lines"]["E2"] = 2000
    upload = case.keep(book)
    token = preview_of_upload(upload).token
    services.save_line(
        case.framework, by=case.by, line=case.lines[2], version=1,
        values={"territory": "Tláhuac"},
    )  # fmt: skip
    with pytest.raises(PreviewChanged):
        services.apply_workbook(upload, by=case.by, token=token, choices=Choices())
    assert case.proposal.lines.get(code="A-1").amount == Decimal("1000.00")

"""A year's budget out and in again: nothing new, nothing changed."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from budgeting.exports import budget_of, budget_sheets, written_citations
from budgeting.imports import import_budget
from budgeting.models import SpendingLine
from programme.workbooks.writing import as_file
from tests.factories import (
    make_action,
    make_citation,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_waiver,
    make_year,
    move_proposal,
)
from tests.workbooks import LINE_HEADER, line, lines_sheet, write_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
UNCHANGED = {"new": 0, "changed": 0}
TRICKY = [
    "=HYPERLINK(1)",
    "+1",
    "-5 %",
    "@SUM(A1)",
    "'=quoted",
    "＝full width",
    "_x0041_",
    "1.10",
    "TRUE",
    'línea\nsegunda; con, comas y "comillas"',
    "Ñ" * 1000,
]
FRAMEWORKS = [
    [
        "unit",
        "framework",
        "problem",
        "objective",
        "physical_target",
        *(f"month_{n:02}" for n in range(1, 13)),
    ],
    ["U1", "AI1301", "=1+1", "Ñ" * 20_000, "1200.50", *["100.05"] * 11, ""],
]


@pytest.fixture
def year():
    """A year where the link is requested, of two programmes with three actions."""
    main, other = make_programme("P"), make_programme("Q")
    for code in ("01.01.01", "01.01.02", "01.01.03"):
        make_action(main, code)
    make_action(other, "01.01.01")
    year = make_year(2011, main, linking="requested")
    year.year_programmes.create(programme=other)
    make_unit("U1"), make_unit("U2")
    return year


def tricky_file(folder):
    cited = [
        "01.01.01",
        "01.01.01; 01.01.02; 01.01.03",
        "01.01.01=33.33; 01.01.02=66.67",
        "01.01.03; Q:01.01.01",
        "",
    ]
    rows = [
        line(
            unit="U1" if n % 3 else "U2",
            framework="AI1301",
            line=f"0{n}",
            description=text.replace("_x", "_x005F_x"),  # as a workbook writes it
            amount=["9999999999999.99", "0.00", "1234.50"][n % 3],
            actions=cited[n % len(cited)],
        )
        for n, text in enumerate(TRICKY)
    ]
    path = folder / "in.xlsx"
    book = openpyxl.Workbook()
    for name, own in {**lines_sheet(*rows), "frameworks": FRAMEWORKS}.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(own, start=1):
            for position, value in enumerate(row, start=1):
                cell = sheet.cell(number, position, value)
                cell.data_type = "s" if value else cell.data_type  # never a formula
    book.save(path)
    return path


def export(year, folder, language="en"):
    path = folder / f"out-{language}.xlsx"
    with translation.override(language):
        sheets = budget_sheets(year, year.proposals.all())
        path.write_bytes(as_file("xlsx", sheets))
    return path


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_budget_loaded_taken_out_and_loaded_again_changes_nothing(
    year, tmp_path, language
):
    import_budget(tricky_file(tmp_path), year)
    loaded = import_budget(export(year, tmp_path, language), year, dry_run=True)
    assert loaded.counts == {
        "proposals": {**UNCHANGED, "unchanged": 2},
        "lines": {**UNCHANGED, "unchanged": 11},
        "citations": {**UNCHANGED, "unchanged": 17},
    }
    assert loaded.notes == []
    assert set(SpendingLine.objects.values_list("description", flat=True)) == (
        set(TRICKY)
    )


def test_no_cell_of_the_file_is_a_formula_and_amounts_are_numbers(year, tmp_path):
    import_budget(tricky_file(tmp_path), year)
    book = openpyxl.load_workbook(export(year, tmp_path))
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    amounts = [row[6].value for row in book["lines"].iter_rows(min_row=2)]
    assert set(amounts) == {9999999999999.99, 0, 1234.5}
    assert book["frameworks"]["C2"].value == "=1+1"


def test_a_row_of_blank_framework_fields_is_as_none(year, tmp_path):
    blank = [FRAMEWORKS[0], ["U1", "AI1301", *[""] * 15]]
    sheets = lines_sheet(line(unit="U1", framework="AI1301", actions="01.01.01"))
    import_budget(write_workbook(tmp_path / "a.xlsx", sheets), year)
    with_blank = write_workbook(tmp_path / "b.xlsx", {**sheets, "frameworks": blank})
    again = import_budget(with_blank, year, dry_run=True)
    assert again.counts["lines"] == {**UNCHANGED, "unchanged": 1}


def entered(year, unit):
    """An approved proposal that its unit entered, of two lines."""
    proposal = make_proposal(year, unit, lines=0)
    framework = proposal.frameworks.create(code="AI1", name="=Agua", problem="P")
    actions = list(year.main_programme.actions.order_by("code"))
    one = make_line(framework, "1", description="-Tubos", amount="0.10")
    two = make_line(framework, "2", amount="5.00", classification={"fund": "1"})
    make_citation(one, actions[0], share=2500, strength="direct", justification="A")
    make_citation(one, actions[1], share=7500, strength="direct", justification="B")
    make_citation(two, actions[0])
    for status in ("submitted", "approved"):
        move_proposal(proposal, status)
    return proposal


def test_entered_lines_load_elsewhere_as_they_were_and_what_is_left_out_is_named(
    year, tmp_path
):
    unit = make_unit("U3")
    entered(year, unit)
    first = export(year, tmp_path)
    left_out = [
        [c.value for c in row] for row in openpyxl.load_workbook(first)["left out"]
    ]
    assert left_out[1:] == [
        ["U3", "1", "Its citations have different justifications."],
        ["U3", "2", "It has other segments of the budget key."],
    ]
    elsewhere = make_year(2012, year.main_programme, linking="requested")
    loaded = import_budget(first, elsewhere)
    assert loaded.counts["lines"] == {"new": 2, "changed": 0, "unchanged": 0}
    again = import_budget(export(elsewhere, tmp_path), elsewhere, dry_run=True)
    assert again.counts["lines"] == {"new": 0, "changed": 0, "unchanged": 2}
    row = SpendingLine.objects.get(proposal__fiscal_year=elsewhere, code="1")
    cited = row.citations.values_list("action__code", "share", "strength")
    assert list(cited.order_by("action__code")) == [
        ("01.01.01", 2500, "direct"),
        ("01.01.02", 7500, "direct"),
    ]
    assert (row.description, row.amount) == ("-Tubos", Decimal("0.10"))


def test_a_waived_line_is_named(tmp_path):
    year = make_year()
    proposal = make_proposal(year)
    waived = make_line(proposal.frameworks.get(), "W")
    make_waiver(waived)
    for status in ("submitted", "approved"):
        move_proposal(proposal, status)
    said = openpyxl.load_workbook(export(year, tmp_path))["left out"]["C2"].value
    assert said == "It passes without a citation by a waiver."


def test_finance_and_auditor_take_all_that_is_approved_and_an_administrator_files(
    year, tmp_path
):
    import_budget(tricky_file(tmp_path), year)
    entered(year, make_unit("U3"))
    make_proposal(year, make_unit("U4"))  # a draft
    taken = {
        role: sorted(
            budget_of(year, make_user(role)).values_list("unit__code", flat=True)
        )
        for role in ("analyst", "finance_head", "auditor", "administrator")
    }
    everything = ["U1", "U2", "U3"]
    assert taken == {
        "analyst": everything,
        "finance_head": everything,
        "auditor": everything,
        "administrator": ["U1", "U2"],
    }


@pytest.mark.parametrize(
    ("cited", "cell"),
    [
        ([("P", "1.1", 10000)], "1.1"),
        ([("P", "1.1", 3334), ("P", "1.2", 3333), ("P", "1.3", 3333)], "1.1; 1.2; 1.3"),
        ([("P", "1.1", 3333), ("P", "1.2", 6667)], "1.1=33.33; 1.2=66.67"),
        ([("P", "1.1", 1), ("P", "1.2", 9999)], "1.1=0.01; 1.2=99.99"),
        ([("P", "1.1", 10000), ("Q", "1.1", 10000)], "1.1; Q:1.1"),
        ([], ""),
    ],
)
def test_citations_are_written_as_the_import_reads_them(cited, cell):
    names = ("programme", "code", "share")
    rows = [dict(zip(names, one, strict=True)) for one in cited]
    assert written_citations(rows, "P") == cell


def test_lines_read_from_a_csv_lose_the_quote_that_guards_them(year, tmp_path):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(LINE_HEADER)
    for number, said in enumerate(["'=1", "''=1", "'a", "it's"]):
        writer.writerow(
            line(unit="U1", line=str(number), description=said, actions="01.01.01")
        )
    path = tmp_path / "in.csv"
    path.write_text(out.getvalue())
    import_budget(path, year)
    said = SpendingLine.objects.order_by("code").values_list("description", flat=True)
    assert list(said) == ["=1", "'=1", "'a", "it's"]


def test_the_page_of_the_year_offers_the_file(client, year, tmp_path):
    import_budget(tricky_file(tmp_path), year)
    client.force_login(make_user("administrator"))
    address = reverse("budgeting:budget_download", args=[2011])
    shown = client.get(reverse("budgeting:fiscalyear_detail", args=[2011]))
    assert address in shown.content.decode()
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].endswith('"budget-2011.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["lines", "frameworks"]

import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import Error, connection

from budgeting import services
from budgeting.exceptions import WorkflowError
from budgeting.models import ControlFile, Event
from budgeting.reconciling import reconcile, rows_of
from budgeting.sums import approved, handed_in, sums_of
from hrbudget.database.base import owner
from programme.models import BudgetUnit
from programme.workbooks import ImportRefused
from tests.budgeting.spending import requested_year, spend
from tests.factories import make_unit, make_user
from tests.workbooks import write_workbook

pytestmark = pytest.mark.django_db
D = Decimal
HEADER = "unit,chapter,amount\n"


@pytest.fixture
def year():
    """U1: 1,000.10 in 1000 and 200.20 in 4000, imported; U2: 99.70 in 2000."""
    year = requested_year()
    lines = [("1131", "1000.10"), ("4411", "200.20")]
    spend(year, "U1", lines, origin="imported")
    spend(year, "U2", [("2111", "99.70")], origin="imported")
    return year


def stated(year, *rows):
    """The year against a control of these rows: unit code, chapter, amount."""
    units = {one.code: one.pk for one in BudgetUnit.objects.all()}
    return reconcile(
        year, {(units.get(unit), part): D(amount) for unit, part, amount in rows}
    )


def test_money_is_summed_by_unit_and_chapter_and_for_the_whole_city(
    year, django_assert_num_queries
):
    u1, u2 = (one.pk for one in BudgetUnit.objects.order_by("code"))
    with django_assert_num_queries(1):
        sums = sums_of(approved(year))
    assert sums == {
        (u1, 1000): D("1000.10"),
        (u1, 4000): D("200.20"),
        (u1, None): D("1200.30"),
        (u2, 2000): D("99.70"),
        (u2, None): D("99.70"),
        (None, 1000): D("1000.10"),
        (None, 2000): D("99.70"),
        (None, 4000): D("200.20"),
        (None, None): D("1300.00"),
    }


def test_only_what_finance_received_is_summed_as_handed_in(year):
    spend(year, "U3", [("2111", "5.00")], status="draft")
    spend(year, "U4", [("2111", "7.00")], status="submitted")
    assert sums_of(handed_in(year))[None, None] == D("1307.00")
    assert sums_of(approved(year))[None, None] == D("1300.00")


def test_a_removed_line_is_in_no_sum(year):
    proposal = spend(year, "U3", [("2111", "5.00"), ("2111", "6.00")], status="draft")
    proposal.lines.filter(amount="6.00").update(removed_at="2026-01-01T00:00Z")
    assert sums_of(year.proposals.filter(pk=proposal.pk))[None, None] == D("5.00")


def test_equal_units_chapters_and_totals_tie_to_the_cent(year):
    result = stated(
        year,
        ("U1", None, "1200.30"),
        ("U1", 1000, "1000.10"),
        ("U1", 4000, "200.20"),
        ("U2", None, "99.70"),
        (None, None, "1300.00"),
    )
    assert result.ties
    assert (result.differing, result.adds_up, result.stage) == ([], True, "approved")


def test_one_cent_is_a_difference_with_its_sign_and_unit(year):
    result = stated(year, ("U1", None, "1200.31"), ("U2", None, "99.70"))
    assert not result.ties
    assert [one.unit.code for one in result.differing] == ["U1"]
    assert result.total.difference == D("-0.01")


def test_chapters_that_make_up_for_each_other_differ_though_the_unit_ties(year):
    result = stated(
        year, ("U1", 1000, "1000.00"), ("U1", 4000, "200.30"), ("U2", None, "99.70")
    )
    assert result.total.difference == 0
    assert not result.ties
    differences = [one.difference for one in result.differing[0].rows]
    assert differences == [D("0.00"), D("0.10"), D("-0.10")]


def test_a_unit_on_one_side_only_is_named_there(year):
    make_unit("U9")
    result = stated(year, ("U1", None, "1200.30"), ("U9", None, "50.00"))
    assert [one.code for one in result.only_in_budget] == ["U2"]
    assert [one.code for one in result.only_in_control] == ["U9"]
    assert [one.total.difference for one in result.differing] == [D("99.70"), D("-50")]
    assert result.total.difference == D("49.70")


def test_a_chapter_that_the_file_does_not_give_for_a_unit_differs(year):
    result = stated(year, ("U1", None, "1200.30"), ("U1", 1000, "1000.10"))
    rows = result.differing[0].rows
    assert (rows[2].chapter, rows[2].control, rows[2].difference) == (
        4000,
        None,
        D("200.20"),
    )


def test_a_grand_total_alone_compares_no_unit(year):
    result = stated(year, (None, None, "1300.00"))
    assert result.ties
    assert (result.units, result.stated) == ([], True)


def test_chapters_of_the_whole_city_are_compared(year):
    result = stated(
        year, (None, 1000, "1000.10"), (None, 2000, "99.70"), (None, 4000, "200.20")
    )
    assert result.ties
    assert (result.total.control, result.stated) == (D("1300.00"), False)
    assert not stated(year, (None, 1000, "1300.00")).ties


def test_a_file_that_does_not_agree_with_itself_is_told(year):
    rows = [("U1", None, "1200.30"), ("U2", None, "99.70")]
    assert not stated(year, *rows, (None, None, "1300.01")).adds_up
    assert not stated(year, ("U1", None, "1200.30"), ("U1", 1000, "5")).adds_up
    assert stated(year, *rows, (None, None, "1300.00")).adds_up


def test_entered_proposals_are_of_the_stage_before_the_vote(year):
    spend(year, "U3", [("2111", "5.00")])
    assert stated(year, (None, None, "1305.00")).stage == "proposal"


@pytest.mark.parametrize(
    ("decree", "difference"),
    [("267965350437", "0.00"), ("267970350437", "-5000000.00")],
)
def test_the_fixture_of_the_domain_ties_to_the_peso_or_lacks_five_millions(
    decree, difference
):
    """domain.md, 3.6: 2024 equals its decree; 2022 differs by 5,000,000."""
    year = requested_year(2024)
    lines = [("1131", "200000000000.00"), ("4411", "67965350437.00")]
    spend(year, "U1", lines, origin="imported")
    result = stated(year, (None, None, decree))
    assert result.ties is (difference == "0.00")
    assert result.total.difference == D(difference)


def test_the_rows_of_a_file_are_units_chapters_and_the_total(year):
    result = stated(year, ("U1", 1000, "1000.10"), (None, None, "1300.00"))
    assert rows_of(result) == [
        ["U1", "Unit U1", "", D("1200.30"), D("1000.10"), D("200.20"), "both"],
        ["U1", "Unit U1", "1000", D("1000.10"), D("1000.10"), D("0.00"), "both"],
        ["U1", "Unit U1", "4000", D("200.20"), None, D("200.20"), "budget"],
        ["U2", "Unit U2", "", D("99.70"), None, D("99.70"), "budget"],
        ["", "", "", D("1300.00"), D("1300.00"), D("0.00"), "both"],
    ]
    only = rows_of(result, only_differences=True)
    assert [row[:3] for row in only] == [
        ["U1", "Unit U1", ""],
        ["U1", "Unit U1", "4000"],
        ["U2", "Unit U2", ""],
        ["", "", ""],
    ]


def test_the_comparison_of_many_units_takes_four_queries(
    year, django_assert_num_queries
):
    for number in range(5):
        spend(year, f"V{number}", [("2111", "1.00")])
    units = {one.pk for one in BudgetUnit.objects.all()}
    control = {(unit, None): D("1.00") for unit in units}
    with django_assert_num_queries(4):
        reconcile(year, control)


# Files


def keep(year, content, by=None, stage="approved", name="decreto.csv"):
    by = by or make_user("analyst")
    sent = content.encode() if isinstance(content, str) else content
    return services.keep_control(year, by=by, name=name, content=sent, stage=stage)


def test_a_control_file_is_kept_with_its_hash_and_what_it_states(year):
    by = make_user("analyst")
    kept = keep(year, f"{HEADER}U1,1000,10.50\nU1,,20\n,,30.00\n", by)
    assert (kept.number, kept.by, kept.file_name) == (1, by, "decreto.csv")
    assert len(kept.file_hash) == 64
    rows = kept.totals.order_by("pk").values_list("unit__code", "chapter", "amount")
    assert list(rows) == [
        ("U1", 1000, D("10.50")),
        ("U1", None, D("20.00")),
        (None, None, D("30.00")),
    ]


def test_a_workbook_does_as_well_in_spanish(year, tmp_path):
    sheets = {"control": [["unidad", "capitulo", "importe"], ["U2", None, 99.7]]}
    path = write_workbook(tmp_path / "c.xlsx", sheets)
    kept = keep(year, path.read_bytes(), name="c.xlsx")
    assert kept.totals.get().amount == D("99.70")


def test_a_new_file_is_a_new_version_and_the_same_again_is_not(year):
    first = keep(year, f"{HEADER}U1,,20\n")
    second = keep(year, f"{HEADER}U1,,21\n")
    assert keep(year, f"{HEADER}U1,,21\n") == second
    assert (first.number, second.number) == (1, 2)
    assert keep(year, f"{HEADER}U1,,21\n", stage="proposal").number == 3
    assert first.totals.get().amount == 20


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("U7,,20", "cell A2 .unit., “U7”: No unit has this code"),
        ("U1,1500,20", "A chapter is 1000, 2000"),
        ("U1,,1.234", "cell C2"),
        ("U1,,20\nU1,,30", "already in cell A2"),
        (",,20\n,,30", "already in cell A2"),
        ("", "headers but no rows"),
    ],
)
def test_a_faulty_control_file_is_refused_whole(year, rows, said):
    with pytest.raises(ImportRefused, match=said):
        keep(year, f"{HEADER}{rows}\n")
    assert not ControlFile.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "auditor", "preparer"])
def test_only_finance_keeps_a_control_file(year, role):
    with pytest.raises(PermissionDenied):
        keep(year, f"{HEADER}U1,,20\n", make_user(role, make_unit()))


def test_a_stage_that_is_none_is_refused(year):
    with pytest.raises(WorkflowError, match="stage"):
        keep(year, f"{HEADER}U1,,20\n", stage="spent")


@pytest.mark.django_db(transaction=True)
def test_what_was_kept_is_not_changed_even_by_the_owner_of_the_tables():
    make_unit("U1")
    keep(requested_year(), f"{HEADER}U1,,20\n")
    for statement in (
        "update budgeting_controlfile set stage = 'proposal'",
        "delete from budgeting_controltotal",
        "truncate budgeting_controltotal",
    ):
        refused = pytest.raises(Error, match="only added to")
        with refused, owner(connection), connection.cursor() as cursor:
            cursor.execute(statement)


# The command


def run(tmp_path, capsys, rows, *options):
    path = tmp_path / "decreto.csv"
    path.write_text(HEADER + rows)
    before = Event.objects.count()
    try:
        call_command("reconcile", "2030", str(path), *options)
        said = ""
    except CommandError as error:
        said = str(error)
    assert Event.objects.count() == before
    assert not ControlFile.objects.exists()
    return capsys.readouterr().out, said


def test_the_command_says_that_it_ties(year, tmp_path, capsys):
    out, refused = run(tmp_path, capsys, "U1,,1200.30\nU2,,99.70\n")
    assert refused == ""
    assert "in all: budget 1,300.00, control 1,300.00, +0.00" in out
    assert "Ties to the cent." in out


def test_the_command_names_each_difference_and_exits_with_one(year, tmp_path, capsys):
    out, refused = run(tmp_path, capsys, "U1,1000,1000.11\nU1,4000,200.20\n")
    assert refused == "Differs by +99.69 in all; units that differ: 2."
    assert "U1 1000: budget 1,000.10, control 1,000.11, -0.01" in out
    assert "U2 in all: budget 99.70, control -, +99.70" in out
    assert "Only in the budget: U2" in out


def test_the_command_answers_in_json(year, tmp_path, capsys):
    out, refused = run(tmp_path, capsys, "U1,,1200.30\nU2,,100\n", "--json")
    told = json.loads(out)
    assert refused
    assert (told["ties"], told["difference"], told["stage"]) == (
        False,
        "-0.30",
        "approved",
    )
    assert told["units_differing"] == ["U2"]
    assert told["rows"][1] == {
        "unit": "U2",
        "name": "Unit U2",
        "chapter": "",
        "budget": "99.70",
        "control": "100.00",
        "difference": "-0.30",
        "found": "both",
    }


def test_the_command_refuses_a_file_or_a_year_in_words(year, tmp_path, capsys):
    assert run(tmp_path, capsys, "U1,,-5\n")[1] == "The control file cannot be read."
    with pytest.raises(CommandError, match="no fiscal year 1999; there are: 2030"):
        call_command("reconcile", "1999", str(tmp_path / "decreto.csv"))

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from budgeting.imports import import_budget, import_ceilings, writing
from budgeting.models import (
    Ceiling,
    Citation,
    Contribution,
    Event,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
    YearProgramme,
)
from programme.models import ImportBatch
from programme.workbooks import ImportRefused
from tests.factories import (
    make_action,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.sessions import Session
from tests.workbooks import line, lines_sheet, write_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year() -> FiscalYear:
    """2011, `requested`, with three actions of PDH and one of a second programme."""
    programme = make_programme("PDH")
    for code in ("01.01.01", "01.01.02", "03.02.04"):
        make_action(programme, code)
    second = make_programme("BANDO", kind="cross_cutting")
    make_action(second, "01.01.01")
    fiscal_year = make_year(2011, programme, linking="requested")
    YearProgramme.objects.create(fiscal_year=fiscal_year, programme=second)
    make_unit("01C001")
    make_unit("02C001")
    return fiscal_year


def load(tmp_path: Path, year: FiscalYear, *rows: list, **options):
    path = write_workbook(tmp_path / "b.xlsx", lines_sheet(*rows))
    return import_budget(path, year, **options)


def refusal(tmp_path: Path, year: FiscalYear, *rows: list) -> str:
    with pytest.raises(ImportRefused) as caught:
        load(tmp_path, year, *rows)
    return str(caught.value)


def snapshot() -> list:
    """Every row of the year's data, as it stands."""
    models = (Proposal, PolicyFramework, SpendingLine, Citation, Event, Contribution)
    return [list(model.objects.order_by("pk").values()) for model in models]


def shares(code: str) -> dict[str, int]:
    """What the kept line of this code cites, each with its share."""
    cited = Citation.objects.filter(line__code=code, line__removed_at=None)
    return {
        f"{one.programme.code}:{one.action.code}": one.share
        for one in cited.select_related("action", "programme")
    }


def test_a_budget_is_loaded_as_imported_and_approved(tmp_path, year):
    report = load(
        tmp_path,
        year,
        line(function="2.1", territory="Iztapalapa", amount="1,234.50"),
        line(line="L2", function="2.1", actions="", amount=0),
        line(unit="02C001", framework="G", framework_name="Otra"),
    )
    proposal = Proposal.objects.get(unit__code="01C001")
    assert (proposal.status, proposal.origin) == ("approved", "imported")
    assert proposal.approved_at
    assert proposal.approved_by is None
    assert proposal.submitted_at is None
    framework = proposal.frameworks.get()
    assert (framework.code, framework.name) == ("F1", "Agua para todos")
    first, second = proposal.lines.order_by("position")
    assert (first.code, first.object_code, first.amount) == (
        "L1",
        "4411",
        Decimal("1234.50"),
    )
    assert (first.description, first.territory) == ("Pipas de agua", "Iztapalapa")
    assert (second.amount, second.citations.count()) == (0, 0)
    assert report.counts == {
        "proposals": {"new": 2, "changed": 0, "unchanged": 0},
        "lines": {"new": 3, "changed": 0, "unchanged": 0},
        "citations": {"new": 2, "changed": 0, "unchanged": 0},
    }


def test_texts_are_kept_to_the_letter(tmp_path, year):
    written = "Uno\\dos\ttres\nÑandú \\N “comillas”"
    load(tmp_path, year, line(description=written, justification=written))
    assert SpendingLine.objects.get().description == written
    assert Citation.objects.get().justification == written


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ("01.01.01", {"PDH:01.01.01": 10000}),
        ("01.01.01; 03.02.04", {"PDH:01.01.01": 5000, "PDH:03.02.04": 5000}),
        (
            "03.02.04;01.01.02;01.01.01;",
            {"PDH:01.01.01": 3334, "PDH:01.01.02": 3333, "PDH:03.02.04": 3333},
        ),
        ("01.01.01=60; 03.02.04=40", {"PDH:01.01.01": 6000, "PDH:03.02.04": 4000}),
        ("01.01.01=33.33;03.02.04=66.67", {"PDH:01.01.01": 3333, "PDH:03.02.04": 6667}),
        ("01.01.01 = 100", {"PDH:01.01.01": 10000}),
        (
            "01.01.01=60; 03.02.04=40; BANDO:01.01.01",
            {"PDH:01.01.01": 6000, "PDH:03.02.04": 4000, "BANDO:01.01.01": 10000},
        ),
        ("PDH:01.01.01", {"PDH:01.01.01": 10000}),
        ("BANDO:01.01.01", {"BANDO:01.01.01": 10000}),
    ],
)
def test_shares_are_per_cent_or_equal_parts_within_each_programme(
    tmp_path, year, actions, expected
):
    load(tmp_path, year, line(actions=actions))
    assert shares("L1") == expected


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"unit": "99"}, "cell A2 (unit), “99”: No unit has this code."),
        ({"unit": 1}, "The code is stored as a number"),
        ({"actions": "01.99.01"}, "cell H2 (actions), “01.99.01”: No action of PDH"),
        ({"actions": "1.1.1"}, "No action of PDH has the code 1.1.1."),
        ({"actions": 1.1}, "The code is stored as a number"),
        ({"actions": "01.01.01; 01.01.01"}, "Action 01.01.01 is cited twice."),
        ({"actions": "01.01.01=50; 01.01.01=50"}, "Action 01.01.01 is cited twice."),
        ({"actions": "X:01.01.01"}, "“X” is not a programme of 2011."),
        ({"actions": "01.01.01, 03.02.04"}, "No action of PDH has the code"),
        ({"actions": "01.01.01=60; 03.02.04=30"}, "add up to 90 %, not to 100 %"),
        ({"actions": "01.01.01=60; 03.02.04"}, "a share, or none of them"),
        ({"actions": "01.01.01=; 03.02.04=100"}, "a share, or none of them"),
        ({"actions": "01.01.01=33.333; 03.02.04=66.667"}, "“33.333” is no share"),
        ({"actions": "01.01.01=0; 03.02.04=100"}, "“0” is no share"),
        ({"actions": "01.01.01=60,5; 03.02.04=39,5"}, "“60,5” is no share"),
        ({"amount": "1.234"}, "cell G2 (amount), “1.234”: “1.234” can be read two"),
        ({"amount": "1,23"}, "two ways"),
        ({"amount": "NaN"}, "not a number"),
        ({"amount": "1e9"}, "exponent"),
        ({"amount": -5}, "zero or more"),
        ({"amount": 0.005}, "two decimals"),
        ({"amount": None}, "The cell is empty"),
        ({"amount": 10_000_000_000_000}, "largest amount"),
        ({"object_code": "441"}, "A partida is four digits, 1000 to 9999."),
        ({"object_code": "0441"}, "A partida is four digits, 1000 to 9999."),
        ({"line": "x" * 21}, "at most 20 fit"),
        ({"line": 5}, "The code is stored as a number"),
        ({"strength": "strong"}, "Write one of: direct, supporting, enabling."),
        ({"actions": "", "strength": "direct"}, "cites no action that this could"),
        ({"actions": "", "justification": "x"}, "cites no action that this could"),
        ({"screened": "none", "reason": "Nómina"}, "yet the row cites actions"),
        ({"screened": "none", "actions": ""}, "cell L2 (reason), “”: Say why"),
        ({"screened": "yes", "actions": ""}, "Write one of: none."),
        ({"reason": "Nómina"}, "A reason goes with “none”"),
    ],
)
def test_a_fault_is_named_and_nothing_is_written(tmp_path, year, values, said):
    before = snapshot()
    assert said in refusal(tmp_path, year, line(**values), line(line="sound"))
    assert snapshot() == before
    assert ImportBatch.objects.get().outcome == "refused"


def test_all_faults_are_told_in_one_run(tmp_path, year):
    with pytest.raises(ImportRefused) as caught:
        load(
            tmp_path,
            year,
            line(unit="X", amount="1.234", actions="9"),
            line(line="L2", amount="-1"),
            line(line="L3", screened="none"),
        )
    assert [error.cell for error in caught.value.errors] == [
        "A2", "G2", "H2", "G3", "K4", "L4",
    ]  # fmt: skip


def test_a_line_twice_in_a_unit_names_both_rows_and_other_units_may_have_it(
    tmp_path, year
):
    said = refusal(tmp_path, year, line(), line(unit="02C001"), line(amount=2))
    assert said == (
        "Sheet “lines”, cell D4 (line), “L1”: The unit already has this line, in "
        "cell D2."
    )


def test_a_framework_says_the_same_in_all_of_its_rows(tmp_path, year):
    said = refusal(
        tmp_path,
        year,
        line(function="2.1"),
        line(line="L2", function="2.2", framework_name="Otro"),
        line(unit="02C001", framework_name="Otro", function="9"),
    )
    assert "cell C3 (framework_name), “Otro”: The same framework says “Agua" in said
    assert "cell M3 (function), “2.2”: The same framework says “2.1” in cell M2" in said
    assert "A4" not in said


def test_a_line_may_be_declared_without_action_in_a_requested_year(tmp_path, year):
    load(tmp_path, year, line(actions="", screened="none", reason="Nómina"))
    saved = SpendingLine.objects.get()
    assert (saved.screened, saved.screened_reason) == ("none", "Nómina")


def test_a_required_year_takes_no_uncited_line_and_each_is_named(tmp_path, year):
    FiscalYear.objects.update(linking="required")
    year.refresh_from_db()
    said = refusal(
        tmp_path,
        year,
        line(),
        line(line="L2", actions=""),
        line(line="L3", actions="BANDO:01.01.01"),
        line(line="L4", actions="", screened="none", reason="Nómina"),
    )
    assert "cell H3 (actions), “”: Line L2 cites no action of PDH" in said
    assert "cell H4 (actions), “BANDO:01.01.01”: Line L3 cites no action" in said
    assert "cell K5 (screened), “none”: In 2011 a line cannot be declared" in said
    assert not Proposal.objects.exists()


def test_a_required_year_is_loaded_when_every_line_cites(tmp_path, year):
    FiscalYear.objects.update(linking="required")
    year.refresh_from_db()
    load(tmp_path, year, line(actions="01.01.01; BANDO:01.01.01"))
    assert Proposal.objects.get().status == "approved"


def test_no_file_approves_a_year_that_is_being_formulated(tmp_path, year):
    next_year = date.today().year + 1
    coming = make_year(next_year, year.main_programme, linking="required")
    said = refusal(tmp_path, coming, line(actions="01.01.01"))
    assert f"The window of {next_year} is open or still to come" in said
    assert not Proposal.objects.exists()


def test_a_file_may_bring_a_year_whose_window_is_over(tmp_path, year):
    yesterday = date.today() - timedelta(days=1)
    over = make_year(
        date.today().year + 1,
        year.main_programme,
        opens_on=yesterday,
        closes_on=yesterday,
    )
    load(tmp_path, over, line(actions="01.01.01"))
    assert Proposal.objects.get().status == "approved"


def test_the_database_has_the_last_word_whatever_the_checks_let_pass(
    tmp_path, year, monkeypatch
):
    FiscalYear.objects.update(linking="required")
    monkeypatch.setattr("budgeting.imports.budget.check_lines", lambda *_args: None)
    year.refresh_from_db()
    said = refusal(tmp_path, year, line(), line(line="L2", actions=""))
    assert "The database refused the file" in said
    assert "L2 (uncited)" in said
    assert not Proposal.objects.exists()
    assert ImportBatch.objects.get().outcome == "refused"


def test_the_same_file_twice_changes_no_row(tmp_path, year):
    rows = [line(), line(line="L2"), line(unit="02C001")]
    load(tmp_path, year, *rows)
    before = snapshot()
    report = load(tmp_path, year, *rows)
    assert snapshot() == before
    assert report.counts["proposals"] == {"new": 0, "changed": 0, "unchanged": 2}
    assert not report.changes_something


def test_rows_and_actions_in_another_order_are_the_same_file(tmp_path, year):
    load(tmp_path, year, line(actions="01.01.01; 03.02.04"), line(line="L2"))
    before = snapshot()
    load(tmp_path, year, line(line="L2"), line(actions="03.02.04=50; 01.01.01=50"))
    assert snapshot() == before


@pytest.mark.parametrize(
    "values",
    [
        {"amount": 1001},
        {"actions": "01.01.02"},
        {"actions": "01.01.01=60; 03.02.04=40"},
        {"description": "Otra"},
        {"strength": "direct"},
        {"justification": "Porque"},
        {"framework_name": "Otro"},
        {"function": "2.1"},
        {"object_code": "4412"},
        {"territory": "Tlalpan"},
        {"actions": "", "screened": "none", "reason": "Nómina"},
    ],
)
def test_a_changed_file_replaces_the_proposals_whose_rows_changed(
    tmp_path, year, values
):
    load(tmp_path, year, line(), line(line="L2"), line(unit="02C001"))
    changed = Proposal.objects.get(unit__code="01C001")
    other = Proposal.objects.filter(unit__code="02C001").values().get()
    report = load(tmp_path, year, line(**values), line(unit="02C001"))
    again = Proposal.objects.get(unit__code="01C001")
    assert (again.pk, again.status) == (changed.pk, "approved")
    assert again.version == changed.version + 1
    assert [one.code for one in again.lines.kept()] == ["L1"]
    assert Proposal.objects.filter(unit__code="02C001").values().get() == other
    assert report.counts["proposals"] == {"new": 0, "changed": 1, "unchanged": 1}
    assert report.rows[0].changes["lines"] == (2, 1)


def test_of_a_changed_unit_only_the_numbers_that_change_are_told(tmp_path, year):
    load(tmp_path, year, line(), line(line="L2"))

    def changes(*rows):
        return load(tmp_path, year, *rows, dry_run=True).rows[0].changes

    assert changes(line(description="Otra"), line(line="L2")) == {}
    assert changes(line(amount=1001), line(line="L2")) == {"amount": (2000, 2001)}
    assert changes(line(actions="01.01.01; 03.02.04")) == {
        "lines": (2, 1),
        "amount": (2000, 1000),
    }


def test_a_unit_that_a_later_file_does_not_name_stays(tmp_path, year):
    load(tmp_path, year, line(), line(unit="02C001"))
    load(tmp_path, year, line(unit="02C001", amount=5))
    kept = SpendingLine.objects.kept().values_list("proposal__unit__code", "amount")
    assert sorted(kept) == [("01C001", 1000), ("02C001", 5)]


def test_what_was_replaced_keeps_its_row_for_those_that_name_it(tmp_path, year):
    load(tmp_path, year, line())
    first = SpendingLine.objects.get()
    load(tmp_path, year, line(amount=5))
    first.refresh_from_db()
    assert first.removed_at
    assert first.amount == 1000


@pytest.mark.parametrize("origin", ["entered", "on_behalf"])
@pytest.mark.parametrize("status", ["draft", "approved"])
def test_a_file_never_replaces_a_proposal_that_was_entered(
    tmp_path, year, origin, status
):
    unit = make_unit("03C001")
    make_proposal(year, unit, origin=origin, status=status)
    before = snapshot()
    said = refusal(tmp_path, year, line(), line(unit="03C001"), line(unit="03C001"))
    assert "cell A3 (unit), “03C001”: The unit has a proposal of 2011" in said
    assert said.count("no file") == 1
    assert snapshot() == before


def test_an_import_is_one_event_a_proposal_and_nobodys_approval(tmp_path, year):
    user = make_user("administrator")
    report = load(tmp_path, year, line(), line(unit="02C001"), by=user)
    events = Event.objects.order_by("pk")
    assert [(one.kind, one.by, one.batch) for one in events] == [
        ("imported", user, report.batch),
        ("imported", user, report.batch),
    ]
    assert (events[0].from_status, events[0].to_status) == ("", "approved")
    assert events[0].data == {"lines": 1, "citations": 1, "amount": "1000.00"}
    assert Contribution.objects.filter(by=user).count() == 2
    assert Proposal.objects.filter(approved_by__isnull=False).count() == 0
    load(tmp_path, year, line(amount=5))  # of what exists, so by two or by command
    assert Event.objects.count() == 3
    assert Event.objects.latest("pk").from_status == "approved"


def test_a_rehearsal_writes_nothing_not_even_numbers_of_rows(tmp_path, year):
    def sequences() -> list:
        with connection.cursor() as cursor:
            cursor.execute(
                "select sequencename, last_value from pg_sequences"
                " where sequencename like 'budgeting%%' order by 1"
            )
            return cursor.fetchall()

    before = snapshot(), sequences()
    report = load(tmp_path, year, line(), dry_run=True)
    assert (snapshot(), sequences()) == before
    assert report.counts["lines"]["new"] == 1
    assert ImportBatch.objects.get().outcome == "checked"


def test_a_unit_that_is_not_obliged_may_present_a_budget(tmp_path, year):
    make_unit("09X", obliged_from=None)
    load(tmp_path, year, line(unit="09X"))
    assert Proposal.objects.get().unit.code == "09X"


FRAMEWORKS = ["unit", "framework", "problem", "physical_target", "month_01", "month_12"]


def load_with_frameworks(tmp_path: Path, year: FiscalYear, *rows: list):
    sheets = lines_sheet(line()) | {"frameworks": [FRAMEWORKS, *rows]}
    return import_budget(write_workbook(tmp_path / "f.xlsx", sheets), year)


def test_the_other_fields_of_frameworks_come_in_a_sheet_of_their_own(tmp_path, year):
    row = ["01C001", "F1", "Falta agua\ten \\Iztapalapa", 120, 10, None]
    load_with_frameworks(tmp_path, year, row)
    framework = PolicyFramework.objects.get()
    assert framework.problem == "Falta agua\ten \\Iztapalapa"
    assert framework.physical_target == Decimal("120.00")
    assert framework.monthly_targets == [Decimal("10.00")] + [None] * 11
    before = snapshot()
    load_with_frameworks(tmp_path, year, row)
    assert snapshot() == before
    load_with_frameworks(tmp_path, year, ["01C001", "F1", "Otro", 120, 10, None])
    assert PolicyFramework.objects.get(removed_at=None).problem == "Otro"


def test_the_sheet_of_frameworks_may_be_empty(tmp_path, year):
    load_with_frameworks(tmp_path, year)
    assert PolicyFramework.objects.get().problem == ""


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["01C001", "F2", "", None, None, None]], "No line of this file belongs to"),
        ([["01C001", "F1", "", -1, None, None]], "zero or more"),
        ([["01C001", "F1", "a", 1, None, None]] * 2, "already has this framework"),
    ],
)
def test_a_faulty_framework_is_refused(tmp_path, year, rows, said):
    with pytest.raises(ImportRefused, match=said):
        load_with_frameworks(tmp_path, year, *rows)


def test_a_budget_may_come_as_csv_with_spanish_headers(tmp_path, year):
    path = tmp_path / "b.csv"
    path.write_text(
        "unidad;marco;nombre_del_marco;renglon;partida;descripcion;importe;acciones\n"
        '01C001;F1;Agua;001;4411;Pipas;"1,000.50";"01.01.01; 03.02.04"\n',
        encoding="utf-8-sig",
    )
    import_budget(path, year)
    saved = SpendingLine.objects.get()
    assert (saved.code, saved.amount) == ("001", Decimal("1000.50"))
    assert shares("001") == {"PDH:01.01.01": 5000, "PDH:03.02.04": 5000}


def test_a_budget_is_loaded_in_the_same_number_of_queries_whatever_its_size(
    tmp_path, year, django_assert_max_num_queries
):
    units = [f"U{n:02}" for n in range(20)]
    for code in units:
        make_unit(code)
    rows = [line(unit=units[n % 20], line=f"L{n}") for n in range(500)]
    with django_assert_max_num_queries(30):
        load(tmp_path, year, *rows)
    rows[0][6] = 7
    with django_assert_max_num_queries(30):
        load(tmp_path, year, *rows)


@pytest.mark.parametrize(
    "step", ["_create_proposals", "_write_frameworks", "_write_lines", "_record"]
)
@pytest.mark.django_db(transaction=True)
def test_a_failure_half_way_leaves_all_as_it_was(tmp_path, year, monkeypatch, step):
    load(tmp_path, year, line())
    before = snapshot()
    whole = getattr(writing, step)

    def fail(*args):
        whole(*args)
        raise IntegrityError("failed on purpose")

    monkeypatch.setattr(writing, step, fail)
    with pytest.raises(ImportRefused, match="failed on purpose"):
        load(tmp_path, year, line(amount=5), line(unit="02C001"))
    assert snapshot() == before
    assert [batch.outcome for batch in ImportBatch.objects.order_by("pk")] == [
        "loaded",
        "refused",
    ]
    monkeypatch.undo()
    load(tmp_path, year, line(amount=5), line(unit="02C001"))
    assert Proposal.objects.filter(status="approved").count() == 2


def load_twice_at_once(path: Path, year: FiscalYear, monkeypatch):
    """Import a file while another session does; the report of that other one."""
    other = Session(lambda: import_budget(path, year))
    whole = writing._record

    def record_while_another_comes(*args):
        whole(*args)
        if not other.ident:
            other.begin()

    monkeypatch.setattr(writing, "_record", record_while_another_comes)
    import_budget(path, year)
    return other.end()


@pytest.mark.django_db(transaction=True)
def test_a_second_import_waits_and_sees_what_the_first_one_wrote(
    tmp_path, year, monkeypatch
):
    path = write_workbook(tmp_path / "b.xlsx", lines_sheet(line()))
    other = load_twice_at_once(path, year, monkeypatch)
    assert other.error is None
    assert other.result.counts["proposals"] == {"new": 0, "changed": 0, "unchanged": 1}
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_wait_a_second_import_would_be_refused(tmp_path, year, monkeypatch):
    monkeypatch.setattr("programme.imports.running.one_at_a_time", lambda: None)
    path = write_workbook(tmp_path / "b.xlsx", lines_sheet(line()))
    other = load_twice_at_once(path, year, monkeypatch)
    assert "proposal_one_per_unit_and_year" in str(other.error)
    assert Event.objects.count() == 1


CEILINGS = ["unit", "chapter", "amount"]


def load_ceilings(tmp_path: Path, year: FiscalYear, *rows: list, **options):
    path = write_workbook(tmp_path / "c.xlsx", {"ceilings": [CEILINGS, *rows]})
    return import_ceilings(path, year, **options)


def test_ceilings_are_loaded_in_all_and_by_chapter(tmp_path, year):
    user = make_user("administrator")
    rows = [["01C001", None, 5000], ["01C001", 1000, "1,000.50"], ["02C001", "4000", 0]]
    report = load_ceilings(tmp_path, year, *rows, by=user)
    found = Ceiling.objects.order_by("pk").values_list(
        "unit__code", "chapter", "amount"
    )
    assert list(found) == [
        ("01C001", None, 5000),
        ("01C001", 1000, Decimal("1000.50")),
        ("02C001", 4000, 0),
    ]
    event = Event.objects.get()
    assert (event.kind, event.by, event.batch) == (
        "ceilings_loaded",
        user,
        report.batch,
    )


def test_ceilings_loaded_again_change_only_where_the_file_differs(tmp_path, year):
    load_ceilings(tmp_path, year, ["01C001", None, 5000], ["02C001", None, 1])
    before = list(Ceiling.objects.order_by("pk").values())
    load_ceilings(tmp_path, year, ["01C001", None, 5000])
    assert list(Ceiling.objects.order_by("pk").values()) == before
    assert Event.objects.count() == 1
    report = load_ceilings(tmp_path, year, ["01C001", None, 6000])
    assert report.rows[0].changes == {
        "amount": (Decimal("5000.00"), Decimal("6000.00"))
    }
    assert Ceiling.objects.get(unit__code="01C001").amount == 6000


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["X", None, 1]], "cell A2 .unit., “X”: No unit has this code."),
        ([["01C001", 1100, 1]], "A chapter is 1000, 2000 and so on up to 9000."),
        ([["01C001", 10000, 1]], "Write a whole number from 1000 to 9000."),
        ([["01C001", None, "1.234"]], "two ways"),
        ([["01C001", None, 1], ["01C001", None, 2]], "already in cell A2"),
        ([["01C001", 1000, 1], ["01C001", "1000", 2]], "already in cell A2"),
    ],
)
def test_a_faulty_ceiling_is_refused(tmp_path, year, rows, said):
    with pytest.raises(ImportRefused, match=said):
        load_ceilings(tmp_path, year, *rows)
    assert not Ceiling.objects.exists()

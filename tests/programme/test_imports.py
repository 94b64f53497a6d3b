from pathlib import Path

import pytest

from programme.imports import import_programme, import_units
from programme.models import (
    Action,
    ActionBody,
    BudgetUnit,
    ImportBatch,
    Programme,
    Right,
    Strategy,
)
from programme.workbooks import ImportRefused
from tests.factories import make_unit, make_user
from tests.workbooks import UNIT_HEADER, programme_sheets, write_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def load(tmp_path: Path, sheets: dict, **options):
    return import_programme(write_workbook(tmp_path / "p.xlsx", sheets), **options)


def refusal(tmp_path: Path, sheets: dict) -> str:
    with pytest.raises(ImportRefused) as caught:
        load(tmp_path, sheets)
    return str(caught.value)


def snapshot() -> list:
    """Every row of the catalogue, as it stands."""
    models = (Programme, Right, Strategy, Action, ActionBody, BudgetUnit)
    groups = Action.population_groups.through
    return [list(model.objects.order_by("pk").values()) for model in (*models, groups)]


def test_a_programme_is_loaded_with_its_chapters_strategies_and_actions(tmp_path):
    unit = make_unit("01C001")
    report = load(tmp_path, programme_sheets(), by=make_user())
    programme = Programme.objects.get()
    assert (programme.code, programme.in_force_from) == ("PDH", 2009)
    action = programme.actions.get(code="01.01.01")
    assert action.right.code == "01"
    assert action.strategy.code == "01.01"
    assert (action.serial, action.term, action.action_type) == (1, "short", "service")
    assert action.carried_out_since == 2008
    assert [group.code for group in action.population_groups.all()] == ["16"]
    assert [(body.unit, body.name) for body in action.bodies.all()] == [
        (unit, ""),
        (None, "Otro cuerpo"),
    ]
    assert report.counts["actions"] == {"new": 2, "changed": 0, "unchanged": 0}
    assert report.batch.outcome == "loaded"
    assert len(report.file_hash) == 64


def test_bodies_outside_the_list_are_kept_as_text_and_reported(tmp_path):
    make_unit("01C001")
    report = load(tmp_path, programme_sheets())
    assert report.notes == [
        "1 responsible body is no unit of the list and is kept as text: Otro cuerpo"
    ]
    assert BudgetUnit.objects.count() == 1


def test_the_same_file_twice_changes_no_row(tmp_path):
    load(tmp_path, programme_sheets())
    before = snapshot()
    report = load(tmp_path, programme_sheets())
    assert snapshot() == before
    assert not report.changes_something
    assert ImportBatch.objects.count() == 2


def test_a_changed_row_is_updated_and_reported_and_the_others_are_not_touched(tmp_path):
    load(tmp_path, programme_sheets())
    keys = dict(Action.objects.values_list("code", "pk"))
    sheets = programme_sheets()
    sheets["actions"][1][2] = "Agua potable"
    sheets["actions"][1][6] = "Otro cuerpo"
    report = load(tmp_path, sheets)
    action = Action.objects.get(code="01.01.01")
    assert (action.pk, action.text_es) == (keys["01.01.01"], "Agua potable")
    assert [body.name for body in action.bodies.all()] == ["Otro cuerpo"]
    changed = [row for row in report.rows if row.outcome != "unchanged"]
    assert [(row.sheet, row.row, row.key) for row in changed] == [
        ("actions", 2, "01.01.01")
    ]
    assert changed[0].changes["text_es"] == ("Agua", "Agua potable")
    assert changed[0].changes["responsible_units"] == (
        ["01C001", "Otro cuerpo"],
        ["Otro cuerpo"],
    )


def test_a_missing_row_deletes_nothing(tmp_path):
    load(tmp_path, programme_sheets())
    sheets = programme_sheets()
    del sheets["actions"][2]
    load(tmp_path, sheets)
    assert Action.objects.count() == 2


def test_a_second_edition_stands_beside_the_first(tmp_path):
    load(tmp_path, programme_sheets())
    sheets = programme_sheets()
    sheets["programme"][1][0] = "PDH-2016"
    report = load(tmp_path, sheets)
    assert Programme.objects.count() == 2
    assert Action.objects.filter(code="01.01.01").count() == 2
    assert report.counts["actions"]["new"] == 2


def test_a_programme_may_have_no_strategies(tmp_path):
    sheets = programme_sheets(strategies=[])
    sheets["actions"][1][0], sheets["actions"][2][0] = "01.01", "16.01"
    load(tmp_path, sheets)
    action = Action.objects.get(code="16.01")
    assert (action.right.code, action.strategy) == ("16", None)


def test_new_actions_may_hang_on_strategies_that_are_known_already(tmp_path):
    load(tmp_path, programme_sheets())
    sheets = programme_sheets(strategies=[])
    sheets["actions"][1:] = [["01.01.03", 3, "Pozos", "", "", "", "", "16", None]]
    load(tmp_path, sheets)
    assert Action.objects.get(code="01.01.03").strategy.code == "01.01"


def test_optional_years_of_a_programme_stay_when_a_file_leaves_them_out(tmp_path):
    sheets = programme_sheets()
    sheets["programme"][0].append("short_until")
    sheets["programme"][1].append(2010)
    load(tmp_path, sheets)
    load(tmp_path, programme_sheets())
    assert Programme.objects.get().short_until == 2010


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "said"),
    [
        ("programme", 1, 0, "P 1", "cell A2 (code), “P 1”: Use letters, digits"),
        ("programme", 1, 3, "other", "Write one of: human_rights, cross_cutting."),
        ("programme", 1, 1, "", "cell B2 (name_es), “”: Write it in Spanish"),
        ("programme", 1, 6, 2008, "The last year in force comes before the first."),
        ("programme", 1, 5, "20 09", "Write a whole number from 1900 to 2200."),
        ("rights", 1, 0, "01.1", "A chapter's code is digits, such as 01."),
        ("rights", 2, 0, "01", "cell A3 (code), “01”: The code is already in cell A2."),
        ("rights", 1, 2, "law", "Write one of: right, group."),
        ("strategies", 1, 0, "02.01", "Its parent 02 is neither in the file nor"),
        ("strategies", 1, 0, "01.1a", "A code is digits and dots"),
        ("actions", 1, 0, "01.02.01", "Its parent 01.02 is neither in the file"),
        ("actions", 1, 0, "7", "The code names no parent"),
        ("actions", 1, 0, "01.01", "Another level of the programme has this code"),
        ("actions", 1, 0, 1.1, "stored as a number"),
        ("actions", 2, 0, "01.01.01", "“01.01.01”: The code is already in cell A2."),
        (
            "actions",
            2,
            1,
            1,
            "cell B3 (serial), “1”: The serial is already in cell B2.",
        ),
        ("actions", 1, 1, 1.5, "Write a whole number from 1 to"),
        ("actions", 1, 4, "soon", "Write one of: short, medium, long, permanent."),
        ("actions", 1, 5, "magic", "Write one of: legislation, public_policy"),
        ("actions", 1, 6, "A; A", "A body is named twice."),
        (
            "actions",
            1,
            7,
            "01",
            "No population group of this programme has the code 01",
        ),
        (
            "actions",
            1,
            7,
            "17",
            "No population group of this programme has the code 17",
        ),
        ("actions", 1, 7, "16; 16", "A group is named twice."),
        ("actions", 1, 8, "antes", "Write a whole number from 1900 to 2200."),
        ("actions", 2, 2, "", "cell C3 (text_es), “”: Write it in Spanish"),
    ],
)
def test_a_fault_is_named_and_nothing_is_written(
    tmp_path, sheet, row, column, value, said
):
    sheets = programme_sheets()
    sheets[sheet][row][column] = value
    assert said in refusal(tmp_path, sheets)
    assert not Programme.objects.exists()
    assert ImportBatch.objects.get().outcome == "refused"


def test_a_workbook_holds_one_programme(tmp_path):
    sheets = programme_sheets()
    sheets["programme"].append(["P2", "Otro", "", "human_rights", "", None, None])
    assert "A workbook holds one programme" in refusal(tmp_path, sheets)


def test_faults_of_every_sheet_are_told_in_one_run(tmp_path):
    sheets = programme_sheets()
    sheets["programme"][1][3] = "x"
    sheets["rights"][1][2] = "x"
    sheets["strategies"][1][0] = "x"
    sheets["actions"][1][4] = sheets["actions"][2][4] = "x"
    with pytest.raises(ImportRefused) as caught:
        load(tmp_path, sheets)
    places = {(error.sheet, error.cell) for error in caught.value.errors}
    assert places >= {
        ("programme", "D2"),
        ("rights", "C2"),
        ("strategies", "A2"),
        ("actions", "E2"),
        ("actions", "E3"),
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [("actions", "no sheet “actions”"), ("rights", "no sheet “rights”")],
)
def test_a_sheet_that_is_not_there_is_named(tmp_path, name, said):
    sheets = programme_sheets()
    del sheets[name]
    assert said in refusal(tmp_path, sheets)


def test_an_empty_sheet_of_actions_is_refused(tmp_path):
    sheets = programme_sheets()
    assert "“actions”: The sheet is empty." in refusal(
        tmp_path, {**sheets, "actions": []}
    )


def test_the_code_of_a_retired_action_is_not_given_to_another(tmp_path):
    load(tmp_path, programme_sheets())
    Action.objects.filter(code="01.01.01").update(retired_from=2012)
    load(tmp_path, programme_sheets())
    sheets = programme_sheets()
    sheets["actions"][1][2] = "Otra cosa"
    assert "was retired from 2012" in refusal(tmp_path, sheets)
    assert Action.objects.get(code="01.01.01").retired_from == 2012


def test_a_serial_stays_with_its_code(tmp_path):
    load(tmp_path, programme_sheets())
    sheets = programme_sheets()
    sheets["actions"][1][1], sheets["actions"][2][1] = 2, 9
    said = refusal(tmp_path, sheets)
    assert "cell B2 (serial), “2”: Action 01.01.02 has this serial already." in said
    assert "Action 01.01.02 has serial 2, which does not change." in said


def test_a_rehearsal_writes_nothing_but_that_it_was_done(tmp_path):
    before = snapshot()
    report = load(tmp_path, programme_sheets(), dry_run=True)
    assert snapshot() == before
    assert report.counts["actions"] == {"new": 2, "changed": 0, "unchanged": 0}
    assert ImportBatch.objects.get().outcome == "checked"


def test_the_batch_says_what_the_person_calls_the_file(tmp_path):
    user = make_user()
    report = load(tmp_path, programme_sheets(), by=user, name="Programa 2009.xlsx")
    batch = ImportBatch.objects.get()
    assert report.batch == batch
    assert (batch.file_name, batch.by, batch.kind) == (
        "Programa 2009.xlsx",
        user,
        "programme",
    )
    assert batch.file_hash == report.file_hash
    assert batch.counts["actions"]["new"] == 2


def test_a_catalogue_is_loaded_in_a_few_queries(
    tmp_path, django_assert_max_num_queries
):
    sheets = programme_sheets()
    sheets["actions"] += [
        [f"01.01.{n:03}", n, "Acción", "", "", "", "A; B", "16", None]
        for n in range(3, 400)
    ]
    with django_assert_max_num_queries(30):
        report = load(tmp_path, sheets)
    assert report.counts["actions"]["new"] == 399


def load_units(tmp_path: Path, *rows: list):
    path = write_workbook(tmp_path / "u.xlsx", {"units": [UNIT_HEADER, *rows]})
    return import_units(path)


def test_units_are_loaded_from_a_workbook_or_from_csv(tmp_path):
    load_units(tmp_path, ["01C001", "Jefatura", "ministry", "Gobierno", 2009, None])
    path = tmp_path / "u.csv"
    path.write_text("clave;nombre;tipo;sector;obligada_desde;obligada_hasta\n"
                    "02C001;Gobierno;borough;;2009;2011\n")  # fmt: skip
    import_units(path)
    assert list(BudgetUnit.objects.values_list("code", "kind", "obliged_until")) == [
        ("01C001", "ministry", None),
        ("02C001", "borough", 2011),
    ]


def test_units_loaded_again_change_only_where_the_file_differs(tmp_path):
    row = ["01C001", "Jefatura", "ministry", "", 2009, None]
    load_units(tmp_path, row)
    before = snapshot()
    assert load_units(tmp_path, row).counts["units"]["unchanged"] == 1
    assert snapshot() == before
    report = load_units(tmp_path, [*row[:5], 2012])
    assert report.rows[0].changes == {"obliged_until": (None, 2012)}
    assert BudgetUnit.objects.get().obliged_until == 2012


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (0, "01c001", "A unit code is digits and capitals"),
        (0, 1, "stored as a number"),
        (1, None, "The cell is empty"),
        (2, "office", "Write one of: ministry, borough"),
        (4, 12, "Write a whole number from 1900 to 2200."),
        (4, None, "Give the first year obliged too."),
        (5, 2001, "The last year obliged comes before the first."),
    ],
)
def test_a_faulty_unit_is_refused(tmp_path, column, value, said):
    row = ["01C001", "Jefatura", "ministry", "", 2009, 2012]
    row[column] = value
    with pytest.raises(ImportRefused, match=said):
        load_units(tmp_path, row)
    assert not BudgetUnit.objects.exists()


def test_a_unit_named_twice_is_refused(tmp_path):
    row = ["01C001", "Jefatura", "ministry", "", 2009, None]
    with pytest.raises(ImportRefused, match="already in cell A2"):
        load_units(tmp_path, row, row)


@pytest.mark.django_db(transaction=True)
def test_a_refused_file_is_recorded_although_its_transaction_is_undone(tmp_path):
    sheets = programme_sheets()
    sheets["actions"][1][4] = "x"
    refusal(tmp_path, sheets)
    batch = ImportBatch.objects.get()
    assert (batch.outcome, batch.counts) == ("refused", {"errors": 1})

import json

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from programme.models import Action, BudgetUnit, FormerText, ImportBatch
from tests.workbooks import UNIT_HEADER, programme_sheets, write_workbook

pytestmark = pytest.mark.django_db


def test_a_programme_is_loaded_and_its_numbers_told(tmp_path, capsys):
    path = write_workbook(tmp_path / "p.xlsx", programme_sheets())
    call_command("import_programme", str(path))
    told = capsys.readouterr().out
    assert "actions: 2 new, 0 changed, 0 unchanged" in told
    assert "kept as text: 01C001; Otro cuerpo" in told
    assert Action.objects.count() == 2


def test_the_command_loads_new_wordings_as_the_site_does(tmp_path):
    sheets = programme_sheets()
    call_command("import_programme", write_workbook(tmp_path / "p.xlsx", sheets))
    column = sheets["actions"][0].index("text_es")
    before = sheets["actions"][1][column]
    sheets["actions"][1][column] = "Otra redacción"
    again = write_workbook(tmp_path / "q.xlsx", sheets)
    said = ["--wordings-from", "2027", "--reason", "Acuerdo 5/2026"]
    call_command("import_programme", again, *said)
    former = FormerText.objects.get()
    assert (former.text_es, former.until) == (before, 2027)
    batch = ImportBatch.objects.latest("pk")
    assert (batch.worded_from, batch.worded_why) == (2027, "Acuerdo 5/2026")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["--wordings-from", "2027"], "Say why"),
        (["--reason", "Acuerdo"], "--reason goes with --wordings-from"),
        (["--wordings-from", "20", "--reason", "Acuerdo"], "1900"),
    ],
)
def test_a_new_wording_needs_a_year_and_a_reason(tmp_path, said, why):
    path = write_workbook(tmp_path / "p.xlsx", programme_sheets())
    with pytest.raises(CommandError, match=why):
        call_command("import_programme", str(path), *said)
    assert not Action.objects.exists()


def test_a_rehearsal_says_that_nothing_was_written(tmp_path, capsys):
    path = write_workbook(tmp_path / "p.xlsx", programme_sheets())
    call_command("import_programme", str(path), "--dry-run")
    assert "Checked: nothing was written." in capsys.readouterr().out
    assert not Action.objects.exists()


def test_every_reason_stands_on_a_line_of_its_own_on_standard_error(tmp_path, capsys):
    sheets = programme_sheets()
    sheets["actions"][1][4] = sheets["actions"][2][4] = "x"
    path = write_workbook(tmp_path / "p.xlsx", sheets)
    with pytest.raises(CommandError, match="Errors: 2"):
        call_command("import_programme", str(path))
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[0].startswith("Sheet “actions”, cell E2 (term), “x”: Write one of")
    assert said[1].startswith("Sheet “actions”, cell E3 (term), “x”: Write one of")


def test_commands_speak_english_whatever_the_language_of_the_site(
    tmp_path, capsys, settings
):
    settings.LANGUAGE_CODE = "es"
    path = write_workbook(tmp_path / "u.xlsx", {"units": []})
    with pytest.raises(CommandError):
        call_command("import_units", str(path))
    assert "Sheet “units”: The sheet is empty." in capsys.readouterr().err


def test_the_result_can_be_had_for_machines(tmp_path, capsys):
    row = ["01C001", "Jefatura", "ministry", "", 2009, None]
    path = write_workbook(tmp_path / "u.xlsx", {"units": [UNIT_HEADER, row]})
    call_command("import_units", str(path), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "loaded"
    assert told["counts"] == {"units": {"new": 1, "changed": 0, "unchanged": 0}}
    assert BudgetUnit.objects.count() == 1


def test_a_refusal_can_be_had_for_machines_too(tmp_path, capsys):
    row = ["01C001", "Jefatura", "x", "", 2009, None]
    path = write_workbook(tmp_path / "u.xlsx", {"units": [UNIT_HEADER, row]})
    with pytest.raises(CommandError):
        call_command("import_units", str(path), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "refused"
    assert [(one["cell"], one["value"]) for one in told["errors"]] == [("C2", "x")]


def test_the_marked_workbook_is_written_where_it_was_asked_for(tmp_path, capsys):
    row = ["01C001", "Jefatura", "x", "", 2009, None]
    path = write_workbook(tmp_path / "u.xlsx", {"units": [UNIT_HEADER, row]})
    out = tmp_path / "out.xlsx"
    with pytest.raises(CommandError):
        call_command("import_units", str(path), "--errors", str(out))
    sheet = openpyxl.load_workbook(out)["units"]
    assert sheet["G1"].value == "problems"
    assert "Write one of" in sheet["G2"].value
    assert "Write one of" in sheet["C2"].comment.text


def test_no_marked_workbook_is_written_when_there_is_nothing_to_mark(tmp_path):
    row = ["01C001", "Jefatura", "ministry", "", 2009, None]
    path = write_workbook(tmp_path / "u.xlsx", {"units": [UNIT_HEADER, row]})
    call_command("import_units", str(path), "--errors", str(tmp_path / "out.xlsx"))
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("out", ["no/such/folder/out.xlsx", "."])
def test_a_marked_workbook_that_cannot_be_written_is_told_in_words(
    tmp_path, capsys, out
):
    path = write_workbook(tmp_path / "u.xlsx", {"units": []})
    with pytest.raises(CommandError, match="The file is not loaded"):
        call_command("import_units", str(path), "--errors", str(tmp_path / out))
    assert "cannot be written" in capsys.readouterr().err


def test_the_file_itself_is_never_written_over(tmp_path):
    path = write_workbook(tmp_path / "u.xlsx", {"units": []})
    before = path.read_bytes()
    with pytest.raises(CommandError, match="give another name"):
        call_command("import_units", str(path), "--errors", str(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", ["import_programme", "import_units"])
@pytest.mark.parametrize("name", ["missing.xlsx", ".", "text.xlsx"])
def test_what_is_no_workbook_is_told_in_words(tmp_path, capsys, command, name):
    (tmp_path / "text.xlsx").write_text("hello")
    out = tmp_path / "out.xlsx"
    with pytest.raises(CommandError, match="Errors: 1"):
        call_command(command, str(tmp_path / name), "--errors", str(out))
    said = capsys.readouterr().err
    assert str(tmp_path) in said or "not an .xlsx workbook" in said
    assert "cannot be marked" in said
    assert not out.exists()

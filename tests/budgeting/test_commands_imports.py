import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from budgeting.management.commands.import_budget import Command
from budgeting.models import Ceiling, Proposal
from tests.factories import make_action, make_programme, make_unit, make_year
from tests.workbooks import line, lines_sheet, write_workbook


@pytest.fixture
def year(db):
    programme = make_programme("PDH")
    make_action(programme, "01.01.01")
    make_unit("01C001")
    return make_year(2011, programme, linking="requested")


def test_a_budget_is_loaded_into_its_year(tmp_path, capsys, year):
    path = write_workbook(tmp_path / "b.xlsx", lines_sheet(line()))
    call_command("import_budget", str(path), "--year", "2011")
    assert Proposal.objects.get().fiscal_year == year
    assert "lines: 1 new, 0 changed, 0 unchanged" in capsys.readouterr().out


def test_ceilings_are_loaded_into_their_year(tmp_path, year):
    rows = [["unit", "chapter", "amount"], ["01C001", None, 10]]
    path = write_workbook(tmp_path / "c.xlsx", {"ceilings": rows})
    call_command("import_ceilings", str(path), year=2011)
    assert Ceiling.objects.get().fiscal_year == year


def test_a_rehearsal_and_a_refusal_write_nothing(tmp_path, capsys, year):
    path = write_workbook(tmp_path / "b.xlsx", lines_sheet(line()))
    call_command("import_budget", str(path), "--year", "2011", "--dry-run")
    assert "Checked: nothing was written." in capsys.readouterr().out
    path = write_workbook(tmp_path / "b.xlsx", lines_sheet(line(), line()))
    out = tmp_path / "out.xlsx"
    with pytest.raises(CommandError, match="Errors: 1"):
        call_command("import_budget", str(path), year="2011", errors=out)
    assert "cell D3 (line), “L1”" in capsys.readouterr().err
    assert "already has this line" in openpyxl.load_workbook(out)["lines"]["O3"].value
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("command", ["import_budget", "import_ceilings"])
@pytest.mark.parametrize("named", ["2031", "abc", "-1", "99999999999"])
def test_an_unknown_year_is_told_with_the_years_there_are(
    tmp_path, year, command, named
):
    path = write_workbook(tmp_path / "b.xlsx", lines_sheet(line()))
    with pytest.raises(CommandError, match=f"no fiscal year {named}; there are: 2011"):
        call_command(command, str(path), year=named)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.xlsx", "--year", "2011"], "There is no file missing.xlsx."),
        (["missing.xlsx", "--year", "x"], "There is no fiscal year x"),
        (["missing.xlsx"], "required: --year"),
        ([], "required: FILE, --year"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_refusal_exits_with_one(capsys, year, arguments, said):
    with pytest.raises(SystemExit) as left:
        Command().run_from_argv(["manage.py", "import_budget", *arguments])
    assert left.value.code == 1
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""

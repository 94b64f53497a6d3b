import json

import pytest
from django.core.management import CommandError, call_command, load_command_class

from reporting.models import Publication
from tests.factories import make_action, make_programme, make_unit, make_year
from tests.reporting.cities import Line, budget, funding_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year():
    programme = make_programme("DH")
    return funding_year(2030, programme, make_unit("U1"), make_action(programme))


def answer(capsys, *command):
    """What a command prints with --json."""
    call_command(*command, "--json")
    return json.loads(capsys.readouterr().out)


def test_publish_makes_a_publication_and_says_so(year, capsys):
    call_command("publish", "2030")
    said = capsys.readouterr().out
    publication = Publication.objects.get()
    head = f"{publication.trail_position}:{publication.trail_hash}"
    assert said == (
        f"Made publication 1 of 2030 (approved): {publication.hash}."
        f" Head of the trail: {head}\n"
    )
    assert publication.by_command


def test_publish_again_says_that_nothing_changed(year, capsys):
    first = answer(capsys, "publish", "2030")
    again = answer(capsys, "publish", "2030")
    assert (first["new"], again["new"]) == (True, False)
    assert first["publication"] == again["publication"]
    assert first["publication"]["number"] == 1
    assert first["numbers"]["amount_total"] == "100.00"
    call_command("publish", "2030")
    assert "Nothing changed since publication 1 of 2030" in capsys.readouterr().out


def test_publish_takes_a_stage(year, capsys):
    found = answer(capsys, "publish", "2030", "--stage", "proposal")
    assert found["publication"]["stage"] == "proposal"
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("publish", "2030", "--stage", "voted")


@pytest.mark.parametrize("command", [["publish"], ["verify"], ["export", "--out", "x"]])
def test_an_unknown_year_is_said_in_a_sentence(command):
    name, *options = command
    with pytest.raises(CommandError, match="There is no fiscal year 2031") as refused:
        call_command(name, "2031", *options)
    assert refused.value.returncode == 1


@pytest.mark.parametrize("command", [["verify"], ["export", "--out", "x"]])
def test_an_unknown_publication_is_said_in_a_sentence(year, command):
    name, *options = command
    with pytest.raises(CommandError, match="The year 2030 has no publication yet"):
        call_command(name, "2030", *options)
    call_command("publish", "2030")
    with pytest.raises(CommandError, match="The year 2030 has no publication 2"):
        call_command(name, "2030", "--publication", "2", *options)


def test_a_year_without_a_programme_is_refused_in_a_sentence():
    year = make_year(2030)
    year.year_programmes.all().delete()
    with pytest.raises(CommandError, match="its programme before publishing"):
        call_command("publish", "2030")


def test_verify_says_that_all_is_as_published(year, capsys):
    call_command("publish", "2030")
    capsys.readouterr()
    call_command("verify", "2030")
    assert capsys.readouterr().out == (
        "Every number and hash of publication 1 of 2030 is as published.\n"
    )
    found = answer(capsys, "verify", "2030", "--publication", "1")
    assert found["differences"] == []


def test_verify_lists_the_differences_and_fails(year, capsys, monkeypatch):
    call_command("publish", "2030")
    capsys.readouterr()
    monkeypatch.setattr(
        "reporting.exports.content_hash", lambda text: "0" * 64, raising=True
    )
    budget(year, make_unit("U2"), Line("L", "1.00"))
    call_command("publish", "2030")  # sealed with a hash that is none
    capsys.readouterr()
    with pytest.raises(CommandError, match="1 difference") as refused:
        call_command("verify", "2030", "--json")
    assert "is not that of its manifest" in str(refused.value)
    assert len(json.loads(capsys.readouterr().out)["differences"]) == 1


def test_export_writes_the_data_set(year, capsys, tmp_path):
    call_command("publish", "2030")
    capsys.readouterr()
    out = tmp_path / "new" / "folder"
    found = answer(capsys, "export", "2030", "--out", str(out))
    assert len(found["files"]) == 12
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [*found["files"], "README.md", "datapackage.json", "dictionary.csv"]
        + ["manifest.txt"]
    )


def test_export_into_what_is_no_folder_is_refused_in_a_sentence(year, tmp_path):
    call_command("publish", "2030")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", "2030", "--out", str(tmp_path / "file"))


def test_export_refuses_files_that_are_not_what_was_published(
    year, tmp_path, monkeypatch
):
    call_command("publish", "2030")
    monkeypatch.setattr("reporting.exports.year_csv", lambda publication: b"x\n")
    with pytest.raises(CommandError, match="run verify 2030"):
        call_command("export", "2030", "--out", str(tmp_path))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["publish", "MMXXX"], "invalid int value: 'MMXXX'"),
        (["verify", "2030", "--nope"], "unrecognized arguments: --nope"),
        (["export", "2030"], "required: --out"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_mistaken_option_exits_with_one_and_says_why(capsys, command, said):
    with pytest.raises(SystemExit) as left:
        load_command_class("reporting", command[0]).run_from_argv(
            ["manage.py", *command]
        )
    assert left.value.code == 1
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""

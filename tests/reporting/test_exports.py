import csv
import hashlib
import json

import pytest
from django.apps import apps

from budgeting.models import SpendingLine
from programme.cells import guard
from reporting import packaging
from reporting.datasets import DATASETS, YEAR
from reporting.publishing import publish_year, verify_publication
from reporting.publishing.frames import read_dataset
from tests.factories import (
    make_action,
    make_programme,
    make_unit,
    make_year,
    move_proposal,
)
from tests.reporting.cities import Line, budget, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NAMES = [
    "actions.csv",
    "citations.csv",
    "compared_actions.csv",
    "comparisons.csv",
    "groups.csv",
    "lines.csv",
    "programmes.csv",
    "rights.csv",
    "strategies.csv",
    "successions.csv",
    "units.csv",
    "year.csv",
]


@pytest.fixture
def year():
    programme = make_programme("DH")
    action = make_action(programme, text_es="Acción, «número» 1", text_en="")
    published(2029, programme, make_unit("U0"))
    year = make_year(2030, programme, linking="requested", legal_basis_es="=Ley")
    lines = [
        Line("L1", "1234.50", {action: 10000}, description="=1+1"),
        Line("-1", "0.00"),
        Line("L2", "5.00", screened="'comillas'", description='dos\nlíneas, "citas"'),
        Line("L3", "6.00", waived="@todos", description="\tx"),
    ]
    proposal = budget(year, make_unit("U1"), *lines, status="draft")
    SpendingLine.objects.filter(code="L1").update(classification={"b": 1, "a": "="})
    move_proposal(proposal, "approved")
    return year


@pytest.fixture
def publication(year):
    return publish_year(year).publication


def rows(folder, name):
    """The rows of an exported file, as the csv module reads them."""
    with open(folder / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_manifest_names_every_file_and_its_hash_is_the_publications(
    publication, tmp_path
):
    assert packaging.write_dataset(publication, tmp_path) == publication.manifest
    assert [line[66:] for line in publication.manifest.splitlines()] == NAMES
    for line in publication.manifest.splitlines():
        content = (tmp_path / line[66:]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == line[:64]
        assert b"\r\n" not in content
        content.decode("utf-8")
    manifest = (tmp_path / "manifest.txt").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == publication.hash


def test_a_text_that_looks_like_a_formula_is_written_with_a_quote(
    publication, tmp_path
):
    packaging.write_dataset(publication, tmp_path)
    found = {row["code"]: row for row in rows(tmp_path, "lines.csv")}
    assert set(found) == {"'-1", "L1", "L2", "L3"}
    assert found["L1"]["description"] == "'=1+1"
    assert found["L2"]["description"] == 'dos\nlíneas, "citas"'
    assert found["L2"]["screened_reason"] == "''comillas'"
    assert found["L3"]["description"] == "'\tx"
    assert found["L3"]["waiver_reason"] == "'@todos"
    assert found["L1"]["classification"] == '{"a": "=", "b": 1}'
    assert rows(tmp_path, "year.csv")[0]["legal_basis_es"] == "'=Ley"
    assert "single quote" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_the_second_road_reads_the_texts_as_they_are(publication):
    lines = read_dataset(publication).frames["lines"].set_index("code")
    assert list(lines.index) == ["-1", "L1", "L2", "L3"]
    assert lines.loc["L1", "description"] == "=1+1"
    assert lines.loc["L2", "screened_reason"] == "'comillas'"
    assert verify_publication(publication) == []


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\ta", "'\ta"),
        ("\ra", "'\ra"),
        ("\na", "'\na"),
        ("＝1", "'＝1"),
        ("'a", "''a"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_guard_puts_a_quote_before_what_a_spreadsheet_would_run(text, cell):
    assert guard(text) == cell


def test_postgresql_guards_as_python_does(publication, tmp_path):
    packaging.write_dataset(publication, tmp_path)
    reasons = {row["screened_reason"] for row in rows(tmp_path, "lines.csv")}
    assert reasons == {"", guard("'comillas'")}


def test_the_year_is_one_row_with_every_number(publication, tmp_path):
    packaging.write_dataset(publication, tmp_path)
    (row,) = rows(tmp_path, "year.csv")
    assert (row["year"], row["linking"], row["stage"]) == (
        "2030",
        "requested",
        "approved",
    )
    assert (row["amount_total"], row["linked_rate"]) == ("1245.50", "0.9912")
    assert (row["actions_new"], row["years_compared"]) == ("1", "2029")
    assert set(publication.numbers) <= {column.name for column in YEAR}


def test_nothing_to_compare_with_is_an_empty_cell_and_zero_is_zero(tmp_path):
    programme = make_programme("DH")
    first = published(2029, programme, make_unit("U0"), make_action(programme))
    packaging.write_dataset(first, tmp_path)
    (right,) = rows(tmp_path, "rights.csv")
    assert (right["actions_funded"], right["actions_new"]) == ("1", "")
    (action,) = rows(tmp_path, "actions.csv")
    assert (action["new"], action["funded"], action["in_force"]) == ("", "true", "true")


def test_a_unit_that_is_not_approved_has_empty_cells(year, tmp_path):
    make_unit("U9")
    packaging.write_dataset(publish_year(year).publication, tmp_path)
    unit = rows(tmp_path, "units.csv")[-1]
    assert (unit["code"], unit["status"], unit["linked"]) == ("U9", "missing", "false")
    assert (unit["lines_total"], unit["amount_total"]) == ("", "")


def test_the_data_package_describes_every_column_of_every_file(publication, tmp_path):
    packaging.write_dataset(publication, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["hash"] == publication.hash
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    paths = [one["path"] for one in package["resources"]]
    assert paths == [*NAMES, "dictionary.csv"]
    assert package["hash_covers"] == NAMES
    for resource in package["resources"][:-1]:
        content = (tmp_path / resource["path"]).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{digest}"
        fields = resource["schema"]["fields"]
        header = content.decode().splitlines()[0].split(",")
        assert [field["name"] for field in fields] == header
        assert all(field["description"] for field in fields)
        assert set(resource["schema"]["primaryKey"]) <= set(header)


def test_every_published_column_is_in_a_file():
    outside = {"id", "publication_id", "line_id", "actions"}  # citations.csv has them
    for dataset in DATASETS:
        model = apps.get_model("reporting", dataset.table.removeprefix("reporting_"))
        columns = {field.attname for field in model._meta.fields} - outside
        assert {column.name for column in dataset.columns} == columns
    written = {dataset.table for dataset in DATASETS}
    tables = {
        model._meta.db_table
        for model in apps.get_app_config("reporting").models.values()
    }
    held = {table for table in tables if table.startswith("reporting_published")}
    assert written == held

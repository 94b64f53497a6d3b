import csv
import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from python_calamine import CalamineWorkbook

from reporting import keeping, kept, open_files, packaging
from reporting.datasets import DATASETS
from reporting.dictionary import dictionary_csv, in_spanish, tables
from reporting.models import KeptFile, KeptPiece
from reporting.publishing import verify_publication
from reporting.spreadsheets import records
from tests.reporting.publications import publish_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def publication():
    return publish_city().publication


def body(client, name, number=1):
    """The bytes of a file of 2030 as a reader downloads it."""
    answer = client.get(f"/data/2030/{number}/{name}")
    assert answer.status_code == 200, name
    return b"".join(answer) if answer.streaming else answer.content


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_the_command_and_the_site_give_the_same_bytes_and_so_does_a_second_time(
    client, publication, tmp_path
):
    packaging.write_dataset(publication, tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(written) == 16
    for name, content in written.items():
        assert body(client, name) == content, name
    zipped = body(client, packaging.PACKAGE)
    assert zipped == b"".join(packaging.package(publication))
    with zipfile.ZipFile(io.BytesIO(zipped)) as packed:
        assert packed.namelist() == sorted(written)
        assert {one.date_time[:3] for one in packed.infolist()} == {(1980, 1, 1)}
        assert {name: packed.read(name) for name in written} == written


def test_every_table_has_the_same_rows_in_its_three_forms(client, publication):
    for name in ("lines", "actions", "groups", "units", "year"):
        expected = rows_of(body(client, f"{name}.csv"))
        answer = json.loads(body(client, f"{name}.json"))
        assert answer["publication"]["hash"] == publication.hash
        found = answer["rows"]
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(body(client, f"{name}.xlsx")))
        header, *cells = sheet.get_sheet_by_name(name).to_python()
        assert len(expected) == len(found) == len(cells), name
        for row, one in zip(expected, found, strict=True):
            assert list(row) == list(one) == header, name
            for column in row:
                text = one[column]
                if column.startswith("amount"):
                    assert text in (row[column], None), column
                    assert text is None or isinstance(text, str)


def test_a_workbook_keeps_codes_as_text_and_amounts_to_the_cent(client, publication):
    content = body(client, "lines.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(
        "lines"
    )
    header, first, *_others = sheet.to_python()
    row = dict(zip(header, first, strict=True))
    assert (row["unit_code"], row["code"], row["object_code"]) == ("A", "L1", "4411")
    assert row["amount"] == 100.0
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>100.0</v>" in text
    assert 't="inlineStr"><is><t>4411</t>' in text


def test_a_number_too_long_for_a_spreadsheet_is_written_as_text_and_no_row_as_none():
    columns = next(one for one in DATASETS if one.name == "groups").columns
    header = ",".join(column.name for column in columns)
    row = "'=1,x,,1,,12345678901234567.89,3,2"
    (found,) = records(columns, [f"{header}\n{row}\n".encode()])
    assert found["code"] == "'=1"  # the guard stays: a sheet may be saved as CSV
    assert found["amount_touching"] == "12345678901234567.89"
    assert (found["actions_new"], found["name_en"]) == (None, None)
    (found,) = records(
        columns, [row.replace("12345", "", 1).join([header + "\n", ""]).encode()]
    )
    assert Decimal(repr(found["amount_touching"])) == Decimal("678901234567.89")
    assert list(records(columns, [f"{header}\n".encode()])) == [
        dict.fromkeys(header.split(","))
    ]


def test_long_files_are_made_once_and_kept_and_a_changed_one_is_found(
    client, publication, monkeypatch
):
    small = {name: body(client, name) for name in ("package.zip", "lines.xlsx")}
    kept.forget()  # what this process answered while the publication was small
    monkeypatch.setattr(open_files, "LARGE", 1)
    monkeypatch.setattr(keeping, "PIECE", 1000)
    answer = client.get("/data/2030/1/lines.xlsx", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "lines.xlsx is being made" in answer.content.decode()
    page = client.get("/en/years/2030/data/")
    assert page["Cache-Control"] == "no-store"  # soon it says more
    assert "are being made" in page.content.decode()
    assert 'href="/data/2030/1/lines.xlsx"' not in page.content.decode()
    assert 'href="/data/2030/1/lines.json"' in page.content.decode()
    assert keeping.keep_files(publication)
    assert keeping.keep_files(publication) == []
    page = client.get("/en/years/2030/data/").content.decode()
    assert 'href="/data/2030/1/lines.xlsx"' in page
    assert "being made" not in page
    assert KeptPiece.objects.filter(file__name="package.zip").count() > 3
    answer = client.get("/data/2030/1/package.zip")
    assert answer.streaming
    assert b"".join(answer) == small["package.zip"]
    long = str(len(small["package.zip"]))  # a download that breaks off is noticed
    assert answer["Content-Length"] == long
    assert client.head("/data/2030/1/package.zip")["Content-Length"] == long
    same = client.get(
        "/data/2030/1/package.zip", headers={"if-none-match": answer["ETag"]}
    )
    assert (same.status_code, same.has_header("Content-Length")) == (304, False)
    assert body(client, "lines.xlsx")[:4] == small["lines.xlsx"][:4]
    assert KeptFile.objects.get(name="lines.csv").size == len(body(client, "lines.csv"))
    assert verify_publication(publication) == []
    KeptPiece.objects.filter(file__name="package.zip", number=1).update(content=b"x")
    with translation.override("en"):  # the requests spoke Spanish
        (difference,) = verify_publication(publication)
    assert difference == "package.zip is not the file that was kept."
    assert keeping.keep_files(publication, again=True)
    assert verify_publication(publication) == []


def test_a_small_publication_keeps_no_file_and_its_page_asks_few_queries(
    client, publication, django_assert_max_num_queries
):
    assert not KeptFile.objects.exists()
    client.get("/en/years/2029/data/")
    with django_assert_max_num_queries(24):
        page = client.get("/en/years/2030/data/").content.decode()
    assert publication.hash in page
    for name in ("package.zip", "datapackage.json", "lines.xlsx", "year.json"):
        assert f'href="/data/2030/1/{name}"' in page
    assert client.get("/data/2030/1/lines.ods").status_code == 404
    assert client.get("/en/years/2030/data/?x=1").status_code == 400
    program = client.get("/data/recompute.py").content.decode()
    assert program.startswith("#!/usr/bin/env python3")


def test_every_column_and_table_is_described_in_both_languages():
    wanted = {column.description for table in tables() for column in table.columns}
    wanted |= {table.description for table in tables()}
    assert set(in_spanish()) == wanted
    found = rows_of(dictionary_csv())
    assert len(found) == sum(len(table.columns) for table in tables())
    assert all(row["description_en"] and row["description_es"] for row in found)


def test_the_package_says_what_its_columns_mean(client, publication):
    package = json.loads(body(client, "datapackage.json"))
    lines = next(one for one in package["resources"] if one["name"] == "lines")
    meaning = {f["name"]: f.get("columnType") for f in lines["schema"]["fields"]}
    assert meaning["amount"] == "value"
    assert meaning["code"] == "budget-line-id"
    constant = {one["name"]: one["constant"] for one in lines["schema"]["extraFields"]}
    assert constant == {
        "fiscal_year": 2030,
        "currency": "MXN",
        "phase": "approved",
        "direction": "expenditure",
    }
    assert package["rights"]["programme"] == "P1"
    assert package["rights"]["measures"]["touching"]["adds_up"] is False
    named = {
        f.get("columnType")
        for one in package["resources"]
        for f in one["schema"]["fields"]
    }
    own = {one["name"] for one in package["columnTypes"][1]}
    rights = {name for name in named if name and name.startswith("human-rights")}
    assert {name.removesuffix(":es").removesuffix(":en") for name in rights} <= own


@pytest.mark.slow
def test_frictionless_finds_nothing_in_the_package(publication, tmp_path):
    from frictionless import validate

    packaging.write_dataset(publication, tmp_path)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.to_summary()
    path = tmp_path / "citations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("A,L1", "A,L9", 1), encoding="utf-8")
    assert not validate(str(tmp_path / "datapackage.json")).valid


def test_a_package_is_verified_from_its_files_alone(publication, tmp_path, capsys):
    folder, packed = tmp_path / "folder", tmp_path / "package.zip"
    call_command("export", "2030", "--out", str(folder), "--zip", str(packed))
    capsys.readouterr()
    with connection.execute_wrapper(_no_query):
        for path in (folder, packed):
            call_command("verify", "2030", "--package", str(path))
            said = capsys.readouterr().out
            assert said == f"Every number and hash of {path} is as published.\n"
        with pytest.raises(CommandError, match="of 2030, not of 2029"):
            call_command("verify", "2029", "--package", str(packed))
        path = folder / "lines.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",100.00,", ",101.00,"), encoding="utf-8")
        with pytest.raises(CommandError) as refused:
            call_command("verify", "2030", "--package", str(folder))
        assert "lines.csv is not the file of the manifest." in str(refused.value)
        assert "amount_total is published as 400.00" in str(refused.value)
        (folder / "units.csv").unlink()
        with pytest.raises(CommandError, match="it lacks units.csv"):
            call_command("verify", "2030", "--package", str(folder))
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("verify", "2030", "--package", str(tmp_path / "none"))


def _no_query(execute, sql, params, many, context):
    raise AssertionError(f"The database was asked: {sql}")

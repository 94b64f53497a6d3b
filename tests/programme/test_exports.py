"""The catalogue out and in again: nothing new, nothing changed."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from programme.cells import GUARDED, guard, unguarded
from programme.exports import programme_sheets, unit_sheets
from programme.imports import import_programme, import_units
from programme.models import BudgetUnit, Programme
from programme.workbooks.writing import as_file
from tests.factories import make_programme, make_right, make_unit, make_user
from tests.workbooks import programme_sheets as sheets_in
from tests.workbooks import write_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOTHING = {"new": 0, "changed": 0}
TRICKY = ["=1+1", "+52 55", "-x", "@a", "'=b", "''", "＋c", "A\nB", "1.10", "_x000D_"]


def save(folder, name, sheets):
    path = folder / name
    path.write_bytes(as_file(path.suffix[1:], sheets))
    return path


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_programme_comes_out_whole_and_changes_nothing_when_loaded(
    tmp_path, language
):
    make_unit("17A001")
    import_programme(write_workbook(tmp_path / "in.xlsx", sheets_in()))
    edition = Programme.objects.get()
    for number, text in enumerate(TRICKY, start=10):
        action = edition.actions.create(
            right=edition.rights.order_by("code").first(),
            code=f"01.{number}",
            serial=1000 + number,
            text_es=text,
            text_en="E" * 5000,
        )
        action.bodies.create(position=1, name=text.replace("\n", " "))
    with translation.override(language):
        path = save(tmp_path, "out.xlsx", programme_sheets(edition))
        counts = import_programme(path, dry_run=True).counts
    assert len(counts) == 4
    for sheet, counted in counts.items():
        assert counted.items() >= NOTHING.items(), sheet
        assert counted["unchanged"] > 0
    book = openpyxl.load_workbook(path)
    types = {cell.data_type for sheet in book for row in sheet.rows for cell in row}
    assert types == {"s", "n"}


def test_a_programme_without_strategies_has_no_such_sheet(tmp_path):
    edition = make_programme("P")
    right = make_right(edition)
    edition.actions.create(right=right, code="01.1", serial=1, text_es="Acción")
    path = save(tmp_path, "out.xlsx", programme_sheets(edition))
    assert openpyxl.load_workbook(path).sheetnames == ["programme", "rights", "actions"]
    counts = import_programme(path, dry_run=True).counts
    assert all(counted.items() >= NOTHING.items() for counted in counts.values())


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_units_come_out_and_change_nothing_when_loaded(tmp_path, kind, language):
    for number, text in enumerate(TRICKY):
        make_unit(f"U{number}", name=text, sector=text, obliged_until=2030)
    make_unit("U99", obliged_from=None)
    with translation.override(language):
        path = save(tmp_path, f"out.{kind}", unit_sheets())
        (counted,) = import_units(path, dry_run=True).counts.values()
    assert counted == {**NOTHING, "unchanged": 11}


def test_without_units_the_file_has_its_headers(tmp_path):
    sheet = openpyxl.load_workbook(save(tmp_path, "out.xlsx", unit_sheets())).active
    assert [cell.value for cell in sheet[1]] == [
        *("code", "name", "kind", "sector", "obliged_from", "obliged_until")
    ]


def test_every_guarded_text_comes_back_as_it_was():
    texts = [start + "1" for start in GUARDED] + ["", "a", "a=1", "'", "'a", "''=1"]
    assert [unguarded(guard(text)) for text in texts] == texts
    assert [unguarded(cell) for cell in ("'a", "'", "a'=")] == ["'a", "'", "a'="]


def test_whoever_has_signed_in_takes_the_catalogue_as_files(client):
    edition = make_programme("P")
    right = make_right(edition)
    edition.actions.create(right=right, code="01.1", serial=1, text_es="Acción")
    make_unit("U1")
    client.force_login(make_user("analyst"))
    answer = client.get(reverse("programme:programme_download", args=["P"]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="P.xlsx"'
    assert answer.headers["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book["actions"]["A2"].value == "01.1"
    units = client.get(reverse("programme:unit_download", args=["csv"]))
    assert units.content.splitlines()[1] == (b"U1,Unit U1,ministry,,2009,")
    assert BudgetUnit.objects.count() == 1
    for kind in ("pdf", "html"):
        address = reverse("programme:unit_download", args=[kind])
        assert client.get(address).status_code == 404

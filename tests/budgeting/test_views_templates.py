from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from budgeting.imports import import_budget, import_ceilings
from budgeting.models import Ceiling, Proposal
from programme.imports import import_programme, import_units
from programme.models import Action, BudgetUnit
from programme.workbooks import ImportRefused
from tests.factories import make_action, make_programme, make_unit, make_user, make_year

pytestmark = pytest.mark.django_db

PROGRAMME = {
    "programme": [["PDH", "Programa", "", "human_rights", "Gaceta"]],
    "rights": [["01", "", "right", "Derecho al agua", "Right to water"]],
    "strategies": [["01.01", "Estrategia", "Strategy"]],
    "actions": [["01.01.01", 1, "Agua", "Water"]],
}
UNIT = ["01C001", "Jefatura", "ministry", "", 2009, None]
LINE = ["01C001", "F1", "Agua", "L1", "4411", "Pipas", 1000, "01.01.01"]


def template(client, kind, language="en"):
    client.force_login(make_user("administrator"))
    with translation.override(language):
        answer = client.get(reverse("budgeting:template", args=[kind]))
    assert answer.status_code == 200
    begins = {"en": "template-", "es": "plantilla-"}[language]
    assert f'filename="{begins}' in answer["Content-Disposition"]
    return openpyxl.load_workbook(BytesIO(answer.content))


def filled(book, path, rows):
    """The template saved with these rows under the headers, sheet by sheet."""
    for name, added in rows.items():
        for row in added:
            book[name].append(row)
    book.save(path)
    return path


def test_a_template_of_units_filled_in_is_loaded(client, tmp_path):
    book = template(client, "units")
    assert [cell.value for cell in book["units"][1]] == [
        "code", "name", "kind", "sector", "obliged_from", "obliged_until",
    ]  # fmt: skip
    import_units(filled(book, tmp_path / "u.xlsx", {"units": [UNIT]}))
    assert BudgetUnit.objects.get().obliged_from == 2009


def test_a_template_in_spanish_has_spanish_names_and_is_loaded(client, tmp_path):
    book = template(client, "units", "es")
    assert [cell.value for cell in book["unidades"][1]] == [
        "clave", "nombre", "tipo", "sector", "obligada_desde", "obligada_hasta",
    ]  # fmt: skip
    opened = book["unidades"].column_dimensions
    assert (opened["A"].width, opened["B"].width) == (18, 60)  # a code, a name
    import_units(filled(book, tmp_path / "u.xlsx", {"unidades": [UNIT]}))
    assert BudgetUnit.objects.get().name == "Jefatura"


def test_a_template_of_a_programme_filled_in_is_loaded(client, tmp_path):
    book = template(client, "programme")
    assert book.sheetnames == ["programme", "rights", "strategies", "actions"]
    import_programme(filled(book, tmp_path / "p.xlsx", PROGRAMME))
    assert Action.objects.get().right.code == "01"


def test_a_template_of_ceilings_filled_in_is_loaded(client, tmp_path):
    year = make_year()
    make_unit("01C001")
    book = template(client, "ceilings")
    rows = {"ceilings": [["01C001", None, 5000]]}
    import_ceilings(filled(book, tmp_path / "c.xlsx", rows), year)
    assert Ceiling.objects.get().amount == 5000


def test_a_template_of_a_budget_filled_in_is_loaded(client, tmp_path):
    programme = make_programme()
    make_action(programme, "01.01.01")
    year = make_year(2011, programme, opens_on=None, closes_on=None)
    make_unit("01C001")
    book = template(client, "budget")
    assert book.sheetnames == ["lines", "frameworks"]
    import_budget(filled(book, tmp_path / "b.xlsx", {"lines": [LINE]}), year)
    assert Proposal.objects.get().lines.get().citations.count() == 1


def test_a_code_typed_into_a_template_stays_a_text(client):
    sheet = template(client, "programme")["rights"]
    assert sheet.column_dimensions["A"].number_format == "@"


@pytest.mark.parametrize("kind", ["programme", "units"])
def test_an_empty_template_is_refused_in_words(client, tmp_path, kind):
    path = filled(template(client, kind), tmp_path / "e.xlsx", {})
    load = {"programme": import_programme, "units": import_units}[kind]
    with translation.override("en"), pytest.raises(ImportRefused) as refused:
        load(path)
    assert "The sheet has headers but no rows." in str(refused.value)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("administrator", 200),
        ("analyst", 200),
        ("finance_head", 200),
        ("auditor", 403),
        ("", 403),
    ],
)
def test_administrators_and_finance_download_templates(client, role, status):
    client.force_login(make_user(role))
    page = reverse("budgeting:template_list")
    for address in (page, f"{page}units/"):
        assert client.get(address).status_code == status
    if status == 200:
        assert f'href="{page}budget/"' in client.get(page).content.decode()
        assert client.get(f"{page}else/").status_code == 404


def test_whoever_has_not_signed_in_is_sent_to_the_door(client):
    answer = client.get(reverse("budgeting:template", args=["units"]))
    assert answer.status_code == 302


def test_the_import_pages_lead_to_the_templates(client):
    client.force_login(make_user("administrator"))
    new = reverse("programme:import_new", args=["programme"])
    to = {reverse("programme:import_list"): reverse("budgeting:template_list")}
    to[new] = reverse("budgeting:template", args=["programme"])
    for page, template in to.items():
        assert f'href="{template}"' in client.get(page).content.decode()

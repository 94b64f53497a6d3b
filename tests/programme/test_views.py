from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from programme import services
from tests.factories import make_action, make_programme, make_user
from tests.programme.catalogue import make_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEADERS = {
    "programme": "code name_es name_en kind legal_instrument in_force_from"
    " in_force_until",
    "rights": "code nucleus kind name_es name_en",
    "strategies": "code text_es text_en",
    "actions": "code serial text_es text_en term action_type responsible_units"
    " population_groups carried_out_since",
}
ROWS = {
    "programme": [["P9", "Programa", "Programme", "human_rights", "", 2009, None]],
    "rights": [
        ["01", "Núcleo", "right", "Derecho al agua", "Right to water"],
        ["16", "Grupos", "group", "Mujeres", "Women"],
    ],
    "strategies": [["01.01", "Estrategia", "Strategy"]],
    "actions": [
        ["01.01.01", 1, "Reparar fugas", "Mend leaks", "short", "", "U1", "16", None],
        ["01.01.02", 2, "Instalar bebederos", "", "", "", "ONU", "", 2010],
    ],
}


@pytest.fixture(autouse=True)
def _uploads_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page(name, *args):
    return reverse(f"programme:{name}", args=args)


def signed_in(client, role=""):
    client.force_login(make_user(role))
    return client


def workbook(**changed_cells):
    """These rows as a file; `actions_C2="…"` puts another value in a cell."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in ROWS.items():
        sheet = book.create_sheet(name)
        for row in [HEADERS[name].split(), *rows]:
            sheet.append(row)
    for place, value in changed_cells.items():
        sheet, cell = place.split("_")
        book[sheet][cell] = value
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("plan.xlsx", file.getvalue())


# the catalogue


def test_the_catalogue_is_for_people_who_have_signed_in(client):
    programme = make_catalogue("P1")
    for address in (
        page("programme_list"),
        page("programme_detail", programme.code),
        page("right_detail", programme.code, "10"),
        page("action_detail", programme.code, "10.01.01"),
        page("action_search", programme.code),
    ):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("sign_in"))


def test_a_programme_leads_to_its_rights_and_they_to_their_actions(
    client, django_assert_max_num_queries
):
    make_catalogue("P1")
    signed_in(client)
    with django_assert_max_num_queries(4):
        listed = client.get(page("programme_list")).content.decode()
    assert page("programme_detail", "P1") in listed
    assert "29</strong>" in listed  # thirty, one of them retired
    with django_assert_max_num_queries(7):
        detail = client.get(page("programme_detail", "P1")).content.decode()
    assert page("right_detail", "P1", "10") in detail
    with django_assert_max_num_queries(7):
        right = client.get(page("right_detail", "P1", "09")).content.decode()
    assert page("action_detail", "P1", "09.01.01") in right
    assert right.count("Retired from 2012") == 1


def test_rights_stand_under_their_nucleus(client):
    programme = make_catalogue("P1")
    programme.rights.filter(kind="group").update(nucleus="Núcleo de grupos")
    detail = signed_in(client).get(page("programme_detail", "P1"))
    assert [(name, len(rights)) for name, rights in detail.context["nuclei"]] == [
        ("", 4),
        ("Núcleo de grupos", 2),
    ]


def test_an_action_shows_what_is_known_of_it(client, django_assert_max_num_queries):
    programme = make_catalogue("P1")
    old = programme.actions.get(code="09.01.01")
    new = make_action(make_programme("P2"), "09.01.07", text_en="Plant many trees")
    services.record_succession(old, new, kind="carried", year=2016, by=None)
    signed_in(client)
    with django_assert_max_num_queries(10):
        shown = client.get(page("action_detail", "P1", "09.01.01")).content.decode()
    for said in ("Plant native trees", "ONU", "U1 Unit U1", "Healthy environment"):
        assert said in shown
    assert page("action_detail", "P2", "09.01.07") in shown
    assert "Carried into a new edition" in shown
    back = client.get(page("action_detail", "P2", "09.01.07")).content.decode()
    assert page("action_detail", "P1", "09.01.01") in back


def test_a_text_in_the_other_language_says_so(client):
    programme = make_catalogue("P1")
    programme.actions.filter(code="10.01.01").update(text_en="")
    shown = signed_in(client).get(page("action_detail", "P1", "10.01.01"))
    assert '<span lang="es">Reparar fugas de la red' in shown.content.decode()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("programme_detail", ["P2"]),
        ("right_detail", ["P1", "11"]),
        ("action_detail", ["P1", "10.09.09"]),
        ("action_detail", ["P2", "10.01.01"]),
        ("action_search", ["P2"]),
    ],
)
def test_what_is_not_in_the_catalogue_is_not_found(client, name, args):
    make_catalogue("P1")
    assert signed_in(client).get(page(name, *args)).status_code == 404


def test_a_search_marks_the_words_it_found(client):
    make_catalogue("P1")
    found = signed_in(client).get(
        page("action_search", "P1"), {"q": "mend leak nework"}
    )
    shown = found.content.decode()
    assert "<mark>Mend</mark> <mark>leaks</mark> of the <mark>network</mark>" in shown
    assert "1 action found" in shown


def test_a_search_never_writes_markup_of_the_catalogue_or_of_the_query(client):
    programme = make_catalogue("P1")
    programme.actions.filter(code="10.01.01").update(text_en="<b>Leaks</b> & <i>")
    found = signed_in(client).get(page("action_search", "P1"), {"q": '"><u>leaks'})
    shown = found.content.decode()
    assert "&lt;b&gt;<mark>Leaks</mark>&lt;/b&gt; &amp; &lt;i&gt;" in shown
    assert '"><u>' not in shown


def test_a_search_is_narrowed_and_paged(client):
    programme = make_catalogue("P1")
    for number in range(30):
        make_action(programme, f"10.05.{number:02}", serial=500 + number)
    signed_in(client)
    asked = {"right": "10", "group": "", "term": "", "unit": "", "q": ""}
    first = client.get(page("action_search", "P1"), asked)
    assert first.context["page"].paginator.count == 34
    assert "right=10&amp;" in first.content.decode()
    second = client.get(page("action_search", "P1"), {**asked, "page": "2"})
    assert len(second.context["page"]) == 9


@pytest.mark.parametrize("asked", [{"right": "77"}, {"term": "soon"}, {"q": "a" * 201}])
def test_a_search_that_cannot_be_understood_says_so(client, asked):
    make_catalogue("P1")
    answer = signed_in(client).get(page("action_search", "P1"), asked)
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()

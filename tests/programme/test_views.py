from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now, timedelta
from openpyxl import Workbook, load_workbook

from programme import services
from programme.models import Action, ImportBatch, Programme
from tests.factories import make_action, make_programme, make_unit, make_user
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
    with django_assert_max_num_queries(8):
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


# the administrator's page for workbooks


@pytest.mark.parametrize("role", ["analyst", "finance_head", "auditor", ""])
def test_only_the_administrator_checks_and_loads_files(client, role):
    signed_in(client, role)
    batch = ImportBatch.objects.create(
        kind="programme", file_name="a", file_hash="b", outcome="checked"
    )
    upload = client.post(page("import_programme"), {"file": workbook()})
    assert upload.status_code == 403
    assert client.get(page("import_programme")).status_code == 403
    assert client.post(page("import_confirm", batch.pk)).status_code == 403
    seen = 200 if role == "auditor" else 403
    assert client.get(page("import_detail", batch.pk)).status_code == seen
    gone = 404 if role == "auditor" else 403
    assert client.get(page("import_marked", batch.pk)).status_code == gone
    assert client.get(page("import_list")).status_code == seen
    assert not Programme.objects.exists()


def test_a_workbook_is_reported_row_by_row_and_nothing_is_loaded(client):
    make_unit("U1")
    signed_in(client, "administrator")
    answer = client.post(page("import_programme"), {"file": workbook()})
    assert answer.status_code == 200
    shown = answer.content.decode()
    for key in ("01.01.01", "01.01.02", "2 new rows", "ONU"):
        assert key in shown
    assert not Programme.objects.exists()
    batch = ImportBatch.objects.get()
    assert (batch.outcome, batch.file_name) == ("checked", "plan.xlsx")
    assert "plan" not in batch.stored_file.name


def test_confirming_loads_exactly_the_file_that_was_checked(client):
    make_unit("U1")
    signed_in(client, "administrator")
    client.post(page("import_programme"), {"file": workbook()})
    checked = ImportBatch.objects.get()
    answer = client.post(page("import_confirm", checked.pk))
    loaded = ImportBatch.objects.get(outcome="loaded")
    assert answer.url == page("import_detail", loaded.pk)
    assert loaded.file_hash == checked.file_hash
    assert loaded.file_name == "plan.xlsx"
    assert list(Action.objects.values_list("code", "text_es")) == [
        ("01.01.01", "Reparar fugas"),
        ("01.01.02", "Instalar bebederos"),
    ]
    assert client.get(answer.url).status_code == 200
    assert b"plan.xlsx" in client.get(page("import_list")).content


def test_a_file_is_loaded_once_however_often_it_is_confirmed(client):
    make_unit("U1")
    signed_in(client, "administrator")
    client.post(page("import_programme"), {"file": workbook()})
    checked = ImportBatch.objects.get()
    first = client.post(page("import_confirm", checked.pk))
    again = client.post(page("import_confirm", checked.pk))
    assert again.url == first.url
    assert ImportBatch.objects.filter(outcome="loaded").count() == 1


def test_a_file_changed_after_its_check_is_not_loaded(client):
    make_unit("U1")
    signed_in(client, "administrator")
    client.post(page("import_programme"), {"file": workbook()})
    checked = ImportBatch.objects.get()
    with open(checked.stored_file.path, "wb") as file:
        file.write(workbook(actions_C2="Otra cosa").read())
    answer = client.post(page("import_confirm", checked.pk), follow=True)
    assert "no longer the one that was checked" in answer.content.decode()
    assert not Programme.objects.exists()


def test_a_checked_file_waits_for_a_day(client):
    make_unit("U1")
    signed_in(client, "administrator")
    client.post(page("import_programme"), {"file": workbook()})
    old = ImportBatch.objects.get()
    ImportBatch.objects.filter(pk=old.pk).update(at=now() - timedelta(days=2))
    stored = old.stored_file.name
    client.post(page("import_programme"), {"file": workbook()})
    assert not default_storage.exists(stored)
    answer = client.post(page("import_confirm", old.pk), follow=True)
    assert "upload it again" in answer.content.decode()


def test_what_changes_is_shown_beside_what_is(client):
    make_unit("U1")
    signed_in(client, "administrator")
    client.post(page("import_programme"), {"file": workbook()})
    client.post(page("import_confirm", ImportBatch.objects.get().pk))
    file = workbook(actions_C2="Reparar todas las fugas")
    shown = client.post(page("import_programme"), {"file": file}).content.decode()
    assert "<td>Reparar fugas</td><td>Reparar todas las fugas</td>" in shown
    assert "1 row that changes nothing" in shown
    same = client.post(page("import_programme"), {"file": workbook()}).content.decode()
    assert "there is nothing to load" in same
    assert "Load exactly this file" not in same


def test_a_workbook_with_errors_is_refused_cell_by_cell(client):
    signed_in(client, "administrator")
    file = workbook(actions_E2="soon", actions_H3="99")
    answer = client.post(page("import_programme"), {"file": file})
    shown = answer.content.decode()
    assert answer.status_code == 400
    for said in ("E2", "soon", "H3", "99", "Nothing was loaded"):
        assert said in shown
    assert not Programme.objects.exists()
    batch = ImportBatch.objects.get()
    assert batch.outcome == "refused"
    marked = client.get(page("import_marked", batch.pk))
    assert marked["Content-Disposition"] == 'attachment; filename="plan-marked.xlsx"'
    book = load_workbook(BytesIO(b"".join(marked.streaming_content)))
    assert book["actions"]["E2"].comment is not None
    assert client.get(page("import_detail", batch.pk)).status_code == 200


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "Choose the workbook"),
        (SimpleUploadedFile("plan.xlsx", b""), "empty"),
        (SimpleUploadedFile("plan.pdf", b"%PDF-1.4"), "another kind of file"),
        (SimpleUploadedFile("plan.xlsx", b"not a workbook at all"), "Nothing was"),
        (SimpleUploadedFile("plan.xlsx", b"PK\x03\x04 broken"), "Nothing was"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(client, file, said):
    signed_in(client, "administrator")
    if file:
        file.seek(0)
    answer = client.post(page("import_programme"), {"file": file} if file else {})
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_a_file_too_large_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr("programme.forms.MEGABYTE", 0.5)
    signed_in(client, "administrator")
    answer = client.post(page("import_programme"), {"file": workbook()})
    assert answer.status_code == 400
    assert not ImportBatch.objects.exists()


def test_loading_is_never_a_get(client):
    batch = ImportBatch.objects.create(
        kind="programme", file_name="a", file_hash="b", outcome="checked"
    )
    answer = signed_in(client, "administrator").get(page("import_confirm", batch.pk))
    assert answer.status_code == 405

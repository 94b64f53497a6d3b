"""Files of every kind in the browser: checked, confirmed, loaded, undone."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils.timezone import now
from openpyxl import load_workbook

from programme.imports import past
from programme.models import Action, BudgetUnit, ImportBatch, Programme
from tests.factories import (
    make_action,
    make_programme,
    make_unit,
    make_user,
    make_year,
)
from tests.loading import confirm_on_pages
from tests.programme.test_views import page, signed_in, workbook
from tests.reporting.cities import published
from tests.showing import show

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def _uploads_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def admin(client):
    make_unit("U1")
    user = make_user("administrator")
    client.force_login(user)
    return user


def give(client, file=None, kind="programme", **said):
    """The page that answers a file, and its import."""
    data = {"file": file or workbook(), **said}
    answer = client.post(page("import_new", kind), data, follow=True)
    return answer, ImportBatch.objects.latest("pk")


def confirm(client, batch):
    answer = confirm_on_pages(client, batch, batch.work.seen)
    batch.refresh_from_db()
    return answer.content.decode()


def side_by_side(before, after):
    return f'>{before}</td><td role="cell">{after}</td>'


def undo(client, batch):
    answer = client.post(page("import_undo", batch.pk), follow=True)
    batch.refresh_from_db()
    return answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["import_confirm", "import_ask", "import_second", "import_again", "import_undo"],
)
def test_what_a_file_writes_or_takes_back_asks_again_who_it_is(client, name):
    user = make_user("administrator", password="a long enough password")
    client.force_login(user)
    _, batch = give(client)
    show(client, user, "password", 20 * 60)
    asked = client.post(page(name, batch.pk), {"seen": batch.work.seen})
    assert "/once-more/" in asked.url
    batch.refresh_from_db()
    assert batch.outcome == "checked"


# giving a file


@pytest.mark.parametrize("role", ["analyst", "finance_head", "auditor", ""])
def test_only_the_administrator_gives_loads_and_undoes_files(client, role):
    signed_in(client, role)
    batch = ImportBatch.objects.create(
        kind="programme", file_name="a", file_hash="b", outcome="checked"
    )
    assert client.get(page("import_new", "programme")).status_code == 403
    for name in ("import_confirm", "import_undo", "import_drop", "import_again"):
        assert client.post(page(name, batch.pk)).status_code == 403
    given = client.post(page("import_new", "units"), {"file": workbook()})
    assert given.status_code == 403
    reads = role == "auditor"
    assert client.get(page("import_list")).status_code == (200 if reads else 403)
    shown = client.get(page("import_detail", batch.pk))
    assert shown.status_code == (200 if reads else 403)
    for name in ("import_file", "import_marked"):
        gone = client.get(page(name, batch.pk)).status_code
        assert gone == (404 if reads else 403)
    assert ImportBatch.objects.get().outcome == "checked"


def test_a_workbook_is_reported_row_by_row_and_nothing_is_loaded(client, admin):
    answer, batch = give(client)
    shown = answer.content.decode()
    for key in ("01.01.01", "01.01.02", "6 new rows", "ONU"):
        assert key in shown
    assert not Programme.objects.exists()
    assert (batch.outcome, batch.file_name) == ("checked", "plan.xlsx")
    assert "plan" not in batch.stored_file.name


def test_the_preview_is_found_again_in_the_list(client, admin):
    first, batch = give(client)
    assert (
        page("import_detail", batch.pk)
        in client.get(page("import_list")).content.decode()
    )
    again = client.get(page("import_detail", batch.pk)).content.decode()
    assert "6 new rows" in again and batch.work.seen in again


def test_confirming_loads_exactly_the_file_that_was_checked(client, admin):
    _, batch = give(client)
    shown = confirm(client, batch)
    assert (batch.outcome, batch.loaded_by) == ("loaded", admin)
    assert "The file was loaded." in shown
    assert list(Action.objects.values_list("code", "text_es")) == [
        ("01.01.01", "Reparar fugas"),
        ("01.01.02", "Instalar bebederos"),
    ]


def test_another_administrator_may_confirm_and_both_are_named(client, admin):
    _, batch = give(client)
    other = make_user("administrator")
    client.force_login(other)
    confirm(client, batch)
    assert (batch.by, batch.loaded_by) == (admin, other)


def test_the_original_is_kept_for_good_and_given_back_byte_for_byte(client, admin):
    file = workbook()
    sent = file.read()
    file.seek(0)
    _, batch = give(client, file)
    confirm(client, batch)
    ImportBatch.objects.update(at=now() - timedelta(days=900))
    give(client, workbook(actions_C2="Otra"))
    signed_in(client, "auditor")
    kept = client.get(page("import_file", batch.pk))
    assert kept["Content-Disposition"] == 'attachment; filename="plan.xlsx"'
    assert b"".join(kept.streaming_content) == sent


def test_a_file_changed_after_its_check_is_not_loaded(client, admin):
    _, batch = give(client)
    with open(batch.stored_file.path, "wb") as file:
        file.write(workbook(actions_C2="Otra cosa").read())
    assert "no longer the one that was checked" in confirm(client, batch)
    assert not Programme.objects.exists()


def test_what_changes_is_shown_beside_what_is(client, admin):
    confirm(client, give(client)[1])
    answer, _ = give(client, workbook(actions_C2="Reparar todas las fugas"))
    shown = answer.content.decode()
    after = '<td role="cell" data-label="After loading">Reparar todas las fugas</td>'
    assert f"Reparar fugas</td>{after}" in shown
    assert "5 rows that change nothing" in shown
    same = give(client, workbook(actions_C2="Reparar fugas"))[0].content.decode()
    assert "there is nothing to load" in same
    assert "Load exactly this file" not in same


def test_a_preview_that_no_longer_holds_is_shown_anew_and_nothing_is_loaded(
    client, admin
):
    confirm(client, give(client)[1])
    _, batch = give(client, workbook(actions_C2="Reparar todas las fugas"))
    Action.objects.filter(code="01.01.01").update(text_es="Cambiar tuberías")
    shown = confirm(client, batch)
    assert "Something changed since you looked" in shown
    after = '<td role="cell" data-label="After loading">Reparar todas las fugas</td>'
    assert f"Cambiar tuberías</td>{after}" in shown
    assert batch.outcome == "checked"
    assert Action.objects.get(code="01.01.01").text_es == "Cambiar tuberías"
    confirm(client, ImportBatch.objects.get(pk=batch.pk))
    assert Action.objects.get(code="01.01.01").text_es == "Reparar todas las fugas"


def test_what_a_person_did_not_see_is_not_confirmed(client, admin):
    _, batch = give(client)
    answer = client.post(page("import_confirm", batch.pk), {"seen": "a"}, follow=True)
    assert "no longer the preview that you saw" in answer.content.decode()
    assert not Programme.objects.exists()


def test_a_workbook_with_errors_is_refused_cell_by_cell(client, admin):
    answer, batch = give(client, workbook(actions_E2="soon", actions_H3="99"))
    shown = answer.content.decode()
    for said in ("E2", "soon", "H3", "99", "Nothing was loaded: the file has 2 errors"):
        assert said in shown
    assert not Programme.objects.exists()
    assert batch.outcome == "refused"
    marked = client.get(page("import_marked", batch.pk))
    assert marked["Content-Disposition"] == 'attachment; filename="plan-marked.xlsx"'
    book = load_workbook(BytesIO(b"".join(marked.streaming_content)))
    assert book["actions"]["E2"].comment is not None
    kept = client.get(page("import_file", batch.pk))
    assert len(b"".join(kept.streaming_content)) == batch.stored_file.size


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "Choose the file to check"),
        (SimpleUploadedFile("plan.xlsx", b""), "empty"),
        (SimpleUploadedFile("plan.pdf", b"%PDF-1.4"), "another kind of file"),
        (SimpleUploadedFile("plan.csv", b"code"), "another kind of file"),
    ],
)
def test_no_file_or_another_kind_is_told_beside_the_field(client, admin, file, said):
    if file:
        file.seek(0)
    data = {"file": file} if file else {}
    answer = client.post(page("import_new", "programme"), data)
    assert answer.status_code == 400
    assert said in answer.content.decode()


@pytest.mark.parametrize("content", [b"not a workbook at all", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_is_refused_in_words(client, admin, content):
    answer, batch = give(client, SimpleUploadedFile("plan.xlsx", content))
    assert batch.outcome == "refused"
    assert "Nothing was loaded" in answer.content.decode()
    assert "No single cell is at fault" in answer.content.decode()
    assert "Mend the cells below" not in answer.content.decode()


def test_what_is_to_be_mended_is_marked_with_the_language_it_is_told_in(client, admin):
    answer, batch = give(client, workbook(actions_E2="soon", actions_C3="=1+1"))
    assert '<span lang="en">' not in answer.content.decode()
    spanish = client.get(f"/es/desk/imports/{batch.pk}/").content.decode()
    assert 'se espera"><span lang="en">A formula without' in spanish
    assert "Lo que se espera está dicho en el idioma" in spanish


def test_a_cell_whose_formula_has_no_value_is_named_with_its_column(client, admin):
    shown = give(client, workbook(actions_C3="=1+1"))[0].content.decode()
    assert '<strong>C3</strong></td><td role="cell" data-label="Column">text_es<' in (
        shown
    )


def test_a_file_too_large_is_refused_before_it_is_read(client, admin, monkeypatch):
    monkeypatch.setattr("programme.forms.MEGABYTE", 0.5)
    answer = client.post(page("import_new", "programme"), {"file": workbook()})
    assert answer.status_code == 400
    assert not ImportBatch.objects.exists()


def test_loading_is_never_a_get(client, admin):
    _, batch = give(client)
    for name in ("import_confirm", "import_drop", "import_again"):
        assert client.get(page(name, batch.pk)).status_code == 405


def test_a_kind_that_there_is_not_has_no_page(client, admin):
    assert client.get(page("import_new", "else")).status_code == 404


def test_addresses_of_before_lead_to_the_pages_of_today(client, admin):
    _, batch = give(client)
    before = {
        "/en/imports/": page("import_list"),
        "/en/imports/programme/": page("import_new", "programme"),
        f"/en/imports/{batch.pk}/": page("import_detail", batch.pk),
        f"/en/imports/{batch.pk}/marked/": page("import_marked", batch.pk),
    }
    assert {one: client.get(one).url for one in before} == before


def test_a_checked_file_is_given_up_and_then_not_loaded(client, admin):
    _, batch = give(client)
    answer = client.post(page("import_drop", batch.pk), follow=True)
    assert "Given up: nothing was written." in answer.content.decode()
    assert "not waiting to be loaded" in confirm(client, batch)
    assert not Programme.objects.exists()


# units, and what undoing them meets

UNITS = "code,name,kind,sector,obliged_from,obliged_until\n"


def units(rows, name="units.csv"):
    return SimpleUploadedFile(name, (UNITS + rows).encode())


def test_units_are_loaded_and_undone(client, admin):
    BudgetUnit.objects.filter(code="U1").update(
        name="Antes", kind="ministry", sector="", obliged_from=2009
    )
    rows = "U1,Después,ministry,,2009,\nU2,Nueva,borough,Agua,2009,\n"
    _, batch = give(client, units(rows), "units")
    confirm(client, batch)
    assert BudgetUnit.objects.get(code="U1").name == "Después"
    before = client.get(page("import_undo", batch.pk)).content.decode()
    assert "Nothing depends on it yet" in before
    assert "The import was undone." in undo(client, batch)
    assert list(BudgetUnit.objects.values_list("code", "name")) == [("U1", "Antes")]
    assert (batch.outcome, batch.undone_by) == ("undone", admin)


def test_units_that_something_refers_to_by_now_stay_and_are_named(client, admin):
    _, batch = give(client, units("U2,Nueva,borough,,2009,\n"), "units")
    confirm(client, batch)
    make_user("preparer", BudgetUnit.objects.get(code="U2"))
    shown = client.get(page("import_undo", batch.pk)).content.decode()
    assert "It cannot be undone" in shown
    assert "U2 Nueva: 1 row of “Membership” refers to it." in shown
    undo(client, batch)
    assert batch.outcome == "loaded"
    assert BudgetUnit.objects.filter(code="U2").exists()


def test_a_row_that_changed_since_is_named_and_stays(client, admin):
    _, batch = give(client, units("U2,Nueva,borough,,2009,\n"), "units")
    confirm(client, batch)
    BudgetUnit.objects.filter(code="U2").update(name="Corregida a mano")
    shown = client.get(page("import_undo", batch.pk)).content.decode()
    assert "changed since this import: U2" in shown
    undo(client, batch)
    assert BudgetUnit.objects.get(code="U2").name == "Corregida a mano"


def test_bodies_and_groups_that_changed_since_are_named_by_their_action(client, admin):
    _, batch = give(client)
    confirm(client, batch)
    action = Action.objects.get(code="01.01.01")
    action.bodies.all().delete()
    action.population_groups.clear()
    shown = client.get(page("import_undo", batch.pk)).content.decode()
    assert "Responsible body: changed since this import: 01.01.01<" in shown
    assert "Population groups: changed since this import: 01.01.01<" in shown


def test_what_the_trail_does_not_know_is_not_undone_by_guessing(
    client, admin, monkeypatch
):
    make_unit("U2", name="Antes")
    _, batch = give(client, units("U2,Después,ministry,,2009,\n"), "units")
    confirm(client, batch)
    monkeypatch.setattr(past, "_find_before", lambda *args: None)  # older than it
    shown = client.get(page("import_undo", batch.pk)).content.decode()
    assert "The trail does not hold what this import wrote" in shown
    undo(client, batch)
    assert BudgetUnit.objects.get(code="U2").name == "Después"


def test_units_that_a_publication_names_by_now_stay(client, admin):
    programme = make_programme("DH")
    _, batch = give(client, units("U2,Nueva,borough,,2009,\n"), "units")
    confirm(client, batch)
    published(2031, programme, make_unit("U3"), make_action(programme))
    shown = client.get(page("import_undo", batch.pk)).content.decode()
    assert "Publication 1 of 2031 was made with it." in shown
    undo(client, batch)
    assert BudgetUnit.objects.filter(code="U2").exists()


def test_two_imports_are_undone_the_last_one_first(client, admin):
    _, first = give(client, units("U2,Una,borough,,2009,\n", "1.csv"), "units")
    confirm(client, first)
    _, second = give(client, units("U2,Dos,borough,,2009,\n", "2.csv"), "units")
    confirm(client, second)
    undo(client, first)
    assert first.outcome == "loaded"
    undo(client, second)
    assert BudgetUnit.objects.get(code="U2").name == "Una"
    undo(client, first)
    assert not BudgetUnit.objects.filter(code="U2").exists()


def test_what_a_later_file_made_again_as_this_one_had_is_not_taken_from_it(
    client, admin
):
    batches = []
    for number, name in enumerate(["Una", "Dos", "Una"]):
        file = units(f"U2,{name},borough,,2009,\n", f"{number}.csv")
        _, batch = give(client, file, "units")
        confirm(client, batch)
        batches.append(batch)
    undo(client, batches[0])
    assert BudgetUnit.objects.get(code="U2").name == "Una"
    for batch in reversed(batches):
        undo(client, batch)
    assert not BudgetUnit.objects.filter(code="U2").exists()


# a programme undone


def test_a_new_edition_is_undone_whole_and_can_be_loaded_again(client, admin):
    _, batch = give(client)
    confirm(client, batch)
    undo(client, batch)
    assert (batch.outcome, Programme.objects.count()) == ("undone", 0)
    ImportBatch.objects.update(at=now() - timedelta(minutes=1))
    _, again = give(client)
    confirm(client, again)
    assert again.pk != batch.pk
    assert Action.objects.count() == 2


def test_a_changed_edition_is_as_it_was_with_its_bodies_and_groups(client, admin):
    confirm(client, give(client)[1])
    before = edition()
    file = workbook(
        actions_C2="Reparar todas", actions_G2="ONU", actions_H2="", rights_D2="Agua"
    )
    _, batch = give(client, file)
    confirm(client, batch)
    assert edition() != before
    undo(client, batch)
    assert (batch.outcome, edition()) == ("undone", before)


def edition():
    """All that an edition says, as text."""
    return [
        (
            action.code,
            action.text_es,
            action.right.name_es,
            [str(one) for one in action.bodies.all()],
            sorted(one.code for one in action.population_groups.all()),
        )
        for action in Action.objects.order_by("code")
    ]


def test_an_edition_that_a_year_cites_is_not_undone(client, admin):
    _, batch = give(client)
    confirm(client, batch)
    make_year(2031, Programme.objects.get())
    shown = client.get(page("import_undo", batch.pk)).content.decode()
    assert "P9: 1 row of “Programme of the year” refers to it." in shown
    undo(client, batch)
    assert Programme.objects.exists()


@pytest.mark.parametrize("cell", ["actions_C2", "rights_D2"])
def test_an_edition_that_was_published_since_is_not_undone(client, admin, cell):
    confirm(client, give(client)[1])
    edition = Programme.objects.get()
    _, batch = give(client, workbook(**{cell: "Agua para todas"}))
    confirm(client, batch)
    published(2031, edition, BudgetUnit.objects.get(), Action.objects.last())
    shown = client.get(page("import_undo", batch.pk)).content.decode()
    assert "Publication 1 of 2031 was made with it." in shown
    undo(client, batch)
    assert batch.outcome == "loaded"


def test_what_is_not_loaded_cannot_be_undone(client, admin):
    _, batch = give(client)
    assert "there is nothing to undo" in undo(client, batch)


def test_an_import_by_command_is_undone_too(client, admin, tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(UNITS + "U3,Tres,borough,,2009,\n")
    call_command("import_units", str(path))
    batch = ImportBatch.objects.get()
    undo(client, batch)
    assert batch.outcome == "undone"
    assert not BudgetUnit.objects.filter(code="U3").exists()

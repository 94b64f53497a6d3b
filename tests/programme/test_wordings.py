"""Texts that a programme workbook changes: corrections, or new wordings from a year."""

import re

import pytest
from django.urls import reverse

from programme import asking, uploads
from programme.exceptions import CatalogueError
from programme.imports.wordings import Wording
from programme.models import Action, CatalogueChange, FormerText, Programme
from programme.services import undo_change
from tests.factories import make_unit, make_user
from tests.programme.test_import_pages import confirm, give, page, undo
from tests.programme.test_views import workbook
from tests.reporting.cities import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ANEW = {"kind": "reworded", "year": "2027", "reason": "Acuerdo 5/2026"}


@pytest.fixture(autouse=True)
def _uploads_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def admin(client):
    make_unit("U1")
    user = make_user("administrator")
    client.force_login(user)
    return user


@pytest.fixture
def batch(client, admin):
    """An edition that is loaded, and a file that words an action of it otherwise."""
    confirm(client, give(client)[1])
    return give(client, workbook(actions_C2="Cambiar la tubería"))[1]


def choose(client, batch, **said):
    answer = client.post(page("import_wording", batch.pk), said, follow=True)
    batch.refresh_from_db()
    return answer


def shown(client, batch):
    address = page("import_detail", batch.pk)
    return as_text(client.get(address).content.decode())


def as_text(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def action():
    return Action.objects.get(code="01.01.01")


def test_a_changed_text_is_a_correction_unless_another_thing_is_said(client, batch):
    assert "the text of 1 line of action that exists" in shown(client, batch)
    assert "It is loaded as a correction:" in shown(client, batch)
    confirm(client, batch)
    assert action().text_es == "Cambiar la tubería"
    assert not FormerText.objects.exists()


def test_a_new_wording_keeps_the_earlier_one_until_its_year(client, admin, batch):
    choose(client, batch, **ANEW)
    told = shown(client, batch)
    assert "It is loaded as a new wording from 2027:" in told
    assert "Reason: Acuerdo 5/2026" in told
    confirm(client, batch)
    assert "New wordings from 2027: Acuerdo 5/2026" in shown(client, batch)
    assert action().text_es == "Cambiar la tubería"
    former = FormerText.objects.get()
    assert (former.text_es, former.text_en, former.until) == (
        "Reparar fugas",
        "Mend leaks",
        2027,
    )
    change = CatalogueChange.objects.get()
    assert (change.kind, change.year, change.reason, change.by) == (
        "reworded",
        2027,
        "Acuerdo 5/2026",
        admin,
    )
    address = reverse("programme:action_detail", args=["P9", "01.01.01"])
    assert "Worded before 2027 Mend leaks" in as_text(
        client.get(address).content.decode()
    )


@pytest.mark.slow
def test_the_search_finds_both_wordings(client, batch):
    choose(client, batch, **ANEW)
    confirm(client, batch)
    for words in ("reparar", "tubería"):
        found = client.get("/en/catalogue/P9/search/", {"q": words})
        assert "01.01.01" in as_text(found.content.decode())


def test_a_published_year_keeps_its_wording(client, batch):
    programme = Programme.objects.get()
    published(2031, programme, make_unit("U3"), action())
    addresses = ["/en/years/2031/actions/01.01.01/", "/data/2031/1/actions.csv"]
    before = [body(client, one) for one in addresses]
    choose(client, batch, **ANEW)
    confirm(client, batch)
    assert action().text_es == "Cambiar la tubería"
    assert [body(client, one) for one in addresses] == before


def body(client, address):
    client.logout()
    answer = client.get(address)
    assert answer.status_code == 200
    client.force_login(make_user("administrator"))
    return b"".join(answer) if answer.streaming else answer.content


def test_what_was_seen_before_the_choice_is_not_confirmed(client, admin, batch):
    seen = batch.work.seen
    choose(client, batch, **ANEW)
    with pytest.raises(CatalogueError, match="no longer the preview"):
        asking.ask_to_load(batch, by=admin, seen=seen)
    batch.work.refresh_from_db()
    anew = batch.work.seen
    choose(client, batch, **{**ANEW, "reason": "Otro acuerdo"})
    batch.work.refresh_from_db()
    assert batch.work.seen != anew
    choose(client, batch, kind="corrected")
    batch.work.refresh_from_db()
    assert batch.work.seen == seen


def test_a_new_wording_needs_its_year_and_its_reason(client, batch):
    answer = choose(client, batch, kind="reworded")
    told = answer.content.decode()
    assert answer.status_code == 400
    assert "Say from which year." in told and "Say why." in told
    assert batch.worded_from is None


def test_while_somebody_asks_to_load_it_the_choice_stands(client, admin, batch):
    asking.ask_to_load(batch, by=admin, seen=batch.work.seen)
    answer = choose(client, batch, **ANEW)
    assert answer.status_code == 409
    assert "withdraw or decline that request" in answer.content.decode()
    assert "They are new wordings" not in shown(client, batch)


@pytest.mark.slow
def test_a_translation_that_is_added_is_no_other_wording(client, batch):
    uploads.drop_import(batch, by=batch.by)
    _, added = give(client, workbook(actions_D3="Put in fountains"))
    assert "line of action that exists" not in shown(client, added)
    with pytest.raises(CatalogueError, match="another text of actions"):
        uploads.choose_wording(added, by=added.by, wording=Wording(2027, "Acuerdo"))


def test_undoing_the_import_takes_its_wordings_back(client, batch):
    choose(client, batch, **ANEW)
    confirm(client, batch)
    assert "The import was undone." in undo(client, batch)
    assert action().text_es == "Reparar fugas"
    assert not FormerText.objects.exists()
    assert not CatalogueChange.objects.exists()


@pytest.mark.slow
def test_one_wording_of_a_file_is_undone_by_itself_and_then_named(client, admin, batch):
    choose(client, batch, **ANEW)
    confirm(client, batch)
    undo_change(CatalogueChange.objects.get(), by=admin)
    assert action().text_es == "Reparar fugas"
    undo(client, batch)
    assert batch.outcome == "loaded"
    told = client.get(page("import_undo", batch.pk)).content.decode()
    assert "Line of action: changed since this import: 01.01.01" in told
    assert "Change of the catalogue: changed since this import: 01.01.01" in told
    assert "Former wording: changed since this import: 01.01.01" in told

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from hrbudget.read_only import ReadOnlyMode
from programme.models import TrailLink, User
from reporting import kept
from tests.factories import make_proposal, make_unit, make_user
from tests.reporting.publications import publish_city
from tests.showing import show

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db
WORDS = {
    "es": ["Por ahora el sitio solo puede consultarse", "no se guardó", "nada cambió"],
    "en": ["The site can only be read for now", "was not saved", "nothing was changed"],
}


@pytest.fixture
def read_only(settings):
    settings.READ_ONLY = True


def writing_addresses(language):
    with translation.override(language):
        return [
            reverse("sign_in"),
            reverse("sign_out"),
            reverse("password_change"),
            reverse("programme:import_programme"),
        ]


# the first wall


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_would_write_is_answered_in_words(client, settings, language):
    client.force_login(make_user("administrator"))
    settings.READ_ONLY = True
    for address in writing_addresses(language):
        answer = client.post(address, {"anything": "typed"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "300"), address
        assert answer["Cache-Control"] == "no-store"
        page = answer.content.decode()
        assert [words for words in WORDS[language] if words not in page] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_method_that_writes_reaches_a_page(read_only, method):
    reached = ReadOnlyMode(lambda request: HttpResponse("reached"))
    request = getattr(RequestFactory(), method)("/api/v1/years/")
    answer = reached(request)
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
    assert b"reached" not in answer.content


def test_the_administration_writes_nothing(client, settings):
    client.force_login(make_user("administrator"))
    settings.READ_ONLY = True
    unit = make_unit("A", name="Before")
    address = reverse("admin:programme_budgetunit_change", args=[unit.pk])
    assert client.post(address, {"name": "After"}).status_code == 503
    unit.refresh_from_db()
    assert unit.name == "Before"


def test_nobody_signs_in(client, read_only):
    make_user(username="ana", password="a long enough password")
    sent = {"username": "ana", "password": "a long enough password"}
    assert client.post(reverse("sign_in"), sent).status_code == 503
    assert User.objects.get(username="ana").last_login is None


# what goes on


def test_who_had_signed_in_reads_private_pages_and_is_told(client, settings):
    proposal = make_proposal()
    client.force_login(make_user("finance_head"))
    addresses = [reverse("desk"), reverse("budgeting:review_queue")]
    addresses.append(reverse("programme:programme_list"))
    for mode, times in ((False, 0), (True, 1)):
        settings.READ_ONLY = mode
        for address in addresses:
            page = client.get(address).content.decode()
            assert page.count("nada puede guardarse") == times, (address, mode)
    assert proposal.unit.name


def test_every_page_that_is_not_public_has_the_notice():
    """It stands in desk.html: what is built on base.html itself is public, or a 403."""
    built = {
        str(page.relative_to(ROOT / "templates"))
        for page in (ROOT / "templates").rglob("*.html")
        if page.read_text().startswith('{% extends "base.html" %}')
    }
    reporting = {page for page in built if page.startswith("reporting/")}
    assert built - reporting == {"desk.html", "budgeting/receipt_verify.html"}
    assert not {page for page in reporting if "publish_" in page}
    for page in (ROOT / "templates").rglob("*.html"):
        own = "{% block messages %}" in page.read_text()
        framed = {"base.html", "desk.html", "admin/base_site.html"}
        assert not own or str(page.relative_to(ROOT / "templates")) in framed


def test_who_keeps_the_catalogue_is_told_in_the_administration(client, settings):
    client.force_login(make_user("administrator"))
    settings.READ_ONLY = True
    for name in ("index", "programme_budgetunit_changelist"):
        page = client.get(reverse(f"admin:{name}")).content.decode()
        assert page.count("nada puede guardarse") == 1


def test_the_public_site_answers_with_the_same_bytes(client, settings):
    publish_city()
    addresses = ["/es/", "/es/years/2030/", "/en/method/", "/api/v1/years/2030/"]
    answers = {}
    for mode in (False, True):
        settings.READ_ONLY = mode
        kept.forget()
        answers[mode] = [client.get(address) for address in addresses]
    for before, after in zip(answers[False], answers[True], strict=True):
        assert (before.status_code, after.status_code) == (200, 200)
        assert after.content == before.content
        assert dict(after.headers) == dict(before.headers)


# the second wall


def test_the_sessions_of_the_application_only_read(read_only):
    session = connection.copy()
    try:
        with session.cursor() as cursor:
            cursor.execute("select count(*) from programme_user")
            refused = pytest.raises(InternalError, match="read-only transaction")
            with refused:
                cursor.execute("update programme_user set first_name = 'x'")
    finally:
        session.close()


def test_a_door_that_was_forgotten_is_shut_by_the_database_in_the_same_words(
    client, read_only
):
    def forgotten(request):
        session = connection.copy()
        try:
            with session.cursor() as cursor:
                cursor.execute("update programme_user set first_name = 'x'")
        finally:
            session.close()

    request = RequestFactory().get("/es/desk/")
    with pytest.raises(InternalError) as raised:
        forgotten(request)
    answer = ReadOnlyMode(forgotten).process_exception(request, raised.value)
    assert answer.status_code == 503
    other = InternalError("something else")
    assert ReadOnlyMode(forgotten).process_exception(request, other) is None


@pytest.mark.parametrize("name", ["desk", "programme:role_ask"])
def test_who_had_a_message_waiting_or_is_asked_again_goes_on_reading(
    client, settings, name
):
    keeper = make_user("administrator")
    client.force_login(keeper)
    show(client, keeper, "password", ago=20 * 60)
    session = client.session
    session["_messages"] = json.dumps([["__json_message", 0, 25, "It waited"]])
    session.save()
    settings.READ_ONLY = True
    with transaction.atomic():  # the wall falls with this block
        with connection.cursor() as cursor:
            cursor.execute("set transaction read only")
        answer = client.get(reverse(name))
    assert answer.status_code in (200, 302)
    if name == "desk":
        assert "It waited" in answer.content.decode()


def test_the_trail_is_verified_as_it_stands(read_only):
    make_unit()
    call_command("verify_trail", stdout=io.StringIO())
    assert not TrailLink.objects.exists()

import pytest
from django.urls import reverse

from reporting.models import PendingPublication, Publication
from tests.factories import make_action, make_programme, make_unit, make_user, make_year
from tests.reporting.cities import Line, budget

pytestmark = pytest.mark.django_db


def approved_year():
    programme = make_programme()
    year = make_year(2030, programme, linking="requested")
    action = make_action(programme)
    budget(year, make_unit("A"), Line("L1", "100.00", {action: 10000}))
    return year


def signed_in(client, role: str):
    user = make_user(role)
    client.force_login(user)
    return user


def address(name: str = "publish_ask") -> str:
    return f"/en/publish/2030/{'confirm/' if name == 'publish_confirm' else ''}"


def test_nobody_publishes_without_signing_in(client):
    approved_year()
    for answer in (client.get("/en/publish/"), client.post(address())):
        assert answer.status_code == 302
        assert reverse("sign_in").split("/", 2)[2] in answer.headers["Location"]


@pytest.mark.parametrize("role", ["administrator", "preparer"])
def test_publishing_is_for_finance(client, role):
    approved_year()
    user = make_user(role, make_unit("Z"))
    client.force_login(user)
    refused = client.get("/en/publish/")
    assert refused.status_code == 403
    assert "Publishing is for the people of Finance." in refused.content.decode()
    assert client.get(address()).status_code == 403
    assert client.post(address()).status_code == 403
    assert not PendingPublication.objects.exists()


def test_an_auditor_reads_what_waits_and_asks_for_nothing(client):
    approved_year()
    signed_in(client, "auditor")
    assert "1 / 1" in client.get("/en/publish/").content.decode()
    assert "<button" not in client.get(address()).content.decode().split("<main")[1]
    assert client.post(address()).status_code == 403
    assert not PendingPublication.objects.exists()


def test_the_list_says_what_waits(client):
    approved_year()
    signed_in(client, "analyst")
    page = client.get("/en/publish/").content.decode()
    assert "1 / 1" in page
    assert "Not published" in page


def test_the_head_asks_and_sees_the_numbers_and_their_hash(client):
    approved_year()
    signed_in(client, "finance_head")
    assert "Nothing waits to be confirmed." in client.get(address()).content.decode()
    client.post(address())
    pending = PendingPublication.objects.get()
    page = client.get(address()).content.decode()
    assert pending.content_hash in page
    assert "Units linked: every line cites an action" in page
    assert '<td class="num">100.00</td><td class="num">–</td>' in page
    assert '<td class="num">100\u00a0%</td>' in page
    assert "Confirm and publish" not in page
    assert not Publication.objects.exists()


def test_a_second_person_confirms_and_everybody_reads_it(client):
    approved_year()
    assert client.get("/en/years/2030/").status_code == 404
    signed_in(client, "finance_head")
    client.post(address())
    signed_in(client, "analyst")
    assert "Confirm and publish" in client.get(address()).content.decode()
    pending = PendingPublication.objects.get()
    answer = client.post(address("publish_confirm"), {"pending": pending.pk})
    assert answer.headers["Location"] == "/en/publish/"
    assert Publication.objects.get().hash == pending.content_hash
    client.logout()
    assert (
        "The 2030 budget gives money to"
        in client.get("/en/years/2030/").content.decode()
    )


def test_an_analyst_does_not_ask_and_the_head_does_not_confirm_alone(client):
    approved_year()
    signed_in(client, "analyst")
    assert client.post(address()).status_code == 403
    signed_in(client, "finance_head")
    client.post(address())
    pending = PendingPublication.objects.get()
    refused = client.post(address("publish_confirm"), {"pending": pending.pk})
    assert refused.status_code == 403
    assert not Publication.objects.exists()


def test_what_changed_after_it_was_asked_for_is_not_published(client):
    year = approved_year()
    signed_in(client, "finance_head")
    client.post(address())
    pending = PendingPublication.objects.get()
    action = year.main_programme.actions.get()
    budget(year, make_unit("B"), Line("L1", "1.00", {action: 10000}))
    signed_in(client, "analyst")
    answer = client.post(
        address("publish_confirm"), {"pending": pending.pk}, follow=True
    )
    assert "The content changed" in answer.content.decode()
    assert not Publication.objects.exists()


def test_asking_with_nothing_new_says_so(client):
    approved_year()
    signed_in(client, "finance_head")
    client.post(address())
    pending = PendingPublication.objects.get()
    signed_in(client, "analyst")
    client.post(address("publish_confirm"), {"pending": pending.pk})
    signed_in(client, "finance_head")
    answer = client.post(address(), follow=True)
    assert "Nothing changed since the last publication" in answer.content.decode()


@pytest.mark.parametrize("pending", ["", "x", "999", "9" * 30])
def test_an_unknown_request_is_not_confirmed(client, pending):
    approved_year()
    signed_in(client, "analyst")
    answer = client.post(address("publish_confirm"), {"pending": pending})
    assert answer.status_code == 404


def test_a_year_that_does_not_exist_is_not_found(client):
    signed_in(client, "finance_head")
    assert client.get(address()).status_code == 404
    assert client.post(address()).status_code == 404
    assert client.get("/en/publish/99999999999/").status_code == 404


@pytest.mark.parametrize(
    ("language", "counted", "warned"),
    [
        ("en", "Proposals approved: 1 of 3.", "2 proposals not approved do not enter."),
        ("es", "Anteproyectos aprobados: 1 de 3.", "2 anteproyectos sin aprobar"),
    ],
)
def test_before_asking_the_head_reads_what_would_not_enter(
    client, language, counted, warned
):
    year = approved_year()
    for code in "BC":
        budget(year, make_unit(code), Line("L1", "5.00"), origin="entered", status="")
    signed_in(client, "finance_head")
    page = client.get(f"/{language}/publish/2030/").content.decode()
    assert counted in page
    assert warned in page


def test_nothing_is_warned_of_when_every_proposal_is_approved(client):
    approved_year()
    signed_in(client, "finance_head")
    page = client.get(address()).content.decode()
    assert "Proposals approved: 1 of 1." in page
    assert "do not enter" not in page

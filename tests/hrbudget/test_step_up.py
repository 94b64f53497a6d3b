"""What weighs asks once more who it is, and is then carried out once."""

import pytest
from django.test import Client
from django.urls import reverse

from budgeting import services
from reporting.models import PendingPublication
from tests.factories import make_proposal, make_unit, make_user, make_year
from tests.showing import code_of, give_authenticator, show

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
LONG_AGO = 20 * 60


@pytest.fixture(autouse=True)
def _address_in_english(english):
    pass


@pytest.fixture
def analyst(client):
    user = make_user("analyst", password=PASSWORD)
    client.force_login(user)
    return user


def handed_in():
    unit = make_unit()
    proposal = make_proposal(unit=unit)
    return services.submit_proposal(proposal, by=make_user("signatory", unit))


def approve(client, proposal):
    address = reverse("budgeting:proposal_approve", args=[proposal.pk])
    back = reverse("budgeting:review_detail", args=[proposal.pk])
    sent = {"content_hash": proposal.submissions.get().content_hash}
    headers = {"referer": f"http://testserver{back}?tab=lines"}
    return client.post(address, sent, headers=headers)


def status_of(proposal):
    proposal.refresh_from_db()
    return proposal.status


def test_whoever_came_in_just_now_is_not_asked(client, analyst):
    proposal = handed_in()
    approve(client, proposal)
    assert status_of(proposal) == "approved"


def test_after_twenty_minutes_the_password_is_asked_and_the_act_carried_out(
    client, analyst
):
    proposal = handed_in()
    show(client, analyst, "password", LONG_AGO)
    asked = approve(client, proposal)
    assert "/once-more/" in asked.url
    assert status_of(proposal) == "submitted"
    page = client.get(asked.url).content.decode()
    back = reverse("budgeting:review_detail", args=[proposal.pk])
    assert f'href="{back}?tab=lines"' in page
    before = client.session.session_key
    client.post(asked.url, {"password": PASSWORD})
    assert status_of(proposal) == "approved"
    assert client.session.session_key != before


def test_a_wrong_password_keeps_the_act_waiting(client, analyst):
    proposal = handed_in()
    show(client, analyst, "password", LONG_AGO)
    asked = approve(client, proposal)
    page = client.post(asked.url, {"password": "wrong"}).content.decode()
    assert "<title>Error: " in page
    assert status_of(proposal) == "submitted"
    client.post(asked.url, {"password": PASSWORD})
    assert status_of(proposal) == "approved"


def test_whoever_has_a_second_factor_shows_it_and_not_the_password(client, analyst):
    secret = give_authenticator(analyst)
    proposal = handed_in()
    asked = approve(client, proposal)  # the password, of just now, is not enough
    assert "/once-more/" in asked.url
    client.post(asked.url, {"password": PASSWORD})
    assert status_of(proposal) == "submitted"
    client.post(asked.url, {"code": code_of(secret)})
    assert status_of(proposal) == "approved"


def test_a_factor_of_twenty_minutes_ago_is_asked_for_again(client, analyst):
    give_authenticator(analyst)
    proposal = handed_in()
    show(client, analyst, "mfa", LONG_AGO)
    assert "/once-more/" in approve(client, proposal).url
    show(client, analyst, "mfa", 14 * 60)
    approve(client, proposal)
    assert status_of(proposal) == "approved"


def test_an_act_is_carried_out_once(client, monkeypatch, analyst):
    proposal = handed_in()
    show(client, analyst, "password", LONG_AGO)
    asked = approve(client, proposal)
    calls = []
    real = services.approve_proposal
    monkeypatch.setattr(
        services,
        "approve_proposal",
        lambda *args, **kwargs: calls.append(1) or real(*args, **kwargs),
    )
    client.post(asked.url, {"password": PASSWORD})
    again = client.post(asked.url, {"password": PASSWORD})
    assert again.url == reverse("desk")
    assert calls == [1]


def test_the_act_of_one_session_is_not_anothers(client, analyst):
    proposal = handed_in()
    show(client, analyst, "password", LONG_AGO)
    asked = approve(client, proposal)
    other = Client()
    other.force_login(make_user("analyst", password=PASSWORD))
    other.post(asked.url, {"password": PASSWORD})
    assert status_of(proposal) == "submitted"


def test_what_was_chosen_is_kept_while_the_head_shows_who_it_is(client):
    head = make_user("finance_head", password=PASSWORD)
    client.force_login(head)
    year = make_year()
    make_proposal(year, status="approved")
    show(client, head, "password", LONG_AGO)
    page = reverse("reporting:publish_ask", args=[year.year])
    asked = client.post(page, {"stage": "approved"})
    assert not PendingPublication.objects.exists()
    client.post(asked.url, {"password": PASSWORD})
    assert PendingPublication.objects.get().stage == "approved"


def test_the_second_person_is_asked_as_well(client):
    analyst = make_user("analyst", password=PASSWORD)
    client.force_login(analyst)
    show(client, analyst, "password", LONG_AGO)
    address = reverse("reporting:publish_confirm", args=[2030])
    assert "/once-more/" in client.post(address, {"pending": "1"}).url


def test_the_way_back_never_leads_to_another_site(client, analyst):
    proposal = handed_in()
    show(client, analyst, "password", LONG_AGO)
    address = reverse("budgeting:proposal_approve", args=[proposal.pk])
    asked = client.post(address, headers={"referer": "https://elsewhere.example/x"})
    assert client.get(asked.url).context["back"] == reverse("desk")


def test_a_page_of_another_language_does_not_lose_the_act(client, analyst):
    proposal = handed_in()
    show(client, analyst, "password", LONG_AGO)
    asked = approve(client, proposal)
    client.post(asked.url.replace("/en/", "/es/"), {"password": PASSWORD})
    assert status_of(proposal) == "approved"


@pytest.mark.parametrize("page", ["totp_add", "passkey_add", "recovery_codes"])
def test_handling_keys_asks_too(client, analyst, page):
    show(client, analyst, "password", LONG_AGO)
    asked = client.get(reverse(page))
    assert "/once-more/" in asked.url
    assert client.post(asked.url, {"password": PASSWORD}).url == reverse(page)


def test_no_password_waits_in_the_session(client):
    keeper = make_user("administrator", password=PASSWORD)
    client.force_login(keeper)
    show(client, keeper, "password", LONG_AGO)
    page = reverse("admin:programme_user_add")
    asked = client.post(page, {"password1": "secret of 2027", "password2": "x"})
    assert "secret" not in str(dict(client.session))
    assert client.post(asked.url, {"password": PASSWORD}).url == page


def test_saving_an_account_in_the_administration_asks_and_keeps_what_was_written(
    client,
):
    keeper = make_user("administrator", password=PASSWORD)
    other = make_user(last_name="Before")
    client.force_login(keeper)
    show(client, keeper, "password", LONG_AGO)
    page = reverse("admin:programme_user_change", args=[other.pk])
    assert client.get(page).status_code == 200
    asked = client.post(
        page,
        {"username": other.username, "last_name": "After", "language": "es"},
    )
    client.post(asked.url, {"password": PASSWORD})
    other.refresh_from_db()
    assert other.last_name == "After"


def test_the_way_back_never_leads_away(client, analyst):
    show(client, analyst, "password", LONG_AGO)
    address = reverse("budgeting:proposal_approve", args=[handed_in().pk])
    headers = {"referer": "http://testserver//evil.example/x"}
    asked = client.post(address, {}, headers=headers)
    page = client.get(asked.url).content.decode()
    assert "evil.example" not in page
    assert f'href="{reverse("desk")}"' in page

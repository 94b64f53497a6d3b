"""The pages on which a role is asked for, confirmed and taken away."""

import pytest
from django.urls import reverse

from hrbudget.desk import cards_for
from programme import granting
from programme.models import RoleGrant
from tests.factories import make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LIST = "programme:role_list"


def address(name, *args):
    return reverse(f"programme:{name}", args=args)


def signed_in(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def keeper():
    return make_user("administrator", first_name="Emilio", last_name="Carranza")


@pytest.fixture
def grant(keeper):
    person = make_user(first_name="Norma", last_name="Villa")
    return granting.ask_role(person, "analyst", by=keeper, reason="New analyst")


def test_a_role_is_asked_for_confirmed_and_taken_away_on_the_pages(client, keeper):
    person, head = make_user("preparer", make_unit("U7")), make_user("finance_head")
    form = {"person": person.pk, "role": "analyst", "reason": "New analyst"}
    signed_in(client, keeper).post(address("role_ask"), form)
    grant = RoleGrant.objects.get(person=person)
    assert (grant.asked_by, grant.reason) == (keeper, "New analyst")
    page = signed_in(client, head).get(address("role_confirm", grant.pk))
    assert "New analyst" in page.content.decode()
    assert "Preparer, U7 Unit U7." in page.content.decode()
    answer = client.post(address("role_confirm", grant.pk), follow=True)
    assert "has the role now" in answer.content.decode()
    assert person.groups.get().name == "analyst"
    signed_in(client, keeper)
    revoke = address("role_revoke", grant.pk)
    assert client.post(revoke, {"reason": ""}).status_code == 400
    client.post(revoke, {"reason": "Left Finance"})
    assert not person.groups.exists()
    shown = client.get(address("role_list")).content.decode()
    assert "Taken away by Emilio Carranza." in shown
    assert "Left Finance" in shown


def test_the_list_shows_who_gave_what_until_when_and_the_command(client, grant):
    auditor = make_user("auditor")
    shown = signed_in(client, auditor).get(address("role_list")).content.decode()
    assert "By the operator's command" in shown.replace("&#x27;", "'")
    assert "Norma Villa: Analyst" in shown
    assert "To be confirmed by" in shown
    assert address("role_confirm", grant.pk) not in shown
    assert address("role_withdraw", grant.pk) not in shown
    granting.confirm_role(grant, by=make_user("finance_head", first_name="Pat"))
    shown = client.get(address("role_list")).content.decode()
    assert "Asked for by Emilio Carranza, confirmed by Pat" in shown


def test_who_asked_is_offered_no_confirmation_and_is_refused_one(client, grant):
    signed_in(client, grant.asked_by)
    assert "Read and confirm" not in client.get(address("role_list")).content.decode()
    page = client.get(address("role_confirm", grant.pk)).content.decode()
    assert "Confirm: give the role" not in page
    assert client.post(address("role_confirm", grant.pk)).status_code == 403
    assert not grant.person.groups.exists()


def test_a_request_is_withdrawn_and_then_confirms_nothing(client, grant):
    signed_in(client, make_user("finance_head"))
    client.post(address("role_withdraw", grant.pk))
    page = client.get(address("role_confirm", grant.pk)).content.decode()
    assert "This request was withdrawn" in page
    answer = client.post(address("role_confirm", grant.pk), follow=True)
    assert "This request was withdrawn" in answer.content.decode()
    assert not grant.person.groups.exists()


def test_what_is_asked_wrongly_is_said_beside_the_form(client, keeper):
    signed_in(client, keeper)
    empty = client.post(address("role_ask"), {})
    assert empty.status_code == 400
    assert "Choose the person." in empty.content.decode()
    analyst = make_user("analyst")
    form = {"person": analyst.pk, "role": "analyst", "reason": "Again"}
    answer = client.post(address("role_ask"), form)
    assert answer.status_code == 409
    assert '<a href="#id_role">This person holds' in answer.content.decode()
    own = client.post(address("role_ask"), {**form, "person": keeper.pk})
    assert "Choose the person from the list." in own.content.decode()


def test_a_link_names_the_person(client, keeper):
    person = make_user()
    page = signed_in(client, keeper).get(f"{address('role_ask')}?person={person.pk}")
    assert f'<option value="{person.pk}" selected>' in page.content.decode()


REFUSED = {  # by hand: who may not open which page
    "role_list": ["analyst", "preparer"],
    "role_ask": ["analyst", "finance_head", "auditor", "preparer"],
    "role_confirm": ["analyst", "auditor", "preparer"],
    "role_withdraw": ["analyst", "auditor", "preparer"],
    "role_revoke": ["analyst", "finance_head", "auditor", "preparer"],
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_pages_are_closed_to_the_other_roles(client, grant, name):
    wanted = address(name, *([] if name in ("role_list", "role_ask") else [grant.pk]))
    for role in REFUSED[name]:
        person = make_user("" if role == "preparer" else role)
        signed_in(client, person)
        assert client.post(wanted).status_code in (403, 405), role
        assert name == "role_withdraw" or client.get(wanted).status_code == 403
    client.logout()
    method = client.post if name == "role_withdraw" else client.get
    assert reverse("sign_in") in method(wanted)["Location"]
    grant.refresh_from_db()
    assert grant.withdrawn_at is None
    assert grant.confirmed_at is None


def waiting_on_the_desk(person):
    return {card.url: card.waiting for card in cards_for(person)}.get(reverse(LIST))


def test_the_desk_counts_what_a_person_may_confirm(grant):
    assert waiting_on_the_desk(make_user("administrator")) == 1
    assert waiting_on_the_desk(make_user("finance_head")) == 1
    assert waiting_on_the_desk(grant.asked_by) == 0
    assert waiting_on_the_desk(make_user("analyst")) is None


def test_the_lists_of_requests_ask_a_fixed_number_of_questions(
    client, grant, django_assert_max_num_queries
):
    signed_in(client, make_user("administrator"))
    for number in range(3):
        make_user("analyst", first_name=f"Analyst {number}")
    with django_assert_max_num_queries(16):
        client.get(address("role_list"))

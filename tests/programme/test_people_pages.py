"""The administrator's pages for people, and the invited person's link."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from programme.access.invitations import tokens
from programme.models import FactorReset, User
from tests.factories import make_unit, make_user
from tests.showing import code_of, give_authenticator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PASSWORD = "a long enough password"
TODAY = date.today()
EVA = {
    "username": "eva",
    "first_name": "Eva",
    "last_name": "Luna",
    "email": "",
    "language": "en",
    "role": "",
    "since": TODAY.isoformat(),
}


@pytest.fixture
def keeper(client):
    user = make_user("administrator", password=PASSWORD)
    client.force_login(user)
    return user


def page(name, *args):
    return reverse(f"programme:{name}", args=args)


def link_on(answer):
    """The path of the link that the page shows."""
    found = re.search(r"http://testserver(/\w\w/invitation/[^<\s]+)", text_of(answer))
    return found.group(1)


def text_of(answer):
    return answer.content.decode()


def choose_password(browser, link, password=PASSWORD):
    form = browser.get(link).url
    return browser.post(form, {"new_password1": password, "new_password2": password})


def test_from_the_invitation_to_the_desk(client, keeper, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    unit = make_unit()
    keepers_secret = give_authenticator(keeper)
    asked = client.post(
        page("person_invite"), {**EVA, "unit": unit.pk, "role": "preparer"}
    )
    answer = client.post(asked.url, {"code": code_of(keepers_secret)})
    link = link_on(answer)
    assert "no-store" in answer["Cache-Control"]

    hers = Client()
    to_sign_in = choose_password(hers, link)
    assert to_sign_in.url == f"{reverse('sign_in')}?username=eva"
    assert 'value="eva"' in text_of(hers.get(to_sign_in.url))
    hers.post(reverse("sign_in"), {"username": "eva", "password": PASSWORD})
    assert hers.get(reverse("desk")).url == reverse("factor_begin")
    secret = hers.get(reverse("totp_add")).context["secret"]
    hers.post(reverse("totp_add"), {"code": code_of(secret)})
    hers.post(reverse("codes_kept"))
    assert unit.name in text_of(hers.get(reverse("desk")))


def test_a_link_is_never_plain_http_where_the_site_is_not(client, keeper, settings):
    settings.SESSION_COOKIE_SECURE = True  # a proxy in front speaks TLS for the site
    answer = client.post(page("person_invite"), EVA, secure=False)
    client.cookies.clear()
    assert "https://testserver/en/invitation/" in text_of(answer)


def test_a_link_opens_once(client, keeper):
    link = link_on(client.post(page("person_invite"), EVA))
    choose_password(Client(), link)
    page_ = Client().get(link)
    assert "This link opens nothing" in text_of(page_)
    assert User.objects.get(username="eva").check_password(PASSWORD)


def test_a_newer_link_kills_the_one_before(client, keeper):
    first = link_on(client.post(page("person_invite"), EVA))
    eva = User.objects.get(username="eva")
    second = link_on(client.post(page("person_link", eva.pk)))
    assert "This link opens nothing" in text_of(Client().get(first))
    assert Client().get(second).status_code == 302


def test_a_link_dies_after_three_days(client, keeper, monkeypatch):
    link = link_on(client.post(page("person_invite"), EVA))
    later = now().replace(tzinfo=None)
    monkeypatch.setattr(tokens, "_now", lambda: later + timedelta(days=3, hours=-12))
    assert Client().get(link).status_code == 302
    monkeypatch.setattr(tokens, "_now", lambda: later + timedelta(days=3, hours=12))
    assert "This link opens nothing" in text_of(Client().get(link))


def test_the_link_of_a_closed_account_opens_nothing(client, keeper):
    link = link_on(client.post(page("person_invite"), EVA))
    User.objects.filter(username="eva").update(is_active=False)
    assert "This link opens nothing" in text_of(Client().get(link))


@pytest.mark.parametrize(
    "password", ["short", "password1234", "490238475610", "eva.luna.2026@city"]
)
def test_a_weak_password_is_refused_in_words(client, keeper, password):
    sent = {**EVA, "email": "eva.luna.2026@city.example"}
    link = link_on(client.post(page("person_invite"), sent))
    answer = choose_password(Client(), link, password)
    assert "<title>Error: " in text_of(answer)
    assert not User.objects.get(username="eva").has_usable_password()


def test_a_new_link_does_not_get_past_the_second_factor(client, keeper):
    user = make_user(username="ana")
    give_authenticator(user)
    link = link_on(client.post(page("person_link", user.pk)))
    thief = Client()
    choose_password(thief, link)
    answer = thief.post(reverse("sign_in"), {"username": "ana", "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert thief.get(reverse("desk")).status_code == 302


@pytest.mark.parametrize("role", ["analyst", ""])
def test_no_page_sets_anothers_password(client, keeper, role):
    user = make_user(role, password=PASSWORD)
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    sent = {"password1": "another long one", "password2": "another long one"}
    sent["usable_password"] = "true"
    assert client.get(address).status_code == 403
    assert client.post(address, sent).status_code == 403
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    row = client.get(reverse("admin:programme_user_change", args=[user.pk]))
    assert row.status_code == 200
    assert "/password/" not in text_of(row).replace("/en/password/", "")


def test_the_link_is_sent_where_mail_is_set_up(client, keeper, settings):
    settings.SENDS_MAIL = True
    answer = client.post(page("person_invite"), {**EVA, "email": "eva@city.example"})
    (letter,) = mail.outbox
    assert letter.to == ["eva@city.example"]
    assert link_on(answer) in letter.body
    assert "also sent to eva@city.example" in text_of(answer)


def test_without_mail_the_page_says_to_hand_it_over(client, keeper, settings):
    settings.SENDS_MAIL = False
    answer = client.post(page("person_invite"), {**EVA, "email": "eva@city.example"})
    assert mail.outbox == []
    assert "hand it over yourself" in text_of(answer)


def test_mail_that_fails_keeps_nobody_from_inviting(client, keeper, monkeypatch):
    def refused(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("programme.access.letters.send_mail", refused)
    answer = client.post(page("person_invite"), {**EVA, "email": "eva@city.example"})
    assert "hand it over yourself" in text_of(answer)
    assert User.objects.filter(username="eva").exists()


def test_the_same_email_twice_warns_and_is_no_refusal(client, keeper):
    make_user(username="eva.luna", email="eva@city.example")
    answer = client.post(page("person_invite"), {**EVA, "email": "EVA@city.example"})
    assert "The same e-mail belongs to eva.luna" in text_of(answer)
    assert User.objects.filter(username="eva").exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("username", "", "Write a username."),
        ("username", "eva luna", "Write letters, digits and"),
        ("email", "eva", "Write an e-mail such as"),
        ("since", "soon", "Write the day as year-month-day"),
        ("username", "keeper", "Somebody has this username"),
        ("expires_on", "2020-01-01", "This day is over"),
        ("until", "2020-01-01", "The last day comes before the first."),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_at_its_field(
    client, keeper, field, value, said
):
    make_user(username="keeper")
    answer = text_of(client.post(page("person_invite"), {**EVA, field: value}))
    assert f'<li><a href="#id_{field}">{said}' in answer
    assert "<title>Error: " in answer


def test_a_role_without_its_unit_is_not_dropped_in_silence(client, keeper):
    unit = make_unit()
    for sent, field in (({"role": "preparer"}, "unit"), ({"unit": unit.pk}, "role")):
        answer = client.post(page("person_invite"), {**EVA, **sent})
        assert f'<a href="#id_{field}">' in text_of(answer)
    assert not User.objects.filter(username="eva").exists()


def test_who_has_no_role_is_given_one_on_their_page(client, keeper):
    unit, user = make_unit("U7"), make_user()
    sent = {"unit": unit.pk, "role": "preparer", "since": TODAY.isoformat()}
    wrong = client.post(page("person_role", user.pk), {**sent, "unit": ""})
    assert '<a href="#id_unit">Choose the unit.' in text_of(wrong)
    done = client.post(page("person_role", user.pk), sent, follow=True)
    assert "Given: " in text_of(done)
    assert user.memberships.get().unit == unit
    again = client.post(page("person_role", user.pk), {**sent, "since": "2099-01-01"})
    assert '<a href="#id_role">' in text_of(again)


def test_a_move_before_the_role_began_is_said_at_its_field(client, keeper):
    old, user = make_unit(), make_user()
    user.memberships.create(unit=old, role="preparer", since=TODAY)
    day = (TODAY - timedelta(days=1)).isoformat()
    sent = {"left": old.pk, "unit": make_unit().pk, "role": "preparer", "since": day}
    answer = text_of(client.post(page("person_move", user.pk), sent))
    assert '<a href="#id_since">' in answer and "on that day" in answer
    assert user.memberships.get().until is None


def test_a_person_is_moved_by_their_page(client, keeper):
    old, new = make_unit(), make_unit()
    user = make_user("preparer", old)
    assert "Move to another unit" in text_of(client.get(page("person_detail", user.pk)))
    sent = {"left": old.pk, "unit": new.pk, "role": "signatory"}
    client.post(page("person_move", user.pk), {**sent, "since": TODAY.isoformat()})
    assert user.memberships.get(unit=old).until == TODAY - timedelta(days=1)
    assert user.memberships.get(unit=new).role == "signatory"


def test_an_account_is_given_a_last_day_closed_and_opened(client, keeper):
    user = make_user()
    client.post(page("person_last_day", user.pk), {"expires_on": "2099-01-31"})
    user.refresh_from_db()
    assert user.expires_on == date(2099, 1, 31)
    client.post(page("person_close", user.pk))
    user.refresh_from_db()
    assert not user.is_active
    client.post(page("person_open", user.pk))
    user.refresh_from_db()
    assert user.is_active


def test_one_asks_for_the_reset_and_another_confirms_on_the_pages(client, keeper):
    user = make_user()
    give_authenticator(user)
    client.post(page("reset_ask", user.pk), {"reason": "Telephone stolen"})
    reset = FactorReset.objects.get()
    shown = text_of(client.get(page("person_detail", user.pk)))
    assert "Telephone stolen" in shown
    assert page("reset_confirm", reset.pk) not in shown
    second = Client()
    second.force_login(make_user("administrator"))
    assert page("reset_confirm", reset.pk) in text_of(
        second.get(page("person_detail", user.pk))
    )
    second.post(page("reset_confirm", reset.pk))
    reset.refresh_from_db()
    assert reset.confirmed_at is not None


def test_people_are_found_by_name_and_the_list_asks_few_questions(
    client, keeper, django_assert_max_num_queries
):
    for number in range(12):
        make_user("preparer", make_unit(), username=f"officer{number}")
    make_user(username="other", last_name="Quetzal")
    with django_assert_max_num_queries(9):
        shown = text_of(client.get(page("person_list")))
    assert "officer11" in shown
    found = text_of(client.get(page("person_list"), {"q": "quetz"}))
    assert "other" in found and "officer1" not in found


@pytest.mark.parametrize("role", ["finance_head", "auditor", "preparer"])
def test_the_pages_are_closed_to_every_other_role(client, role):
    other = make_user()
    client.force_login(make_user(role, make_unit() if role == "preparer" else None))
    for name in ("person_list", "person_invite"):
        assert client.get(page(name)).status_code == 403
    assert client.get(page("person_detail", other.pk)).status_code == 403
    for name in ("person_link", "person_role", "person_close", "reset_ask"):
        assert client.post(page(name, other.pk)).status_code == 403


def test_a_role_outside_the_units_is_shown_and_another_may_be_asked_for(client, keeper):
    person = make_user("analyst", first_name="Norma", last_name="Villa")
    row = text_of(client.get(page("person_list"), {"q": person.username}))
    assert "<td>Analyst</td>" in row
    detail = text_of(client.get(page("person_detail", person.pk)))
    assert "<li>Analyst: since " in detail
    assert f'href="/en/roles/ask/?person={person.pk}"' in detail
    own = text_of(client.get(page("person_detail", keeper.pk)))
    assert "<li>Administrator: since " in own
    assert "/en/roles/ask/" not in own

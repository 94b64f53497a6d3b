import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from hrbudget import views
from tests.factories import give_role, make_proposal, make_unit, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _address_in_english(english):
    pass


def sign_in(client, user, password=PASSWORD, **query):
    address = reverse("sign_in", query=query)
    return client.post(address, {"username": user.username, "password": password})


# the front door


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("es-MX,es;q=0.9", "es"),
        ("en-GB,en;q=0.9,es;q=0.5", "en"),
        ("fr", "es"),
        ("", "es"),
    ],
)
def test_the_root_sends_a_reader_to_the_language_their_browser_asks_for(
    client, asked, language
):
    answer = client.get("/", headers={"accept-language": asked})
    with translation.override(language):
        assert answer.url == reverse("reporting:year_list")
    assert answer.url.startswith(f"/{language}/")
    assert "Accept-Language" in answer["Vary"]


# signing in


@pytest.mark.parametrize(
    ("role", "landing"),
    [
        ("preparer", "budgeting:proposal_list"),
        ("signatory", "budgeting:proposal_list"),
        ("analyst", "budgeting:review_queue"),
        ("finance_head", "budgeting:review_queue"),
        ("administrator", "programme:import_list"),
        ("auditor", "desk"),
        ("", "desk"),
    ],
)
def test_who_signs_in_lands_where_their_work_is(client, role, landing):
    unit = make_unit() if role in ("preparer", "signatory") else None
    person = make_user(role, unit, password=PASSWORD, language="en")
    answer = sign_in(client, person)
    assert (answer.status_code, answer.url) == (302, reverse(landing))
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize("language", ["es", "en"])
def test_who_signs_in_goes_on_in_the_language_of_the_page(client, language):
    make_user(username="ana", password=PASSWORD)
    with translation.override(language):
        address = reverse("sign_in")
    answer = client.post(address, {"username": "ana", "password": PASSWORD})
    assert answer.url == f"/{language}/desk/"


def test_a_person_changes_their_own_password_and_stays_signed_in(client):
    person = make_user(password=PASSWORD)
    client.force_login(person)
    address = reverse("password_change")
    assert f'href="{address}"' in client.get(reverse("desk")).content.decode()
    new = "another quite long one"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post(address, sent, follow=True)
    assert "Your password is changed." in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(new)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old_password": "wrong"}, "This is not your password."),
        ({"new_password2": "something else"}, "The two new passwords differ"),
        ({"new_password1": "short", "new_password2": "short"}, "12 characters"),
        ({"old_password": ""}, "Write a password."),
    ],
)
def test_a_password_that_does_not_do_is_refused_with_a_reason(client, change, said):
    person = make_user(password=PASSWORD)
    client.force_login(person)
    new = "another quite long one"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post(reverse("password_change"), {**sent, **change})
    assert said in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_password_is_changed_only_by_who_has_signed_in(client):
    assert client.get(reverse("password_change")).status_code == 302


def test_who_has_two_jobs_lands_on_the_desk(client):
    person = make_user("preparer", make_unit(), password=PASSWORD, language="en")
    give_role(person, "analyst")
    assert sign_in(client, person).url == reverse("desk")


def test_who_was_on_the_way_to_a_page_comes_to_it(client):
    person = make_user(password=PASSWORD)
    wanted = reverse("programme:programme_list")
    assert client.get(wanted).url == f"{reverse('sign_in')}?next={wanted}"
    assert sign_in(client, person, next=wanted).url == wanted


def test_signing_in_never_leads_to_another_site(client):
    person = make_user(password=PASSWORD, language="en")
    answer = sign_in(client, person, next="https://elsewhere.example/")
    assert answer.url == reverse("desk")


@pytest.mark.parametrize(
    ("account", "password", "said"),
    [
        ({}, "something else", "No account has this username and password"),
        ({"is_active": False}, PASSWORD, "No account has this username"),
        ({"expires_on": date(2020, 1, 1)}, PASSWORD, "This account is closed"),
        ({}, "", "Write your password"),
    ],
)
def test_a_person_who_may_not_sign_in_is_told_why(client, account, password, said):
    person = make_user(password=PASSWORD, **account)
    answer = sign_in(client, person, password)
    assert said in answer.content.decode()
    assert client.get(reverse("desk")).status_code == 302


def test_signing_out_is_a_post_and_ends_the_session(client):
    client.force_login(make_user())
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out")).url == reverse("sign_in")
    assert client.get(reverse("desk")).status_code == 302


@dataclass
class Account:
    username: str
    name: str = "Ana Ruiz"
    role: str = "preparer"
    unit: str = "U1"
    description_es: str = "Formula el anteproyecto"
    description_en: str = "Formulates the proposal"


class People:
    ACCOUNTS = [Account("ana"), Account("nobody")]
    PASSWORD = "demonstration-2026"


@pytest.fixture
def _people(monkeypatch):
    monkeypatch.setattr(views.importlib.util, "find_spec", lambda name: True)
    monkeypatch.setattr(views.importlib, "import_module", lambda name: People)


@pytest.mark.usefixtures("_people")
def test_the_accounts_of_the_demonstration_that_exist_are_shown(client):
    make_user(username="ana")
    shown = client.get(reverse("sign_in")).content.decode()
    assert "?username=ana" in shown
    assert "demonstration-2026" in shown
    assert "Formulates the proposal" in shown
    assert "nobody" not in shown
    filled = client.get(reverse("sign_in"), {"username": "ana"}).content.decode()
    assert 'value="ana"' in filled


@pytest.mark.usefixtures("_people")
def test_production_shows_no_accounts(client, settings):
    make_user(username="ana")
    settings.PRODUCTION = True
    shown = client.get(reverse("sign_in")).content.decode()
    assert "demonstration-2026" not in shown
    assert "?username=ana" not in shown


def test_without_a_demonstration_city_the_page_has_just_its_form(client, monkeypatch):
    monkeypatch.setattr(views.importlib.util, "find_spec", lambda name: None)
    shown = client.get(reverse("sign_in"))
    assert shown.status_code == 200
    assert "accounts" not in shown.context


# the desk


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("preparer", ["budgeting:proposal_list"]),
        ("signatory", ["budgeting:proposal_list"]),
        (
            "analyst",
            [
                "budgeting:review_queue",
                "reporting:publish_list",
                "budgeting:fiscalyear_list",
                "budgeting:ceiling_list",
                "budgeting:template_list",
                "budgeting:observationcode_list",
            ],
        ),
        (
            "finance_head",
            [
                "budgeting:review_queue",
                "reporting:publish_list",
                "budgeting:fiscalyear_list",
                "budgeting:ceiling_list",
                "programme:role_list",
                "budgeting:template_list",
                "budgeting:observationcode_list",
            ],
        ),
        (
            "administrator",
            [
                "programme:import_list",
                "programme:person_list",
                "admin:index",
                "budgeting:fiscalyear_list",
                "budgeting:ceiling_list",
                "programme:role_list",
                "budgeting:template_list",
            ],
        ),
        (
            "auditor",
            [
                "budgeting:audit_list",
                "budgeting:review_queue",
                "programme:import_list",
                "admin:index",
                "programme:role_list",
                "budgeting:fiscalyear_list",
                "budgeting:ceiling_list",
                "budgeting:observationcode_list",
            ],
        ),
        ("", []),
    ],
)
def test_the_desk_shows_what_a_role_may_do_and_no_more(client, role, pages):
    unit = make_unit() if role in ("preparer", "signatory") else None
    client.force_login(make_user(role, unit))
    desk = client.get(reverse("desk"))
    expected = [reverse(page) for page in [*pages, "programme:programme_list"]]
    assert [card.url for card in desk.context["cards"]] == expected
    for url in expected:
        assert client.get(url).status_code == 200


def test_the_desk_counts_what_waits_for_finance(client):
    draft = make_proposal(status="draft")
    for _ in range(2):
        make_proposal(draft.fiscal_year, status="submitted")
    client.force_login(make_user("analyst"))
    review = client.get(reverse("desk")).context["cards"][0]
    assert review.waiting == 2


def test_the_desk_is_for_people_who_have_signed_in(client):
    assert client.get(reverse("desk")).status_code == 302


# addresses of nothing


@pytest.mark.parametrize(
    "address",
    [
        "/es/catalogue/%00/",
        "/es/catalogue/PDHDF/rights/%00/",
        "/es/desk/review/2027/%00/extend/",
        "/es/no/such/%00",
        "/api/v1/years/2011%00/",
    ],
)
def test_an_address_with_a_nul_is_no_page(client, address):
    client.force_login(make_user("finance_head"))
    assert client.get(address).status_code == 404


def test_a_page_that_does_not_exist_says_so_in_one_language(client):
    client.force_login(make_user("finance_head"))
    page = client.get("/es/catalogue/NOPE/").content.decode()
    assert "Esa página no existe" in page
    assert "matches the given query" not in page


@pytest.mark.parametrize(
    "address", ["/en/desk/proposals/999/", "/en/publish/2099/", "/en/desk/no-such/"]
)
def test_a_missing_page_of_the_desk_still_looks_signed_in(client, address):
    client.force_login(make_user("finance_head", first_name="Inés", last_name="Paz"))
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Inés Paz" in page
    assert 'begin from your <a href="/en/desk/">desk</a>' in page


def test_a_refused_page_still_looks_signed_in(client):
    client.force_login(make_user("auditor", first_name="Inés", last_name="Paz"))
    answer = client.get("/en/people/")
    assert answer.status_code == 403
    assert "Inés Paz" in answer.content.decode()


@pytest.mark.parametrize("address", ["/en/years/2099/", "/en/no-such/", "/nothing/"])
def test_a_missing_public_page_does_not_look_at_who_asks(client, address):
    client.force_login(make_user("finance_head", first_name="Inés", last_name="Paz"))
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Inés Paz" not in answer.content.decode()
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_name_in_the_header_leads_to_my_account(client):
    client.force_login(make_user("finance_head", first_name="Inés", last_name="Paz"))
    header = client.get("/en/catalogue/").content.decode().split("</header>")[0]
    assert re.search(r'href="/en/account/"[^>]*>.*Inés Paz</a>', header)

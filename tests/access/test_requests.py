"""Requests that another site, or a guesser, would make."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.addresses import every_address
from tests.access.asking import counted
from tests.access.test_matrix import asked
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.mark.parametrize(
    "role",
    [
        "signatory",
        *(pytest.param(one, marks=pytest.mark.slow) for one in ("head", "admin")),
    ],
)
def test_no_post_without_its_token_does_anything(city, role):
    """Refused for its token at every address, not for its person; the API, which knows
    no session, takes no POST at all."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.people[role])
    before = counted()
    for key, one in asked(city, methods=["POST"]):
        answer = client.post(one.path, one.body)
        if key.route.startswith("/api/"):
            assert answer.status_code == 405, key
        else:
            assert [used.name for used in answer.templates][:1] == ["403_csrf.html"], (
                key
            )
    assert counted() == before


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example/",
        "https:elsewhere.example",
        "http:///elsewhere.example",
        "javascript:alert(1)",
        "data:text/html,hello",
        "/es/desk/\r\nSet-Cookie: x=1",
        "//elsewhere.example\\@testserver/",
    ],
)
def test_the_door_never_leads_away(client, wanted):
    person = make_user(password=PASSWORD)
    sent = {"username": person.username, "password": PASSWORD, "next": wanted}
    answer = client.post(reverse("sign_in"), sent)
    assert answer.status_code == 302
    assert re.match(r"/(es|en)/", answer.headers["Location"])
    assert "x" not in answer.cookies
    if "\r" not in wanted:
        signed_in = client.get(reverse("sign_in"), {"next": wanted})
        assert "elsewhere" not in signed_in.headers.get("Location", "")


SPOOFED = {
    "x-forwarded-host": "elsewhere.example",
    "x-host": "elsewhere.example",
    "forwarded": "host=elsewhere.example",
    "x-original-url": "/admin/",
    "x-rewrite-url": "/admin/",
}


def test_headers_that_anybody_can_send_change_no_answer(city):
    client = Client()
    for path in ("/", "/es/", "/es/desk/", "/admin/", "/api/v1/years/2030/lines/"):
        plain, spoofed = client.get(path), client.get(path, headers=SPOOFED)
        assert spoofed.status_code == plain.status_code
        assert spoofed.headers.get("Location") == plain.headers.get("Location")
        assert spoofed.content == plain.content
        assert b"elsewhere" not in spoofed.content


@pytest.mark.parametrize("host", ["elsewhere.example", "testserver@elsewhere", "a b"])
def test_another_host_is_refused(client, host):
    for path in ("/", "/es/", "/api/v1/years/", "/es/sign-in/"):
        assert client.get(path, headers={"host": host}).status_code == 400


KEY = re.compile(r"<int:pk>")
# of chance, and of the moment: the end of a session that a test's client began
TOKEN = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+'
    r'|(?<=data-until=")[^"]+|(?<=hasta las )\d\d:\d\d'
)


def test_what_is_anothers_answers_as_what_does_not_exist(city):
    """The same bytes and headers, but for the key in the address itself."""
    client, absent = Client(), "99999999"
    told_to_all = re.compile("/imports/|/changes/<int:pk>/$")
    client.force_login(city.people["stranger"])
    compared = 0
    for key, one in asked(city):
        if not KEY.search(key.route) or told_to_all.search(key.route):
            continue
        own = re.search(r"/(\d+)/", one.path)[1]
        nowhere = one.path.replace(f"/{own}/", f"/{absent}/", 1)
        answers = []
        for path in (one.path, nowhere):
            made = getattr(client, key.method.lower())(path, one.body)
            body = made.content.decode().replace(path.split("?")[0], "HERE")
            body = body.replace(path.split("?")[0].replace("/es/", "/en/"), "THERE")
            body = TOKEN.sub("TOKEN", body)
            answers.append((made.status_code, sorted(made.headers), body))
        assert answers[0] == answers[1], key
        compared += answers[0][0] == 404
    assert compared > 60


def test_every_address_of_a_key_is_compared():
    assert any(KEY.search(address.route) for address in every_address())

"""The guard that tests/conftest.py sets over every answer of the suite can fail."""

import io
import logging

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from reporting import kept
from tests.factories import make_user
from tests.headers import FIXED, POLICY, cache_faults, faults_of

pytestmark = pytest.mark.django_db
GOOD = {**FIXED, "Content-Security-Policy": "; ".join(sorted(POLICY))}


def answer(path="/es/desk/", status=200, **headers):
    said = {"Cache-Control": "private, no-store", **GOOD, **headers}
    response = HttpResponse(status=status, headers=said)
    return RequestFactory().get(path), response


def test_an_answer_with_every_header_has_no_fault():
    assert faults_of(*answer()) == []


@pytest.mark.parametrize("name", [*FIXED, "Content-Security-Policy", "Cache-Control"])
def test_each_header_is_missed(name):
    request, response = answer()
    del response.headers[name]
    assert len(faults_of(request, response)) == 1


def test_a_looser_policy_is_seen():
    looser = GOOD["Content-Security-Policy"].replace(
        "style-src 'self'", "style-src 'self' 'unsafe-inline'"
    )
    assert len(faults_of(*answer(**{"Content-Security-Policy": looser}))) == 1


@pytest.mark.parametrize(
    ("path", "status", "vary", "faults"),
    [
        ("/es/years/2030/", 200, "Accept-Encoding", 0),
        ("/api/v1/years/", 304, "", 0),
        ("/static/hrbudget.css", 200, "", 0),
        ("/es/years/2030/", 404, "", 1),
        ("/es/desk/", 200, "", 1),
        ("/es/publish/2030/", 200, "", 1),
        ("/admin/", 200, "", 1),
        ("/es/years/2030/", 200, "Cookie", 1),
    ],
)
def test_only_what_is_for_everybody_may_be_kept(path, status, vary, faults):
    said = {"Cache-Control": "public, max-age=60", "Vary": vary}
    assert len(cache_faults(path, status, said)) == faults


def test_a_cookie_that_scripts_can_read_is_seen():
    request, response = answer()
    response.set_cookie("one", "1", samesite="Lax")
    response.set_cookie("two", "2", httponly=True)
    response.set_cookie("three", "3", httponly=True, samesite="Lax")
    assert len(faults_of(request, response)) == 2


def test_the_guard_stands_over_the_suite(client, monkeypatch):
    monkeypatch.setattr("hrbudget.headers.SAID_ALREADY", {"private"})
    monkeypatch.setattr(
        "hrbudget.headers.AnswerHeaders.__call__",
        lambda self, request: self.get_response(request),
    )
    with pytest.raises(AssertionError, match="Permissions-Policy is None"):
        client.get("/health/")


# every kind of answer has them: the guard looks, these make the answers


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 302),
        ("/health/", 200),
        ("/es/", 200),
        ("/es/desk/", 302),
        ("/es/years/1999/", 404),
        ("/es/years/1999/?x=%00", 404),
        ("/api/v1/years/1999/", 404),
        ("/api/v1/actions/?nonsense=1", 400),
        ("/nowhere/%00", 404),
        ("/static/nowhere.css", 404),
    ],
)
def test_any_answer_has_its_headers(client, address, status):
    assert client.get(address).status_code == status


def test_a_refused_host_has_its_headers(client):
    answer = client.get("/es/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "elsewhere" not in answer.content.decode()


def test_a_fault_has_its_headers_and_tells_nothing(client, monkeypatch):
    def fail(user):
        raise RuntimeError("secret 987654321.11")

    client.raise_request_exception = False
    client.force_login(make_user())
    monkeypatch.setattr("hrbudget.views.cards_for", fail)
    answer = client.get(reverse("desk"))
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_fault_is_told_where_the_server_runs_and_a_strangers_host_is_not(
    client, monkeypatch
):
    def fail(user):
        raise RuntimeError("the reason")

    told = io.StringIO()
    [handler] = logging.getLogger("django").handlers
    monkeypatch.setattr(handler, "stream", told)
    client.raise_request_exception = False
    assert client.get("/es/", headers={"host": "elsewhere.example"}).status_code == 400
    assert told.getvalue() == ""
    client.force_login(make_user())
    monkeypatch.setattr("hrbudget.views.cards_for", fail)
    assert client.get(reverse("desk")).status_code == 500
    assert "RuntimeError: the reason" in told.getvalue()


def test_a_fault_of_the_database_has_its_headers(client, monkeypatch):
    def fail():
        raise DatabaseError("no server at 10.0.0.1")

    client.raise_request_exception = False
    monkeypatch.setattr(kept.memory, "current", fail)
    answer = client.get("/es/")
    assert answer.status_code == 500
    assert "10.0.0.1" not in answer.content.decode()


def test_a_request_without_its_token_has_its_headers(client):
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("sign_in"), {}).status_code == 403


def test_a_static_file_has_its_headers(client):
    answer = client.get("/static/hrbudget.css")
    assert answer.status_code == 200
    answer.close()

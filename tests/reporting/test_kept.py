import gzip
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from hrbudget import wsgi
from programme.models import BudgetUnit
from reporting import kept
from reporting.publishing import publish_year
from tests.reporting.cities import Line, budget
from tests.reporting.publications import publish_city

PAGES = ["/es/", "/en/years/2030/", "/en/years/2030/actions/02.01.01/"]
ANSWERS = ["/api/v1/years/", "/api/v1/years/2030/rights/", "/api/v1/actions/02.01.01/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES + ANSWERS)
def test_a_kept_answer_costs_at_most_one_query(
    client, address, django_assert_max_num_queries
):
    publish_city()
    first = client.get(address)
    with django_assert_max_num_queries(1):
        again = client.get(address)
    assert (first.status_code, again.content) == (200, first.content)


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES + ANSWERS)
def test_who_has_the_bytes_gets_304(client, address):
    publish_city()
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag


@pytest.mark.django_db
def test_who_has_any_bytes_of_what_is_there_gets_304(client):
    publish_city()
    again = client.get("/en/years/2030/", headers={"If-None-Match": "*"})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/data/2030/1/lines.csv", "/api/v1/years/2030/lines/?format=csv"]
)
def test_a_streamed_file_is_the_same_in_every_language(client, address):
    publish_city()
    answer = client.get(address)
    assert answer.streaming
    assert "Content-Language" not in answer.headers
    assert "Vary" not in answer.headers


@pytest.mark.django_db
def test_another_tag_gets_the_bytes(client):
    publish_city()
    answer = client.get("/en/years/2030/", headers={"If-None-Match": '"other"'})
    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_correction_is_seen_at_once_and_changes_the_tag(client):
    city = publish_city()
    before = client.get("/api/v1/years/2030/")
    action = city.programme.actions.get(code="01.01.01")
    year = city.publication.fiscal_year
    budget(year, BudgetUnit.objects.get(code="C"), Line("C1", "50.00", {action: 10000}))
    publish_year(year)
    after = client.get("/api/v1/years/2030/")
    assert (before.json()["units_linked"], after.json()["units_linked"]) == (1, 2)
    assert before.headers["ETag"] != after.headers["ETag"]


@pytest.mark.django_db
def test_the_tag_of_a_year_alone_outlives_the_publication_of_another(client):
    city = publish_city()
    before = client.get("/api/v1/years/2029/").headers["ETag"]
    history = client.get("/api/v1/years/").headers["ETag"]
    action = city.programme.actions.get(code="01.01.01")
    unit = BudgetUnit.objects.get(code="C")
    budget(city.publication.fiscal_year, unit, Line("C1", "50.00", {action: 10000}))
    publish_year(city.publication.fiscal_year)
    assert client.get("/api/v1/years/2029/").headers["ETag"] == before
    assert client.get("/api/v1/years/").headers["ETag"] != history


@pytest.mark.django_db
def test_languages_have_their_own_bytes_and_tags(client):
    publish_city()
    spanish, english = client.get("/es/years/2030/"), client.get("/en/years/2030/")
    assert b'<html lang="es">' in spanish.content
    assert b'<html lang="en">' in english.content
    assert spanish.headers["ETag"] != english.headers["ETag"]


@pytest.mark.django_db
def test_a_compressed_answer_holds_the_same_bytes(client):
    publish_city()
    plain = client.get("/en/years/2030/")
    packed = client.get("/en/years/2030/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    tag = packed.headers["ETag"]
    again = client.get("/en/years/2030/", headers={"If-None-Match": tag})
    assert again.status_code == 304


@pytest.mark.django_db
def test_kept_answers_carry_the_headers_of_every_layer(client):
    publish_city()
    client.get("/en/years/2030/")
    kept_answer = client.get("/en/years/2030/")
    for name in ("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"):
        assert name in kept_answer.headers
    assert kept_answer.headers["Cache-Control"] == "public, max-age=1, must-revalidate"


@pytest.mark.django_db
def test_a_kept_answer_is_refused_to_an_unknown_host(client):
    publish_city()
    client.get("/en/years/2030/")
    assert (
        client.get("/en/years/2030/", headers={"Host": "x.example"}).status_code == 400
    )


@pytest.mark.django_db
def test_a_kept_answer_waits_for_tls_in_production(client, settings):
    publish_city()
    client.get("/en/years/2030/")
    settings.SECURE_SSL_REDIRECT = True
    assert client.handler.load_middleware() is None
    assert client.get("/en/years/2030/").status_code == 301


@pytest.mark.django_db
def test_a_refusal_is_not_kept(client):
    publish_city()
    client.get("/en/years/1999/")
    client.get("/api/v1/years/2030/?x=1")
    assert not kept.shelf.answers


@pytest.mark.django_db
def test_the_order_of_a_query_makes_no_second_copy(client):
    publish_city()
    client.get("/api/v1/years/2030/lines/?unit=A&linked=true")
    client.get("/api/v1/years/2030/lines/?linked=true&unit=A")
    assert len(kept.shelf.answers) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_on_record_is_read_once_a_second(django_assert_num_queries):
    clock = SimpleNamespace(now=100.0)
    memory = kept.Memory()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reporting.kept.time.monotonic", lambda: clock.now)
        with django_assert_num_queries(1):
            memory.current()
            clock.now = 100.9
            memory.current()
        with django_assert_num_queries(1):
            clock.now = 101.1
            memory.current()


def test_the_shelf_puts_away_what_was_asked_for_least_recently():
    shelf = kept.Shelf(limit=3 * 4020)
    for name in ("a", "b", "c"):
        shelf.put((name, ""), ten_bytes())
    shelf.find(("a", ""))
    shelf.put(("d", ""), ten_bytes())
    assert [name for name, _ in shelf.answers] == ["c", "a", "d"]
    assert shelf.bytes == 3 * 4020


def test_an_answer_too_large_is_given_but_not_kept():
    request = RequestFactory().get("/large/")
    response = kept.HttpResponse(b"x" * (kept.LARGEST + 1))
    kept.show(response, kept.Records(()), [], "en")
    assert len(kept.keep(request, response).content) == kept.LARGEST + 1
    assert kept.shelf.find(("/large/", "")) is None


def ten_bytes() -> kept.Answer:
    return kept.answer_of(kept.Records(()), "tag", {}, b"x" * 10)


def ask(path: str, **more: str) -> tuple[str, dict, bytes]:
    """The site's answer as gunicorn gets it: status, headers, body."""
    told = {}

    def start_response(status, headers, exc_info=None):
        told.update(status=status, headers=dict(headers))

    environ = RequestFactory().get(path, headers={"Host": "localhost"}).environ
    environ |= {"PATH_INFO": path, **more}
    body = b"".join(wsgi.application(environ, start_response))
    return told["status"], told["headers"], body


@pytest.fixture
def kept_year(client, monkeypatch):
    """A page that was asked for a moment ago, as Django answered it."""
    publish_city()
    answer = client.get("/en/years/2030/")
    monkeypatch.setattr(kept.memory, "records", kept.read())
    monkeypatch.setattr(kept.memory, "read_at", kept.time.monotonic())

    def django(environ, start_response):
        start_response("left to Django", [])
        return []

    monkeypatch.setattr(wsgi, "django", django)
    return answer


@pytest.mark.django_db
def test_gunicorn_gives_kept_answers_at_once(kept_year, django_assert_num_queries):
    with django_assert_num_queries(0):
        status, headers, body = ask("/en/years/2030/")
    assert (status, body) == ("200 OK", kept_year.content)
    assert headers == dict(kept_year.items())
    assert ask("/en/years/2030/", REQUEST_METHOD="HEAD")[2] == b""
    status, headers, body = ask("/en/years/2030/", HTTP_IF_NONE_MATCH=headers["ETag"])
    assert (status, body) == ("304 Not Modified", b"")
    assert "Content-Type" not in headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/en/years/2030/", {"HTTP_HOST": "x.example"}),
        ("/en/years/2030/", {"HTTP_HOST": ""}),
        ("/en/years/2030/", {"REQUEST_METHOD": "POST"}),
        ("/en/years/2030/", {"QUERY_STRING": "x=1"}),
        ("/en/years/2031/", {}),
    ],
)
def test_gunicorn_leaves_every_other_request_to_django(kept_year, path, more):
    assert ask(path, **more)[0] == "left to Django"


def test_gunicorn_leaves_it_to_django_to_read_the_record_and_to_ask_for_tls(
    db, kept_year, monkeypatch, settings
):
    settings.SECURE_SSL_REDIRECT = True
    assert ask("/en/years/2030/")[0] == "left to Django"
    assert ask("/en/years/2030/", **{"wsgi.url_scheme": "https"})[0] == "200 OK"
    monkeypatch.setattr(kept.memory, "read_at", kept.time.monotonic() - 1.1)
    assert ask("/en/years/2030/", **{"wsgi.url_scheme": "https"})[0] == "left to Django"


def test_a_query_sent_as_raw_letters_is_not_kept_for_another_that_spells_them():
    raw, spelled = "q=\u00c3\u00a9", "q=%C3%83%C2%A9"  # é in two bytes; Ã©
    assert kept.address("/", raw) == kept.address("/", "q=%C3%A9")
    assert kept.address("/", raw) != kept.address("/", spelled)

import pytest
from django.test import Client

from hrbudget.public import client_of
from reporting import limits
from reporting.limits import FairShare
from tests.reporting.publications import publish_city

pytestmark = pytest.mark.django_db
OPEN = ["/api/v1/years/2030/", "/data/2030/1/rights.csv", "/api/v1/years/1999/"]
READER = {"REMOTE_ADDR": "203.0.113.5"}


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def share(clock, monkeypatch):
    """One answer at a time without end, ten seconds lent, at most five of waiting."""
    share = FairShare(at_once=1, credit=10, wait=5, clock=clock)
    monkeypatch.setattr(limits, "share", share)
    return share


def test_who_asks_one_thing_after_another_never_waits(share, clock):
    for _ in range(1000):
        assert share.begin("a") == 0
        clock.wait(60)
        share.end("a")
    assert not share.accounts


def test_who_has_two_things_made_at_once_draws_on_the_credit_and_gets_it_back(
    share, clock
):
    assert (share.begin("a"), share.begin("a")) == (0, 0)
    clock.wait(12)  # twice 12 seconds of work in 12: 12 beyond the share, 10 lent
    assert share.begin("a") == 2
    assert share.begin("b") == 0
    share.end("a")
    share.end("a")
    clock.wait(1)
    assert share.begin("a") == 1
    clock.wait(1)
    assert share.begin("a") == 0


def test_nobody_is_told_to_wait_longer_than_stated(share, clock):
    for _ in range(8):
        share.begin("a")
    clock.wait(3600)
    assert share.begin("a") == 5


def test_accounts_do_not_fill_the_memory(share, monkeypatch):
    monkeypatch.setattr(limits, "CLIENTS", 3)
    for client in "abcde":
        share.begin(client)
    assert list(share.accounts) == ["c", "d", "e"]
    share.end("a")  # forgotten meanwhile: nothing to give back
    assert "a" not in share.accounts


@pytest.fixture
def spent(share, clock):
    """The reader has used more than was lent."""
    for _ in range(3):
        share.begin(READER["REMOTE_ADDR"])
    clock.wait(6)
    for _ in range(3):
        share.end(READER["REMOTE_ADDR"])


def test_a_program_is_told_when_to_try_again(client, spent, clock):
    publish_city()
    address = "/api/v1/years/2030/lines/?format=csv"
    answer = client.get(address, **READER)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "2" in answer.json()["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    clock.wait(2)
    assert client.get(address, **READER).status_code == 200


def test_a_reader_gets_the_sentence_on_a_page(client, spent):
    publish_city()
    answer = client.get("/en/years/2030/actions/?q=water", **READER)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert b"Try again in 2 seconds." in answer.content


def test_what_is_kept_is_given_to_whoever_asks(client, spent):
    publish_city()
    for address in ("/api/v1/years/2030/rights/", "/en/years/2030/"):
        assert client.get(address).status_code == 200  # made for another
        assert client.get(address, **READER).status_code == 200


@pytest.mark.parametrize("more", [{}, {"method": "HEAD"}, {"unchanged": True}])
def test_a_stream_is_under_way_until_it_is_closed(client, share, more):
    publish_city()
    address, headers = "/api/v1/years/2030/lines/?format=csv", {}
    if more.get("unchanged"):
        headers = {"If-None-Match": client.get(address).headers["ETag"]}
    ask = client.head if more.get("method") == "HEAD" else client.get
    answer = ask(address, headers=headers, **READER)
    assert share.accounts[READER["REMOTE_ADDR"]].under_way == 1
    b"".join(answer)
    answer.close()
    answer.close()
    assert not share.accounts


def test_a_client_is_whom_the_last_trusted_proxy_saw(client, share, settings):
    publish_city()
    settings.TRUSTED_PROXIES = 1
    seen = []
    share.begin = lambda client: seen.append(client) or 0
    share.end = lambda client: None
    told = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    client.get("/api/v1/years/2030/?publication=1", headers=told)
    client.get("/es/sign-in/", headers=told)  # not of the public part
    assert seen == ["203.0.113.9"]
    settings.TRUSTED_PROXIES = 0  # everybody would be the proxy: nobody is counted
    client.get("/api/v1/years/2029/", headers=told)
    assert seen == ["203.0.113.9"]


@pytest.mark.parametrize("address", OPEN)
def test_open_data_is_read_from_any_site_first_kept_unchanged_or_missing(
    client, address
):
    publish_city()
    first = client.get(address, headers={"Origin": "https://news.example"})
    tag = {"If-None-Match": first.headers.get("ETag", "")}
    for answer in (first, client.get(address), client.get(address, headers=tag)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Expose-Headers"] == "ETag, Retry-After"
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("address", [*OPEN, "/data/anything"])
def test_a_browser_asks_beforehand_and_is_told_what_it_may(client, address):
    told = {"Origin": "https://news.example", "Access-Control-Request-Method": "GET"}
    answer = client.options(address, headers=told)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("address", ["/es/", "/es/sign-in/", "/es/desk/", "/admin/"])
def test_nothing_else_is_read_from_other_sites(client, address):
    for answer in (client.get(address), client.options(address)):
        names = [name for name in answer.headers if name.startswith("Access-Control")]
        assert names == []


def test_a_fault_of_ours_is_read_by_other_sites_too(monkeypatch):
    def fault():
        raise RuntimeError("a fault")

    monkeypatch.setattr("reporting.kept.memory.current", fault)
    answer = Client(raise_request_exception=False).get("/api/v1/years/2030/units/")
    assert (answer.status_code, list(answer.json())) == (500, ["detail"])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address",
    ["/es/years/2011/", "/es/trends/rights/", "/en/feed.atom", "/data/2011/1/x.csv"],
)
def test_what_has_to_be_made_draws_on_the_share_of_who_asks(rf, address):
    asked = rf.get(address, REMOTE_ADDR="203.0.113.9")
    assert client_of(asked) == "203.0.113.9"
    assert client_of(rf.get("/es/guide/words/", REMOTE_ADDR="203.0.113.9")) is None

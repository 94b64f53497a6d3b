"""Nothing that a stranger asks of the public part breaks it: thousands of questions.

The API is asked by schemathesis, out of its own document, what is right and what is
wrong; everything public by a thousand random addresses.
"""

import random
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
import schemathesis
from django.db import connections
from django.test import Client
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from budgeting.models import FiscalYear
from hrbudget.wsgi import application
from reporting.paging import Cursor
from reporting.publishing import publish_year
from tests.reporting.publications import publish_city

pytestmark = pytest.mark.slow
KNOWN = {  # what the small city has of each kind that the document names
    "published-year": [2029, 2030],
    "publication": [1],
    "right-code": ["01", "02", "03"],
    "group-code": ["03"],
    "unit-code": ["A", "B", "C", "D"],
    "action-code": ["01.01.01", "01.01.02", "02.01.01", "03.01.01"],
    "programme-code": ["P1"],
    "body-name": ["Court of Justice"],
    "cursor-of-lines": [str(Cursor(("A", "L1")))],
    "cursor-of-actions": [str(Cursor(("01.01.01",)))],
}
ACCEPTED = {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404"]}}
CONFIG = {
    "workers": 1,
    "continue-on-failure": True,
    "generation": {"max-examples": 40, "deterministic": True},
    "phases": {
        "stateful": {"enabled": False},
        # its texts are of the right length, but codes of nothing: 400 (method.md, 8)
        "coverage": {"checks": ACCEPTED},
    },
}
QUESTIONS = 1000
SEED = 20111


def asked(environ: dict, start_response: Callable) -> list[bytes]:
    """The site, whose threads leave no connection behind."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)  # its transport unpacks nothing
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        if hasattr(answer, "close"):
            answer.close()
        connections.close_all()


def engine_events(document: str) -> Iterator[events.EngineEvent]:
    """What schemathesis does with the document, phase by phase."""
    for kind, values in KNOWN.items():
        schemathesis.openapi.format(kind, st.sampled_from(values))
    config = SchemathesisConfig.from_dict(CONFIG)
    schema = schemathesis.openapi.from_wsgi(document, asked, config=config)
    yield from from_schema(schema).execute()


def names_nothing(case: schemathesis.Case) -> bool:
    """Whether it is of the right shape and rightly 400 all the same: by the cursor of
    another search, the number of no publication, a body that the year did not know."""
    query, year = case.query or {}, str(case.path_parameters.get("year"))
    return (
        {"q", "after"} <= set(query)
        or str(query.get("publication", 1)) != "1"
        or ("body" in query and year == "2029")
    )


@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_nothing():
    action = publish_city().programme.actions.get(code="03.01.01")
    action.bodies.create(name="Court of Justice", position=1)
    publish_year(FiscalYear.objects.get(year=2030))
    found, questions, phases = set(), 0, set()
    for event in engine_events("/api/v1/schema/"):
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.add(str(getattr(event, "value", None) or event.exception))
        if not isinstance(event, events.ScenarioFinished):
            continue
        questions += len(event.recorder.interactions)
        phases.add(event.phase.name)
        for case, nodes in event.recorder.checks.items():
            for node in nodes:
                value = event.recorder.cases[case].value
                if node.status != Status.SUCCESS and not (
                    node.name == "positive_data_acceptance" and names_nothing(value)
                ):
                    curl = value.as_curl_command()
                    failure = node.failure_info.failure
                    found.add(f"{node.name}: {failure} {curl}")
    assert found == set(), "\n".join(sorted(found))
    assert questions > 1000
    assert {"EXAMPLES", "COVERAGE", "FUZZING"} <= phases


PATHS = (
    "/{language}/",
    "/{language}/years/{year}/",
    "/{language}/years/{year}/publications/{number}/",
    "/{language}/years/{year}/rights/{code}/",
    "/{language}/years/{year}/strategies/{code}/",
    "/{language}/years/{year}/actions/{code}/",
    "/{language}/years/{year}/actions/",
    "/{language}/years/{year}/groups/{code}/",
    "/{language}/years/{year}/units/{code}/",
    "/{language}/years/{year}/units/{code}/lines/{code}/",
    "/{language}/years/{year}/figures/{code}/",
    "/{language}/trends/",
    "/{language}/trends/rights/{code}/",
    "/{language}/trends/actions/{code}/",
    "/{language}/exceptions/{year}/",
    "/{language}/verify/{code}/",
    "/api/v1/{code}/",
    "/api/v1/years/{year}/{code}/",
    "/api/v1/years/{year}/lines/",
    "/api/v1/years/{year}/actions/",
    "/api/v1/years/{year}/never-funded/",
    "/api/v1/actions/",
    "/api/v1/actions/{code}/",
    "/api/v1/trends/units/{code}/",
    "/data/{year}/{number}/{code}",
    "/data/trends/units/{code}.csv",
    "/pictures/{year}/{number}/{code}/{code}",
    "/{code}/{code}",
)
NAMES = ("q", "after", "right", "unit", "action", "group", "body", "new", "linked")
NAMES += ("format", "publication", "page", "kind", "order", "programme", "measure")
ODD = (
    "\0",
    "%",
    "%00",
    "%c3%28",
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe",
    "../../etc/passwd",
    "'; drop table x; --",
    "😀" * 50,
    "ñ" * 500,
    "A" * 5000,
    "{{ 7 * 7 }}",
    "WzAsIkEiLCJMMSJd",
    "WzEsIlx1ZDgwMCIsIkwxIl0",
    "[" * 400,
    "\u202e\u0000",
    "",
    " ",
    ".",
    "\r\nSet-Cookie: a=b",
)
NUMBERS = ("2029", "2030", "0", "1", "-1", "1.5", "999999", "9" * 30, "0002030", "٢٠٣٠")


def question(chance: random.Random) -> str:
    """An address with a query: right in some parts, odd in others."""
    known = [one for values in KNOWN.values() for one in values] + ["lines.csv", "true"]

    def code() -> str:
        given = chance.choice(ODD if chance.random() < 0.6 else known)
        safe = chance.choice(["", "/", "%"])
        return quote(
            given
            if isinstance(given, bytes)
            else str(given).encode("utf-8", "surrogatepass"),
            safe=safe,
        )

    path = chance.choice(PATHS)
    while "{code}" in path:
        path = path.replace("{code}", code(), 1)
    path = path.replace("{language}", chance.choice(["es", "en", "fr"]))
    for name in ("{year}", "{number}"):
        path = path.replace(name, quote(chance.choice(NUMBERS)))
    pairs = [
        f"{chance.choice(NAMES) if chance.random() < 0.8 else code()}={code()}"
        for _ in range(chance.choice([0, 0, 1, 1, 2, 3]))
    ]
    if pairs and chance.random() < 0.2:
        pairs.append(pairs[0])
    return path + ("?" + "&".join(pairs) if pairs else "")


@pytest.mark.django_db
def test_a_thousand_random_addresses_are_answered_in_words():
    publish_city()
    chance = random.Random(SEED)
    client = Client(raise_request_exception=False)
    faults = []
    for _ in range(QUESTIONS):
        address = question(chance)
        answer = client.generic("GET", address, HTTP_HOST="localhost")
        body = b"".join(answer)
        if answer.status_code >= 500 or answer.status_code < 200:
            faults.append((address, answer.status_code))
        if answer.status_code >= 400 and not says_why(answer, body):
            faults.append((address, answer.status_code, body[:200]))
    assert faults == [], "\n".join(map(str, faults))


def says_why(answer, body: bytes) -> bool:
    """Whether a refusal has a sentence: in JSON, on a page, or in plain words."""
    if answer.headers["Content-Type"].startswith("text/plain"):
        return body.decode().endswith(".")
    if answer.headers["Content-Type"] == "application/json":
        return answer.json()["detail"].endswith(".")
    return b"<main" in body and b"<h1" in body

import csv
import io

import pytest
from django.db import connection
from drf_spectacular.validation import validate_schema

from programme.models import BudgetUnit
from reporting import kept
from reporting.api import endpoints
from reporting.publishing import publish_year
from tests.reporting.cities import Line, budget
from tests.reporting.publications import CANARY, NUMBERS, publish_city

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "years/",
    "years/2030/",
    "years/2030/rights/",
    "years/2030/groups/",
    "years/2030/units/",
    "years/2030/actions/",
    "years/2030/publications/",
    "years/2030/never-funded/",
    "years/2030/past-term/",
    "years/2030/lines/",
    "years/2030/lines/?format=csv",
    "actions/",
    "actions/01.01.01/",
    "trends/",
    "trends/rights/01/",
    "trends/groups/03/",
    "trends/actions/01.01.01/",
    "trends/units/A/",
]


WITHOUT_WATER = ["01.01.01", "01.01.02", "03.01.01"]


def get(client, address: str):
    return client.get(f"/api/v1/{address}")


def results(client, address: str, *names: str) -> list:
    rows = get(client, address).json()["results"]
    return [tuple(row[name] for name in names) for row in rows]


def test_a_year_is_one_object_of_every_number(client):
    city = publish_city()
    year = get(client, "years/2030/").json()
    assert {name: year[name] for name in NUMBERS} == NUMBERS
    assert (year["year"], year["currency"]) == (2030, "MXN")
    assert year["publication"] == {
        "year": 2030,
        "stage": "approved",
        "number": 1,
        "hash": city.publication.hash,
    }


def test_the_years_are_listed_newest_first_with_their_numbers(client):
    publish_city()
    names = ("year", "compliance_rate", "actions_new")
    assert results(client, "years/", *names) == [
        (2030, "0.3333", 2),
        (2029, "1.0000", None),
    ]


def test_without_publications_the_lists_are_empty(client):
    assert get(client, "years/").json() == {"results": []}
    assert get(client, "actions/").json()["results"] == []
    assert get(client, "actions/01.01.01/").status_code == 404


def test_rights_have_their_numbers_and_attributed_amounts_add_up(client):
    publish_city()
    names = ("code", "kind", "actions_in_force", "actions_funded", "actions_new")
    assert results(client, "years/2030/rights/", *names) == [
        ("01", "right", 2, 2, 1),
        ("02", "right", 1, 1, 1),
        ("03", "group", 1, 0, 0),
    ]
    money = ("amount_attributed", "amount_touching", "lines", "units")
    assert results(client, "years/2030/rights/", *money) == [
        ("130.00", "150.00", 2, 1),
        ("220.00", "250.00", 2, 2),
        ("0.00", "0.00", 0, 0),
    ]


def test_groups_have_no_attributed_amount(client):
    publish_city()
    answer = get(client, "years/2030/groups/").json()
    assert answer["publication"]["number"] == 1
    assert answer["results"] == [
        {
            "code": "03",
            "name_es": "Mujeres",
            "name_en": "Women",
            "actions_funded": 1,
            "actions_new": 1,
            "amount_touching": "50.00",
            "lines": 1,
            "units": 1,
        }
    ]


def test_units_not_approved_or_missing_have_nulls_and_are_named(client):
    publish_city()
    names = ("code", "status", "linked", "lines_linked", "amount_linked", "actions_new")
    assert results(client, "years/2030/units/", *names) == [
        ("A", "approved", True, 2, "150.00", 2),
        ("B", "approved", False, 1, "200.00", 1),
        ("C", "missing", False, None, None, None),
        ("D", "not_approved", False, None, None, None),
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["01.01.01", "01.01.02", "02.01.01"]),
        ("?right=01", ["01.01.01", "01.01.02"]),
        ("?unit=B", ["02.01.01"]),
        ("?new=true", ["01.01.02", "02.01.01"]),
        ("?new=false", ["01.01.01"]),
        ("?new=true&right=01", ["01.01.02"]),
    ],
)
def test_funded_actions_are_filtered(client, query, codes):
    publish_city()
    found = results(client, f"years/2030/actions/{query}", "code")
    assert [code for (code,) in found] == codes


def test_a_funded_action_has_its_texts_and_money(client):
    publish_city()
    row = get(client, "years/2030/actions/?unit=B").json()["results"][0]
    assert row == {
        "code": "02.01.01",
        "right": "02",
        "text_es": "Llevar agua",
        "text_en": "",
        "new": True,
        "lines": 2,
        "units": 2,
        "amount_attributed": "220.00",
        "amount_touching": "250.00",
    }


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("?unit=A", ["L1", "L2"]),
        ("?right=02", ["L2", "M1"]),
        ("?action=01.01.01", ["L1"]),
        ("?linked=true", ["L1", "L2", "M1"]),
        ("?linked=false", ["M2", "M3/a"]),
        ("?unit=B&linked=false", ["M2", "M3/a"]),
    ],
)
def test_lines_are_filtered(client, query, lines):
    publish_city()
    answer = get(client, f"years/2030/lines/{query}").json()
    assert [row["line"] for row in answer["results"]] == lines
    assert "count" not in answer


def test_a_line_has_its_citations_with_shares_and_amounts(client):
    publish_city()
    row = get(client, "years/2030/lines/?unit=A").json()["results"][1]
    assert (row["unit"], row["amount"], row["state"]) == ("A", "50.00", "linked")
    cited = [
        (c["action"], c["share"], c["amount_attributed"]) for c in row["citations"]
    ]
    assert cited == [("01.01.02", 6000, "30.00"), ("02.01.01", 4000, "20.00")]


def test_lines_are_paged_by_key_there_and_back(client, monkeypatch):
    monkeypatch.setattr(endpoints, "PAGE", 2)
    publish_city()
    pages, address = [], "/api/v1/years/2030/lines/"
    while address:
        answer = client.get(address).json()
        pages.append([row["line"] for row in answer["results"]])
        assert answer["count"] == 5
        address = answer["next"]
    assert pages == [["L1", "L2"], ["M1", "M2"], ["M3/a"]]
    back = client.get(answer["previous"]).json()
    assert [row["line"] for row in back["results"]] == ["M1", "M2"]
    first = client.get(back["previous"]).json()
    assert [row["line"] for row in first["results"]] == ["L1", "L2"]
    assert first["previous"] is None


def test_a_page_keeps_the_filters_in_its_addresses(client, monkeypatch):
    monkeypatch.setattr(endpoints, "PAGE", 1)
    publish_city()
    address = get(client, "years/2030/lines/?unit=B&linked=false").json()["next"]
    assert address.startswith("/api/v1/years/2030/lines/?")
    assert [row["line"] for row in client.get(address).json()["results"]] == ["M3/a"]


@pytest.mark.django_db(transaction=True)
def test_csv_is_streamed_by_a_thread_that_has_asked_the_database_nothing(
    client, monkeypatch
):
    publish_city()
    address = "/api/v1/years/2030/lines/?format=csv"
    told = client.get(address).getvalue()
    records = kept.memory.current()  # which another thread has just looked up
    monkeypatch.setattr(kept.memory, "current", lambda: records)
    connection.close()
    assert client.get(address).getvalue() == told


def test_csv_streams_every_line_with_its_actions(client):
    publish_city()
    answer = get(client, "years/2030/lines/?format=csv")
    assert answer.streaming
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    told = [
        (row["unit_code"], row["code"], row["amount"], row["actions"]) for row in rows
    ]
    assert told == [
        ("A", "L1", "100.00", "01.01.01=10000"),
        ("A", "L2", "50.00", "01.01.02=6000; 02.01.01=4000"),
        ("B", "M1", "200.00", "02.01.01=10000"),
        ("B", "M2", "30.00", ""),
        ("B", "M3/a", "20.00", ""),
    ]


def test_csv_takes_the_filters(client):
    publish_city()
    answer = get(client, "years/2030/lines/?format=csv&right=02&linked=true&unit=B")
    text = b"".join(answer.streaming_content).decode()
    assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == ["M1"]


def test_the_catalogue_is_searched_as_published(client):
    city = publish_city()
    city.programme.actions.filter(code="03.01.01").update(text_es="Agua nueva")
    assert results(client, "actions/?q=agua", "code") == [("02.01.01",)]


def test_what_a_search_finds_is_paged_there_and_back(client, monkeypatch):
    monkeypatch.setattr(endpoints, "PAGE", 2)
    publish_city()
    first = get(client, "actions/?q=accion").json()
    second = client.get(first["next"]).json()
    codes = [row["code"] for row in first["results"] + second["results"]]
    assert (len(first["results"]), sorted(codes)) == (2, WITHOUT_WATER)
    assert first["next"].startswith("/api/v1/actions/?q=accion&after=")
    assert (first["previous"], second["next"]) == (None, None)
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_the_catalogue_of_another_programme_is_asked_for_by_code(client):
    publish_city()
    assert len(results(client, "actions/?programme=P1", "code")) == 4
    refused = get(client, "actions/?programme=P2")
    assert refused.status_code == 400
    assert "P2" in refused.json()["detail"]


def test_an_action_has_every_year_on_record(client):
    publish_city()
    answer = get(client, "actions/02.01.01/").json()
    told = [
        (
            one["publication"]["year"],
            one["funded"],
            one["new"],
            one["amount_attributed"],
        )
        for one in answer["history"]
    ]
    assert told == [(2030, True, True, "220.00"), (2029, False, None, "0.00")]


def test_an_earlier_publication_is_read_by_its_number(client):
    city = publish_city()
    action = city.programme.actions.get(code="01.01.01")
    unit = BudgetUnit.objects.get(code="C")
    budget(city.publication.fiscal_year, unit, Line("C1", "50.00", {action: 10000}))
    publish_year(city.publication.fiscal_year)
    newest = get(client, "years/2030/").json()
    earlier = get(client, "years/2030/?publication=1").json()
    assert (newest["publication"]["number"], newest["lines_total"]) == (2, 6)
    assert (earlier["publication"]["number"], earlier["lines_total"]) == (1, 5)


@pytest.mark.parametrize(
    "address",
    [
        "years/2031/",
        "years/99999999999/",
        "years/2031/lines/",
        "actions/09.09.09/",
        "actions/%00/",
        "nothing/",
        "years/2030/nothing/",
    ],
)
def test_what_the_path_names_in_vain_is_404_in_words(client, address):
    publish_city()
    answer = get(client, address)
    assert answer.status_code == 404
    assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "years/?x=1",
        "years/2030/?publication=7",
        "years/2030/?publication=one",
        "years/2030/?publication=1&publication=1",
        "years/2030/rights/?right=01",
        "years/2030/actions/?new=yes",
        "years/2030/actions/?right=99",
        "years/2030/lines/?unit=Z",
        "years/2030/lines/?linked=1",
        "years/2030/lines/?format=xml",
        "years/2030/lines/?after=zz",
        "years/2030/lines/?after=W10",
        "years/2030/lines/?unit=%00",
        "years/2030/?publication=0",
        "years/2030/?publication=",
        "years/2030/?utm_source=x",
        "years/2030/actions/?new=",
        "actions/?page=2",
        "actions/?q=agua&after=WzAsIjk5Il0",
    ],
)
def test_an_unknown_or_malformed_query_is_400_in_words(client, address):
    publish_city()
    answer = get(client, address)
    assert answer.status_code == 400
    assert list(answer.json()) == ["detail"]
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_are_public_open_to_other_sites_and_free_of_drafts(client, address):
    publish_city()
    answer = get(client, address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert not answer.cookies
    assert CANARY.encode() not in body
    assert answer.headers["ETag"]


@pytest.mark.parametrize("address", [*ADDRESSES, "nothing/"])
def test_head_answers_as_get_does_without_a_body(client, address):
    publish_city()
    head = client.head(f"/api/v1/{address}")
    assert head.status_code == get(client, address).status_code
    assert b"".join(head) == b""


def test_nothing_is_written_through_the_api(client):
    publish_city()
    assert client.post("/api/v1/years/2030/lines/").status_code == 405


@pytest.mark.parametrize("accept", ["text/html", "application/xml"])
def test_every_client_gets_the_same_form(client, accept):
    publish_city()
    answer = client.get("/api/v1/years/", headers={"Accept": accept})
    assert answer.headers["Content-Type"] == "application/json"


def test_the_openapi_document_is_valid_and_names_every_address(client, capsys):
    document = client.get("/api/v1/schema/").json()
    validate_schema(document)
    assert set(document["paths"]) == {
        "/api/v1/years/",
        "/api/v1/years/{year}/",
        "/api/v1/years/{year}/rights/",
        "/api/v1/years/{year}/groups/",
        "/api/v1/years/{year}/units/",
        "/api/v1/years/{year}/actions/",
        "/api/v1/years/{year}/lines/",
        "/api/v1/years/{year}/publications/",
        "/api/v1/years/{year}/never-funded/",
        "/api/v1/years/{year}/past-term/",
        "/api/v1/trends/",
        "/api/v1/trends/rights/{code}/",
        "/api/v1/trends/groups/{code}/",
        "/api/v1/trends/actions/{code}/",
        "/api/v1/trends/units/{code}/",
        "/api/v1/actions/",
        "/api/v1/actions/{code}/",
    }
    assert capsys.readouterr().err == ""


def test_the_openapi_document_gives_an_example_of_every_answer(client):
    document = client.get("/api/v1/schema/").json()
    for path in document["paths"].values():
        assert path["get"]["responses"]["200"]["content"]["application/json"][
            "examples"
        ]


def test_the_queries_of_a_page_of_lines_do_not_grow_with_it(
    client, django_assert_num_queries
):
    publish_city()
    with django_assert_num_queries(5):
        client.get("/api/v1/years/2030/lines/?unit=A")  # two lines
    with django_assert_num_queries(5):
        client.get("/api/v1/years/2030/lines/?unit=B")  # three


def test_lines_found_by_what_they_cite_are_paged_there_and_back(client, monkeypatch):
    monkeypatch.setattr(endpoints, "PAGE", 1)
    publish_city()
    first = get(client, "years/2030/lines/?linked=true").json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    pages = [first, second, third]
    assert [row["line"] for page in pages for row in page["results"]] == [
        "L1",
        "L2",
        "M1",
    ]
    assert (third["next"], first["previous"]) == (None, None)
    assert client.get(third["previous"]).json()["results"] == second["results"]


def test_a_line_that_cites_a_right_and_an_action_of_another_is_found_by_both(client):
    publish_city()
    found = results(client, "years/2030/lines/?right=02&action=01.01.02", "line")
    assert found == [("L2",)]
    assert results(client, "years/2030/lines/?right=02&linked=false", "line") == []

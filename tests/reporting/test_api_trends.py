import pytest

from tests.factories import make_action, make_programme, make_unit
from tests.reporting.cities import make_succession, published
from tests.reporting.publications import publish_city

pytestmark = pytest.mark.django_db


def get(client, address: str) -> dict:
    return client.get(f"/api/v1/trends/{address}").json()


def told(answer: dict, measure: str) -> list[tuple]:
    return [
        (point["publication"]["year"], point["state"], point["values"][measure])
        for point in answer["results"]
    ]


def test_a_year_is_told_oldest_first_with_rates_and_amounts_as_strings(client):
    publish_city()
    answer = get(client, "")
    assert told(answer, "compliance_rate") == [
        (2029, "told", "1.0000"),
        (2030, "told", "0.3333"),
    ]
    assert told(answer, "amount_total")[1] == (2030, "told", "400.00")
    assert told(answer, "lines_total")[1] == (2030, "told", 5)
    assert told(answer, "actions_new") == [(2029, "told", None), (2030, "told", 2)]
    assert answer["amounts"] == "nominal"


def test_one_measure_is_asked_for_by_its_name(client):
    publish_city()
    answer = get(client, "rights/01/?measure=amount_attributed")
    assert answer["measures"] == ["amount_attributed"]
    assert [point["values"] for point in answer["results"]] == [
        {"amount_attributed": "100.00"},
        {"amount_attributed": "130.00"},
    ]


def test_a_unit_that_is_not_approved_is_a_state_and_not_a_zero(client):
    publish_city()
    assert told(get(client, "units/D/"), "amount_total") == [
        (2029, "missing", None),
        (2030, "not_approved", None),
    ]


def test_a_group_and_an_action_are_told_by_their_code(client):
    publish_city()
    assert told(get(client, "groups/03/"), "amount_touching")[1][2] == "50.00"
    assert told(get(client, "actions/02.01.01/"), "funded") == [
        (2029, "told", False),
        (2030, "told", True),
    ]


def test_another_programme_is_a_break_named_by_its_codes_in_every_language(client):
    first, second = make_programme("P1"), make_programme("P2")
    unit, old, new = make_unit("A"), make_action(first), make_action(second, "07.01.01")
    make_succession(old, new)
    published(2030, first, unit, old)
    published(2032, second, unit, new)
    (one, two) = get(client, "")["results"]
    assert (one["breaks"], one["since"], one["not_on_record"]) == ([], None, [])
    apart = {"kind": "programme", "before": "P1", "after": "P2"}
    assert (two["breaks"], two["since"]) == ([apart], 2030)
    assert two["not_on_record"] == [2031]
    (_before, after) = get(client, "actions/07.01.01/")["results"]
    carried = {"kind": "carried", "before": "01.01.01", "after": "07.01.01"}
    assert (after["breaks"], after["carried"]) == ([], [carried])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("rights/99/", 404),
        ("units/nobody/", 404),
        ("levels/01/", 404),
        ("?measure=happiness", 400),
        ("groups/03/?measure=amount_attributed", 400),
        ("units/A/?programme=P1", 400),
        ("actions/%00/", 404),
    ],
)
def test_what_is_not_there_is_said_in_words(client, address, status):
    publish_city()
    answer = client.get(f"/api/v1/trends/{address}")
    assert (answer.status_code, list(answer.json())) == (status, ["detail"])
    assert answer.json()["detail"].endswith(".")


def test_before_anything_is_published_the_year_level_is_empty(client):
    assert get(client, "")["results"] == []

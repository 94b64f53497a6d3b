import pytest

from programme.models import BudgetUnit
from reporting.publishing import publish_year
from tests.factories import make_action, make_programme, make_right, make_unit
from tests.reporting.cities import Line, budget, funding_year, published

pytestmark = pytest.mark.django_db


def get(client, address: str):
    return client.get(f"/api/v1/years/2030/{address}")


def codes(client, address: str) -> list[str]:
    return [row["code"] for row in get(client, address).json()["results"]]


@pytest.fixture
def year():
    """2030, after 2029: of five short actions, whose term ended in 2029, and a medium
    one, which ends in 2031, this year funds the first and 2029 the second."""
    programme = make_programme("P1", short_until=2029, medium_until=2031)
    make_right(programme, "01")
    women = make_right(programme, "03", kind="group")
    now, before, _plain = (make_action(programme, f"01.01.0{n}") for n in (1, 2, 3))
    make_action(programme, "03.01.01")
    make_action(programme, "01.01.05", term="medium").population_groups.add(women)
    owned = make_action(programme, "01.01.06")
    owned.bodies.create(name="Court of Justice", position=1)
    unit = make_unit("A")
    published(2029, programme, unit, before)
    year = funding_year(2030, programme, unit, now)
    publish_year(year)
    return year


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["01.01.03", "01.01.05", "01.01.06", "03.01.01"]),
        ("?right=01", ["01.01.03", "01.01.05", "01.01.06"]),
        ("?group=03", ["01.01.05", "03.01.01"]),
        ("?body=Court+of+Justice", ["01.01.06"]),
        ("?past_term=false", ["01.01.05"]),
        ("?past_term=true&group=03", ["03.01.01"]),
    ],
)
def test_the_actions_never_funded_are_filtered(client, year, query, expected):
    assert codes(client, f"never-funded/{query}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["01.01.01", "01.01.02", "01.01.03", "01.01.06", "03.01.01"]),
        ("?ever_funded=true", ["01.01.01", "01.01.02"]),
        ("?ever_funded=false&right=01", ["01.01.03", "01.01.06"]),
    ],
)
def test_the_actions_past_their_term_are_filtered(client, year, query, expected):
    assert codes(client, f"past-term/{query}") == expected


def test_the_answer_says_since_which_year_it_can_be_told(client, year):
    assert get(client, "never-funded/").json()["told_since"] == 2029
    alone = client.get("/api/v1/years/2029/never-funded/").json()
    assert (alone["told_since"], len(alone["results"])) == (None, 5)


def test_an_action_past_its_term_says_whether_it_was_ever_funded(client, year):
    row = get(client, "past-term/").json()["results"][1]
    assert row == {
        "code": "01.01.02",
        "right": "01",
        "strategy": "01.01",
        "text_es": "Acción 01.01.02",
        "text_en": "Action 01.01.02",
        "term": "short",
        "term_end": 2029,
        "past_term": True,
        "funded": False,
        "ever_funded": True,
        "responsible_bodies": [],
        "population_groups": [],
    }


@pytest.mark.parametrize("query", ["group=01", "body=Nobody", "past_term=1", "unit=A"])
def test_a_filter_that_nothing_can_match_is_refused_in_words(client, year, query):
    answer = get(client, f"never-funded/?{query}")
    assert (answer.status_code, list(answer.json())) == (400, ["detail"])


def test_every_publication_of_a_year_is_listed_with_its_hash_and_day(client, year):
    unit = BudgetUnit.objects.create(code="B", name="B", kind="ministry")
    budget(year, unit, Line("B1", "5.00"))
    second = publish_year(year).publication
    answer = get(client, "publications/").json()
    assert answer["publication"]["number"] == 2
    assert [row["number"] for row in answer["results"]] == [2, 1]
    newest = answer["results"][0]
    assert (newest["hash"], newest["stage"]) == (second.hash, "approved")
    assert len(newest["published_on"]) == len("2030-01-31")
    assert newest["by_command"] is True
    assert get(client, "publications/?publication=1").status_code == 400

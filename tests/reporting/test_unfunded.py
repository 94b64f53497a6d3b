import pytest

from programme.models import Action
from reporting import kept, unfunded
from reporting.models import Publication
from reporting.publishing import publish_year
from tests.factories import make_action, make_programme, make_right, make_unit
from tests.reporting.cities import (
    Line,
    budget,
    funding_year,
    make_succession,
    published,
)

pytestmark = pytest.mark.django_db


def edition_of(publication: Publication) -> kept.Edition:
    return kept.read().of(publication.fiscal_year_id)


def codes(actions) -> list[str]:
    return [action.code for action in actions]


@pytest.fixture
def programme():
    found = make_programme("P1", short_until=2029, medium_until=2030, long_until=None)
    make_right(found, "01")
    make_right(found, "09", kind="group")
    return found


def act(programme, code: str, **kwargs) -> Action:
    action = make_action(programme, code)
    Action.objects.filter(pk=action.pk).update(**kwargs)
    return action


def test_an_action_is_never_funded_if_neither_this_nor_a_compared_year_funded_it(
    programme,
):
    unit = make_unit("A")
    now, before, never = (act(programme, f"01.01.0{n}") for n in (1, 2, 3))
    published(2029, programme, unit, before)
    edition = edition_of(published(2030, programme, unit, now))
    assert codes(unfunded.unfunded(edition)) == [never.code]
    assert unfunded.told_since(edition) == 2029


def test_a_first_year_tells_of_itself_alone(programme):
    unit, funded = make_unit("A"), act(programme, "01.01.01")
    act(programme, "01.01.02")
    edition = edition_of(published(2029, programme, unit, funded))
    assert codes(unfunded.unfunded(edition)) == ["01.01.02"]
    assert unfunded.told_since(edition) is None


def test_an_action_whose_predecessor_was_funded_is_not_never_funded(programme):
    old = make_programme("OLD")
    make_right(old, "01")
    first, second = make_action(old, "01.01.01"), make_action(old, "01.01.02")
    heir, other = act(programme, "01.01.08"), act(programme, "01.01.09")
    funded = act(programme, "01.01.01")
    make_succession(first, second)
    make_succession(second, heir)
    unit = make_unit("A")
    published(2029, old, unit, first)
    edition = edition_of(published(2030, programme, unit, funded))
    assert codes(unfunded.unfunded(edition)) == [other.code]


def test_a_line_without_money_funds_nothing(programme):
    unit, cited = make_unit("A"), act(programme, "01.01.01")
    year = funding_year(2030, programme, unit)
    budget(year, make_unit("B"), Line("Z", "0.00", {cited: 10000}))
    assert codes(unfunded.unfunded(edition_of(publish_year(year).publication))) == [
        "01.01.01"
    ]


def test_an_action_is_past_its_term_once_its_last_year_is_over(programme):
    unit = make_unit("A")
    act(programme, "01.01.01", term="short")  # until 2029
    act(programme, "01.01.02", term="medium")  # until 2030: its last year
    act(programme, "01.01.03", term="long")  # the programme gives no year
    act(programme, "01.01.04", term="permanent")
    act(programme, "01.01.05", term="")
    act(programme, "01.01.06", term="short", retired_from=2030)  # no more in force
    funded = act(programme, "01.01.07", term="short")
    edition = edition_of(published(2030, programme, unit, funded))
    late = unfunded.past_term(edition)
    assert [(one.code, one.funded, one.ever_funded) for one in late] == [
        ("01.01.01", False, False),
        ("01.01.07", True, True),
    ]
    assert [one.term_end for one in late] == [2029, 2029]


def test_what_is_past_its_term_says_whether_an_earlier_year_funded_it(programme):
    unit = make_unit("A")
    late = act(programme, "01.01.01", term="short")
    now = act(programme, "01.01.02", term="permanent")
    published(2029, programme, unit, late)
    (found,) = unfunded.past_term(edition_of(published(2030, programme, unit, now)))
    assert (found.funded, found.funded_before, found.ever_funded) == (False, True, True)


def test_the_lists_are_narrowed_and_each_count_is_that_of_the_list_it_leads_to(
    programme,
):
    group = programme.rights.get(code="09")
    unit = make_unit("A", name="Ministry A")
    first, second = act(programme, "01.01.01"), act(programme, "01.01.02")
    own = act(programme, "09.01.01")
    second.population_groups.add(group)
    for action, body in ((first, "Ministry B"), (second, "Ministry B"), (own, "Court")):
        action.bodies.create(name=body, position=1)
    edition = edition_of(published(2030, programme, unit))
    assert codes(unfunded.unfunded(edition, right="01")) == ["01.01.01", "01.01.02"]
    assert codes(unfunded.unfunded(edition, group="09")) == ["01.01.02", "09.01.01"]
    assert codes(unfunded.unfunded(edition, right="01", group="09")) == ["01.01.02"]
    assert codes(unfunded.unfunded(edition, body="Court")) == ["09.01.01"]
    rows = [row for row in unfunded.rows_of(edition) if not row.ever_funded]
    chosen = {"body": "Ministry B"}
    assert unfunded.tally(rows, "right", chosen) == {"01": 2}
    assert unfunded.tally(rows, "group", chosen) == {"09": 1}
    assert unfunded.tally(rows, "body", chosen) == {"Ministry B": 2, "Court": 1}
    assert unfunded.counts(edition, right="01") == {"unfunded": 2, "past_term": 2}

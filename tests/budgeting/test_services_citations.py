import pytest
from django.core.exceptions import ValidationError

from budgeting import services
from budgeting.exceptions import StaleVersion, WorkflowError
from budgeting.models import YearProgramme
from budgeting.services import CitedAction
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_observation,
    make_programme,
    make_proposal,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return make_year(linking="required")


@pytest.fixture
def line(year):
    return make_line(make_framework(make_proposal(year, lines=0)))


@pytest.fixture
def officer(line):
    return make_user("preparer", line.proposal.unit)


@pytest.fixture
def actions(year):
    codes = ["01.01.01", "01.01.02", "01.01.10"]
    return [make_action(year.main_programme, code) for code in codes]


def shares(line) -> dict[str, int]:
    return dict(line.citations.values_list("action__code", "share"))


def test_without_shares_the_parts_are_equal(line, officer, actions):
    cited = services.cite_actions(
        line, by=officer, citations=[CitedAction(action) for action in actions]
    )
    assert shares(line) == {"01.01.01": 3334, "01.01.02": 3333, "01.01.10": 3333}
    assert cited.version == 2
    assert line.proposal.events.get().data["shares"] == shares(line)
    assert line.proposal.contributions.get().by == officer


def test_citing_replaces_what_was_cited_and_keeps_the_rows_that_stay(
    line, officer, actions
):
    first, second, third = actions
    services.cite_actions(
        line, by=officer, citations=[CitedAction(first), CitedAction(second)]
    )
    kept = line.citations.get(action=second)
    observation = make_observation(line.proposal, citation=kept, line=line)
    services.cite_actions(
        line,
        by=officer,
        citations=[
            CitedAction(second, 2500, "direct", " Paga el taller "),
            CitedAction(third, 7500),
        ],
    )
    assert shares(line) == {"01.01.02": 2500, "01.01.10": 7500}
    observation.refresh_from_db()
    assert observation.citation == line.citations.get(action=second) == kept
    kept.refresh_from_db()
    assert (kept.strength, kept.justification) == ("direct", "Paga el taller")


def test_the_same_citations_sent_twice_change_nothing(line, officer, actions):
    request = {"by": officer, "citations": [CitedAction(actions[0])], "version": 1}
    services.cite_actions(line, **request)
    assert services.cite_actions(line, **request).version == 2
    assert line.proposal.events.count() == 1


def test_an_older_version_cites_nothing(line, officer, actions):
    services.cite_actions(line, by=officer, citations=[CitedAction(actions[0])])
    with pytest.raises(StaleVersion):
        services.cite_actions(
            line, by=officer, citations=[CitedAction(actions[1])], version=1
        )
    assert shares(line) == {"01.01.01": 10_000}


def test_all_citations_can_be_taken_away(line, officer, actions):
    services.cite_actions(line, by=officer, citations=[CitedAction(actions[0])])
    services.cite_actions(line, by=officer, citations=[])
    assert shares(line) == {}


def test_each_programme_shares_the_whole_by_itself(line, officer, actions, year):
    other = make_programme("BANDO1", kind="cross_cutting")
    YearProgramme.objects.create(fiscal_year=year, programme=other)
    twins = [make_action(other, "01.01.01"), make_action(other, "01.01.02")]
    services.cite_actions(
        line,
        by=officer,
        citations=[
            CitedAction(actions[0], 4000),
            CitedAction(actions[1], 6000),
            *map(CitedAction, twins),
        ],
    )
    rows = line.citations.values_list("programme__code", "action__code", "share")
    main = year.main_programme.code
    assert set(rows) == {
        (main, "01.01.01", 4000),
        (main, "01.01.02", 6000),
        ("BANDO1", "01.01.01", 5000),
        ("BANDO1", "01.01.02", 5000),
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([5000, None], "to every action"),
        ([None, 10_000], "to every action"),
        ([0, 10_000], "to every action"),
        ([-1, 10_001], "to every action"),
        ([6000, 3999], "add up to 99.99 per cent"),
        ([6000, 4001], "add up to 100.01 per cent"),
    ],
)
def test_shares_are_all_given_or_none_and_add_up(line, officer, actions, given, said):
    pairs = zip(actions, given, strict=False)
    with pytest.raises(WorkflowError, match=said):
        services.cite_actions(
            line, by=officer, citations=[CitedAction(*pair) for pair in pairs]
        )
    assert shares(line) == {}


def test_an_action_is_cited_once(line, officer, actions):
    with pytest.raises(WorkflowError, match=r"Cited twice: 01\.01\.01\."):
        services.cite_actions(line, by=officer, citations=[CitedAction(actions[0])] * 2)


def test_an_action_of_a_programme_that_is_not_of_the_year_is_refused(line, officer):
    stranger = make_action(make_programme(), "07.01.01")
    with pytest.raises(WorkflowError, match=r"Not of the year's programmes: 07\.01"):
        services.cite_actions(line, by=officer, citations=[CitedAction(stranger)])


@pytest.mark.parametrize(
    ("retired_from", "refused"), [(2029, True), (2030, True), (2031, False)]
)
def test_an_action_retired_on_the_years_first_day_is_refused(
    line, officer, year, retired_from, refused
):
    action = make_action(year.main_programme, "02.01.01", retired_from=retired_from)
    if refused:
        with pytest.raises(WorkflowError, match=r"Retired .*: 02\.01\.01\."):
            services.cite_actions(line, by=officer, citations=[CitedAction(action)])
    else:
        services.cite_actions(line, by=officer, citations=[CitedAction(action)])
    assert line.citations.exists() != refused


def test_a_strength_that_is_none_of_the_three_is_refused(line, officer, actions):
    with pytest.raises(ValidationError):
        services.cite_actions(
            line, by=officer, citations=[CitedAction(actions[0], strength="strong")]
        )


def test_no_screening_in_a_year_that_requires_the_link(line, officer):
    with pytest.raises(WorkflowError, match="every line cites an action"):
        services.screen_line(line, by=officer, reason="Pago de nómina")


@pytest.fixture
def requested():
    year = make_year(linking="requested")
    return make_line(make_framework(make_proposal(year, lines=0)))


def test_where_the_link_is_requested_a_line_may_say_that_none_applies(requested):
    officer = make_user("preparer", requested.proposal.unit)
    line = services.screen_line(requested, by=officer, reason=" Nómina ")
    assert (line.screened, line.screened_reason) == ("none", "Nómina")
    assert services.screen_line(line, by=officer, reason="Nómina").version == 2
    line = services.unscreen_line(line, by=officer)
    assert (line.screened, line.screened_reason, line.version) == ("", "", 3)
    assert services.unscreen_line(line, by=officer).version == 3
    assert line.proposal.events.count() == 2


def test_screening_needs_a_reason(requested):
    officer = make_user("preparer", requested.proposal.unit)
    with pytest.raises(WorkflowError, match="Say why"):
        services.screen_line(requested, by=officer, reason="  ")


def test_a_line_never_both_cites_and_says_that_none_applies(requested):
    officer = make_user("preparer", requested.proposal.unit)
    action = make_action(requested.proposal.fiscal_year.main_programme)
    line = services.screen_line(requested, by=officer, reason="Nómina")
    with pytest.raises(WorkflowError, match="Withdraw that statement"):
        services.cite_actions(line, by=officer, citations=[CitedAction(action)])
    services.unscreen_line(line, by=officer)
    services.cite_actions(line, by=officer, citations=[CitedAction(action)])
    with pytest.raises(WorkflowError, match="This line cites actions"):
        services.screen_line(line, by=officer, reason="Nómina")

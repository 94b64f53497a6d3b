from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from budgeting import services
from budgeting.exceptions import WindowClosed
from budgeting.models import Extension
from budgeting.windows import is_open_to, last_day, may_change_today
from tests.factories import make_proposal, make_unit, make_user, make_year

pytestmark = pytest.mark.django_db

MEXICO = ZoneInfo("America/Mexico_City")  # six hours behind UTC
WINDOW = {"opens_on": date(2029, 9, 1), "closes_on": date(2029, 10, 15)}


@pytest.fixture
def it_is(monkeypatch):
    """Set the time of the year's clock."""

    def set_time(moment: datetime) -> None:
        monkeypatch.setattr("budgeting.models.years.now", lambda: moment)

    return set_time


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2029, 8, 31, 23, 59, 59, tzinfo=MEXICO), False),
        (datetime(2029, 9, 1, 0, 0, 0, tzinfo=MEXICO), True),
        (datetime(2029, 10, 15, 23, 59, 59, tzinfo=MEXICO), True),
        (datetime(2029, 10, 16, 0, 0, 0, tzinfo=MEXICO), False),
        # the same edges as a server in UTC sees them: six hours later
        (datetime(2029, 9, 1, 5, 59, 59, tzinfo=UTC), False),
        (datetime(2029, 9, 1, 6, 0, 0, tzinfo=UTC), True),
        (datetime(2029, 10, 16, 5, 59, 59, tzinfo=UTC), True),
        (datetime(2029, 10, 16, 6, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_window_is_whole_days_of_the_years_time_zone(it_is, moment, is_open):
    it_is(moment)
    assert is_open_to(make_year(**WINDOW), make_unit()) == is_open


def test_another_time_zone_has_other_edges(it_is):
    it_is(datetime(2029, 10, 15, 15, 0, 0, tzinfo=UTC))  # already the 16th in Tokyo
    assert not is_open_to(make_year(**WINDOW, time_zone="Asia/Tokyo"), make_unit())


def extend(year, unit, until: date):
    Extension.objects.create(
        fiscal_year=year, unit=unit, until=until, reason="Sismo", by=make_user()
    )


@pytest.mark.parametrize(
    ("day", "is_open"), [(20, True), (21, False)], ids=["last day", "day after"]
)
def test_an_extension_lasts_through_its_last_day_for_its_unit_only(it_is, day, is_open):
    it_is(datetime(2029, 10, day, 23, 59, tzinfo=MEXICO))
    year, unit, other = make_year(**WINDOW), make_unit(), make_unit()
    extend(year, unit, date(2029, 10, 18))
    extend(year, unit, date(2029, 10, 20))
    assert last_day(year, unit) == date(2029, 10, 20)
    assert is_open_to(year, unit) == is_open
    assert not is_open_to(year, other)


def test_an_extension_opens_nothing_before_the_window_does(it_is):
    it_is(datetime(2029, 8, 31, 12, tzinfo=MEXICO))
    year, unit = make_year(**WINDOW), make_unit()
    extend(year, unit, date(2029, 10, 20))
    assert not is_open_to(year, unit)


def test_a_closed_year_is_closed_to_extensions_too(it_is):
    it_is(datetime(2029, 9, 10, 12, tzinfo=MEXICO))
    year, unit = make_year(**WINDOW), make_unit()
    extend(year, unit, date(2029, 10, 20))
    year = services.close_year(year, by=make_user("finance_head"))
    assert not is_open_to(year, unit)


def test_a_year_without_a_window_is_open_to_nobody(it_is):
    it_is(datetime(2029, 9, 10, 12, tzinfo=MEXICO))
    year = make_year(opens_on=None, closes_on=None)
    assert not is_open_to(year, make_unit())


@pytest.mark.parametrize(
    ("moment", "may_change"),
    [
        (datetime(2029, 10, 15, 12, tzinfo=MEXICO), True),
        (datetime(2029, 11, 5, 23, 59, tzinfo=MEXICO), True),
        (datetime(2029, 11, 6, 0, 0, tzinfo=MEXICO), False),
    ],
)
def test_a_returned_proposal_is_open_through_its_due_date(it_is, moment, may_change):
    it_is(moment)
    proposal = make_proposal(make_year(**WINDOW), status="returned")
    proposal.return_due = date(2029, 11, 5)
    assert may_change_today(proposal) == may_change


def test_a_return_due_within_the_window_does_not_shorten_it(it_is):
    it_is(datetime(2029, 9, 20, 12, tzinfo=MEXICO))
    proposal = make_proposal(make_year(**WINDOW), status="returned")
    proposal.return_due = date(2029, 9, 10)
    assert may_change_today(proposal)


def test_a_returned_proposal_without_due_date_stays_open(it_is):
    it_is(datetime(2031, 1, 1, 12, tzinfo=MEXICO))
    assert may_change_today(make_proposal(make_year(**WINDOW), status="returned"))


def test_what_finance_formulates_has_no_window_until_the_year_is_closed(it_is):
    it_is(datetime(2029, 12, 1, 12, tzinfo=MEXICO))
    proposal = make_proposal(make_year(**WINDOW), origin="on_behalf")
    assert may_change_today(proposal)
    services.close_year(proposal.fiscal_year, by=make_user("finance_head"))
    proposal.fiscal_year.refresh_from_db()
    assert not may_change_today(proposal)


CHANGES = {
    "save a line": lambda p, u: services.save_line(
        p.frameworks.get(), by=u, values={"amount": "5"}, line=p.lines.get()
    ),
    "remove a line": lambda p, u: services.remove_line(p.lines.get(), by=u),
    "restore a line": lambda p, u: services.restore_line(p.lines.get(), by=u),
    "cite": lambda p, u: services.cite_actions(p.lines.get(), by=u, citations=[]),
    "save a framework": lambda p, u: services.save_framework(
        p, by=u, values={"name": "Otro"}, framework=p.frameworks.get()
    ),
    "remove a framework": lambda p, u: services.remove_framework(
        p.frameworks.get(), by=u
    ),
    "restore a framework": lambda p, u: services.restore_framework(
        p.frameworks.get(), by=u
    ),
    "screen": lambda p, u: services.screen_line(p.lines.get(), by=u, reason="Nada"),
    "unscreen": lambda p, u: services.unscreen_line(p.lines.get(), by=u),
    "submit": lambda p, u: services.submit_proposal(p, by=u),
}


@pytest.mark.parametrize("change", CHANGES)
def test_outside_the_window_a_unit_changes_nothing(it_is, change):
    it_is(datetime(2029, 10, 16, 0, 0, tzinfo=MEXICO))
    proposal = make_proposal(make_year(**WINDOW))
    with pytest.raises(WindowClosed):
        CHANGES[change](proposal, make_user("signatory", proposal.unit))
    assert not proposal.events.exists()


def test_outside_the_window_no_proposal_is_begun(it_is):
    it_is(datetime(2029, 10, 16, 0, 0, tzinfo=MEXICO))
    year, unit = make_year(**WINDOW), make_unit()
    with pytest.raises(WindowClosed):
        services.create_proposal(year, unit, by=make_user("preparer", unit))

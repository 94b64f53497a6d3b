"""A year from its preparation to its closing, by the two people who may."""

import pytest
from playwright.sync_api import expect

from budgeting.models import Ceiling, FiscalYear
from tests.browser.people import Person
from tests.factories import make_action, make_programme, make_unit, make_user, make_year

pytestmark = pytest.mark.slow


@pytest.fixture
def source(transactional_db):
    """This year: a programme with one action, a unit with its ceiling."""
    programme = make_programme("PDH")
    make_action(programme, "01.01.01")
    year = make_year(2026, programme, legal_basis_es="Ley", legal_basis_en="Law")
    Ceiling.objects.create(fiscal_year=year, unit=make_unit("U1"), amount="900.00")
    return year


@pytest.mark.parametrize("language", ["es", "en"])
def test_an_administrator_prepares_a_year_and_the_head_opens_and_closes_it(
    source, browser, live_server, language
):
    keeper = Person(browser, live_server.url, language)
    keeper.signs_in(make_user("administrator"))
    keeper.goes_to("desk/years/new/")
    keeper.finds_no_barrier()
    keeper.page.locator("#id_ceilings").check()
    press(keeper)
    expect(keeper.page.locator("h1")).to_contain_text("2027")
    keeper.finds_no_barrier()
    year = FiscalYear.objects.get(pk=2027)
    assert (year.closed_at is None, year.ceilings.count()) == (False, 1)

    head = Person(browser, live_server.url, language)
    head.signs_in(make_user("finance_head"))
    head.goes_to("desk/years/2027/window/")
    head.page.locator("#id_opens").fill("01/10/2026")
    head.page.locator("#id_closes").fill("30/09/2026")
    press(head)
    expect(head.page.locator(".error-summary")).to_be_visible()
    expect(head.page.locator("#id_opens")).to_have_value("01/10/2026")
    head.finds_no_barrier()
    head.page.locator("#id_closes").fill("31/12/2026")
    press(head)
    expect(head.page.locator(".messages")).to_be_visible()
    for way in ("open", "close"):
        head.goes_to(f"desk/years/2027/{way}/")
        head.finds_no_barrier()
        press(head)
        expect(head.page.locator(".messages")).to_be_visible()
    for page in ("", "2027/rule/", "2027/programmes/", "new/"):
        head.goes_to(f"desk/years/{page}")
        head.finds_no_barrier()
    told = [event.kind for event in year.events.all()]
    assert told == ["year_closed", "year_opened", "year_changed", "year_created"]


def press(person):
    """The one button of the page's form."""
    person.page.locator("main form button[type=submit]").click()

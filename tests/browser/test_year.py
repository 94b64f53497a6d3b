"""One year's story from the form to the public number, each person in a browser."""

from datetime import date

import pytest
from playwright.sync_api import expect

from budgeting.models import Ceiling, Proposal
from reporting import finishing, kept
from reporting.models import Publication
from reporting.publishing import publish_year
from tests.browser.people import BOTH, Person
from tests.factories import (
    make_action,
    make_framework,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

HOLD_BACK = finishing.hold_back  # as it is where nobody turns it off
YEAR = date.today().year + 1
WATER = {
    "text_es": "Ampliar la red de agua potable en las colonias sin servicio.",
    "text_en": "Extend the drinking water network to neighbourhoods without it.",
}


@pytest.fixture
def city(transactional_db):
    """A year with one approved and published unit, and one unit with a framework."""
    programme = make_programme("PDH")
    make_action(programme, "01.01.01")
    make_action(programme, "10.01.01", **WATER)
    year = make_year(YEAR, programme)
    make_proposal(year, make_unit("01C001"), status="approved")
    publish_year(year)
    unit = make_unit("06CD03", name="Sistema de Aguas")
    Ceiling.objects.create(fiscal_year=year, unit=unit, amount="5000000.00")
    make_framework(make_proposal(year, unit, lines=0), "MPP-1", name="Agua para todas")
    return unit


@pytest.mark.parametrize("language", BOTH)
def test_a_line_travels_from_the_form_to_the_public_number(
    browser, live_server, city, language, monkeypatch
):
    monkeypatch.setattr(finishing, "hold_back", HOLD_BACK)

    def person(role="", unit=None):
        somebody = Person(browser, live_server.url, language)
        return somebody.signs_in(make_user(role, unit)) if role else somebody

    preparer, signatory = person("preparer", city), person("signatory", city)
    analyst, head = person("analyst"), person("finance_head")
    reader = person()
    before = what_a_reader_sees(reader)
    assert before == {"lines": "1", "amount": "1,000.00"}

    a_preparer_adds_a_line_and_cannot_submit(preparer)
    the_signatory_is_told_which_line_is_at_fault(signatory)
    the_preparer_cites_an_action_found_by_search(preparer)
    the_signatory_submits(signatory)
    the_analyst_returns_it_with_an_observation(analyst)
    the_unit_answers_and_resubmits(preparer, signatory)
    the_analyst_approves(analyst)
    assert what_a_reader_sees(reader) == before  # approved is not published
    the_head_asks_and_a_second_person_confirms(head, analyst)

    assert Publication.objects.filter(fiscal_year=YEAR).count() == 2
    assert api_of(reader)["publication"]["number"] == 1  # its charts are not drawn
    finishing.show_unfinished(YEAR)
    kept.forget()  # what is on record is looked up once a second
    assert what_a_reader_sees(reader) == {"lines": "2", "amount": "1,235,567.50"}


def api_of(reader):
    """What the API says of the year."""
    return reader.page.request.get(f"{reader.site}/api/v1/years/{YEAR}/").json()


def what_a_reader_sees(reader):
    """The year's lines and money, as the public unit table adds them up."""
    answer = api_of(reader)
    reader.goes_to(f"years/{YEAR}/")
    expect(reader.page.locator("main")).to_contain_text(
        f"{float(answer['amount_total']):,.2f}"
    )
    return {
        "lines": str(answer["lines_linked"]),
        "amount": f"{float(answer['amount_linked']):,.2f}",
    }


def opens_the_framework(preparer):
    preparer.goes_to("desk/proposals/")
    preparer.follows("Continue")
    preparer.page.get_by_role("link", name="MPP-1").last.click()


def a_preparer_adds_a_line_and_cannot_submit(preparer):
    opens_the_framework(preparer)
    preparer.follows("Add a line")
    preparer.fills(code="AG-1", object_code="6131", description="Red de agua")
    preparer.fills(amount="1.234.567,50")
    preparer.presses("Save", exact=True)
    expect(preparer.page.locator("[name=amount]")).to_have_value("1.234.567,50")
    expect(preparer.page.locator("[aria-invalid=true]")).to_have_count(1)
    preparer.fills(amount="1,234,567.50")
    preparer.presses("Save", exact=True)
    preparer.reads("Line %(code)s is saved.", code="AG-1")
    preparer.goes_to("desk/proposals/")
    preparer.follows("Continue")
    preparer.reads("Cannot start yet")
    preparer.follows("Read the whole proposal on one page")
    preparer.reads("Not ready to be submitted")
    button = preparer.says("Sign and submit to Finance")
    expect(preparer.page.get_by_role("button", name=button)).to_have_count(0)


def the_signatory_is_told_which_line_is_at_fault(signatory):
    signatory.goes_to("desk/proposals/")
    signatory.follows("Continue")
    signatory.follows("Read the whole proposal on one page")
    signatory.presses("Sign and submit to Finance")
    signatory.reads("It was not submitted")
    expect(signatory.page.locator(".error-summary")).to_contain_text("AG-1")
    assert Proposal.objects.get(unit__code="06CD03").status == "draft"


def the_preparer_cites_an_action_found_by_search(preparer):
    preparer.goes_to("desk/proposals/")
    preparer.follows("Continue")
    preparer.follows("Cite for line %(code)s", code="AG-1")
    preparer.fills(q="red agua potable")
    preparer.presses("Search")
    preparer.page.locator("#offers").get_by_label("10.01.01").check()
    preparer.presses("Add the ticked actions")
    expect(preparer.page.locator("[name=cited]")).to_have_count(1)
    preparer.presses("Save the citations")


def the_signatory_submits(signatory):
    signatory.goes_to("desk/proposals/")
    signatory.follows("Continue")
    signatory.follows("Check and submit")
    signatory.presses("Sign and submit to Finance")
    expect(signatory.page.locator("main")).to_contain_text("1,234,567.50")
    assert Proposal.objects.get(unit__code="06CD03").status == "submitted"


def the_analyst_returns_it_with_an_observation(analyst):
    analyst.goes_to("desk/review/")
    analyst.page.get_by_role("link", name="06CD03").first.click()
    analyst.page.locator("tr", has_text="AG-1").get_by_role(
        "link", name=analyst.says("Observe")
    ).first.click()
    analyst.fills(text="¿Qué barrios atiende este renglón?")
    analyst.presses("Record the observation")
    analyst.follows("Return to the unit")
    analyst.presses("Return the proposal")
    assert Proposal.objects.get(unit__code="06CD03").status == "returned"


def the_unit_answers_and_resubmits(preparer, signatory):
    preparer.goes_to("desk/proposals/")
    preparer.follows("Continue")
    preparer.reads("¿Qué barrios atiende este renglón?")
    observation = preparer.page.locator("main article")
    observation.get_by_role("link", name=preparer.says("Answer")).first.click()
    preparer.fills(text="Los tres barrios del oriente, según el anexo.")
    preparer.presses("Keep the answer")
    the_signatory_submits(signatory)


def the_analyst_approves(analyst):
    analyst.goes_to("desk/review/")
    analyst.page.get_by_role("link", name="06CD03").first.click()
    analyst.reads("Los tres barrios del oriente, según el anexo.")
    analyst.presses("Solved")
    analyst.presses("Approve")
    assert Proposal.objects.get(unit__code="06CD03").status == "approved"


def the_head_asks_and_a_second_person_confirms(head, analyst):
    head.goes_to(f"publish/{YEAR}/")
    head.presses("Ask to publish")
    button = head.says("Confirm and publish")
    expect(head.page.get_by_role("button", name=button)).to_have_count(0)
    analyst.goes_to(f"publish/{YEAR}/")
    analyst.presses("Confirm and publish")

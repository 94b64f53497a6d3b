"""A day in the life of the analyst: what waits longest, read, observed, returned, read
again beside what it was, approved; then the next."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from budgeting import services
from budgeting.models import Proposal
from tests.browser.people import Person
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
    move_proposal,
)

OFF_BY_DEFAULT = (
    "target-size",
    "td-has-header",
    "table-fake-caption",
    "p-as-heading",
    "focus-order-semantics",
    "css-orientation-lock",
)
YEAR = date.today().year + 1
ASKED, ANSWERED = "¿Qué colonias atiende este renglón?", "Las tres del oriente."
ABOUT_ALL = "El objetivo no dice a quién sirve."


class Reader(Person):
    """Somebody whose pages axe reads with every rule that applies to them."""

    def rules(self):
        return OFF_BY_DEFAULT

    def reads_on_the_line(self, code, text, **values):
        """The row of a line says this."""
        row = self.page.locator("tr", has=self.page.get_by_text(code, exact=True))
        expect(row.last).to_contain_text(self.says(text, **values))


@pytest.fixture
def city(transactional_db):
    """A unit with an approved year whose proposal waits longest, and one after it."""
    programme = make_programme("PDH")
    first, second = (make_action(programme, f"01.01.0{n}") for n in (1, 2))
    unit, later = make_unit("06CD03", name="Sistema de Aguas"), make_unit("07C001")
    old = make_proposal(make_year(YEAR - 1, programme), unit, lines=0)
    form = make_framework(old, "MPP-1", name="Agua para todas")
    make_citation(make_line(form, "AG-1", "5000.00", description="Red"), first)
    make_citation(make_line(form, "AG-2", "70.00", description="Pozos"), first)
    for step in ("submitted", "approved"):
        move_proposal(old, step)
    year = make_year(YEAR, programme)
    mine = make_proposal(year, unit, lines=0)
    form = make_framework(mine, "MPP-1", name="Agua para todas", problem="Otro")
    line = make_line(form, "AG-1", "60000.00", description="Red")
    make_citation(line, second)
    signatory = make_user("signatory", unit, first_name="Rosa", last_name="Luz")
    services.submit_proposal(mine, by=signatory)
    next_one = make_proposal(year, later)
    services.submit_proposal(next_one, by=make_user("signatory", later))
    return SimpleNamespace(
        proposal=mine, line=line, form=form, signatory=signatory, later=later
    )


def status(city):
    return Proposal.objects.get(pk=city.proposal.pk).status


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_day_in_the_life_of_the_analyst(city, browser, live_server, language):
    analyst, signatory = (
        Reader(browser, live_server.url, language).signs_in(user)
        for user in (make_user("analyst", first_name="Norma"), city.signatory)
    )
    lands_on_the_board_and_opens_what_waits_longest(analyst)
    reads_what_changed_since_last_year(analyst)
    observes_on_a_line_and_a_framework(analyst)
    returns_it_with_a_day(analyst)
    assert status(city) == "returned"
    the_unit_answers_corrects_and_resubmits(signatory, city)
    assert status(city) == "submitted"
    sees_the_differences_and_the_answers(analyst)
    closes_the_observations_and_approves(analyst)
    assert status(city) == "approved"
    goes_on_to_the_next(analyst, city)


def lands_on_the_board_and_opens_what_waits_longest(analyst):
    expect(analyst.page.locator("h1")).to_contain_text(str(YEAR))
    analyst.finds_no_barrier()
    analyst.page.get_by_role("link", name="06CD03").first.click()
    analyst.reads(
        "%(place)s of %(whole)s that wait, the oldest first", place=1, whole=2
    )
    analyst.finds_no_barrier()


def reads_what_changed_since_last_year(analyst):
    before = str(YEAR - 1)
    analyst.reads_on_the_line("AG-1", "Differs from %(since)s", since=before)
    analyst.reads_on_the_line("AG-1", "%(times)s times or more", times=10)
    analyst.reads_on_the_line("AG-1", "Dropped: it was in %(since)s", since=before)
    analyst.reads_on_the_line("AG-2", "Gone: it was in %(since)s", since=before)
    analyst.follows("What differs from %(name)s", name=before)
    analyst.page.locator("summary", has_text="MPP-1").first.click()
    analyst.reads("Otro")
    analyst.finds_no_barrier()


def observes_on_a_line_and_a_framework(analyst):
    analyst.page.locator("tr", has_text="AG-1").get_by_role(
        "link", name=analyst.says("Observe")
    ).first.click()
    analyst.finds_no_barrier()
    analyst.fills(text=ASKED)
    analyst.presses("Record the observation")
    analyst.reads(ASKED)
    analyst.follows("Observe on this framework")
    analyst.fills(text=ABOUT_ALL)
    analyst.presses("Record the observation")
    analyst.follows("With observations")
    analyst.reads(ABOUT_ALL)
    analyst.finds_no_barrier()


def returns_it_with_a_day(analyst):
    analyst.follows("Return to the unit")
    analyst.finds_no_barrier()
    analyst.fills(due_on=f"{date.today() + timedelta(days=5):%d/%m/%Y}")
    analyst.presses("Return the proposal")
    analyst.reads("The proposal is back with its unit.")
    analyst.finds_no_barrier()


def the_unit_answers_corrects_and_resubmits(signatory, city):
    for text in (ASKED, ABOUT_ALL):
        signatory.goes_to(f"desk/proposals/{city.proposal.pk}/")
        card = signatory.page.locator("main article", has_text=text)
        card.get_by_role("link", name=signatory.says("Answer")).first.click()
        signatory.fills(text=ANSWERED)
        signatory.presses("Keep the answer")
    signatory.goes_to(f"desk/lines/{city.line.pk}/edit/")
    signatory.fills(amount="6000.00")
    signatory.presses("Save", exact=True)
    signatory.goes_to(f"desk/proposals/{city.proposal.pk}/check/")
    signatory.presses("Sign and submit to Finance")
    signatory.reads("Submitted to Finance")


def sees_the_differences_and_the_answers(analyst):
    analyst.goes_to("desk/review/")
    analyst.page.get_by_role("link", name="06CD03").first.click()
    earlier = analyst.says("submission %(number)s", number=1)
    analyst.follows("What differs from %(name)s", name=earlier)
    analyst.reads_on_the_line("AG-1", "Differs from %(since)s", since=earlier)
    analyst.reads("Rosa Luz")
    analyst.reads("−54,000.00")
    analyst.reads(ANSWERED)
    button = analyst.page.get_by_role("button", name=analyst.says("Approve"))
    expect(button).to_have_count(0)
    analyst.finds_no_barrier()


def closes_the_observations_and_approves(analyst):
    for _ in (ASKED, ABOUT_ALL):
        analyst.presses("Solved")
        analyst.reads("The observation is closed.")
    analyst.finds_no_barrier()
    analyst.presses("Approve")
    analyst.reads("The proposal is approved.")
    analyst.finds_no_barrier()


def goes_on_to_the_next(analyst, city):
    name = {"code": city.later.code, "name": city.later.name}
    analyst.follows("Next that waits: %(code)s %(name)s", **name)
    expect(analyst.page.locator("h1")).to_contain_text(city.later.code)
    analyst.reads("It is the first submission of this proposal.")
    analyst.finds_no_barrier()

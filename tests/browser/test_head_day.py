"""A day in the life of the finance head: exceptions given, decisions, a publication."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from budgeting import services
from budgeting.ceilings import allowed_of
from budgeting.models import Ceiling, Extension, Proposal, Waiver
from reporting.models import PendingPublication, Publication
from tests.browser.people import Person
from tests.factories import (
    make_action,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.slow
YEAR = 2027
SILENT, DRAFTING, WAITING, APPROVED = "01C001", "06CD03", "08PD01", "26C001"
NAMES = {
    SILENT: "Jefatura de Gobierno",
    DRAFTING: "Sistema de Aguas",
    WAITING: "Desarrollo Integral de la Familia",
    APPROVED: "Secretaría de Salud",
}

REASONS = {
    "extension": "Oficio SAF/114: tres días sin energía eléctrica",
    "waiver": "Sentencia firme: pago sin acción que la nombre",
    "ceiling": "Resolución de la Junta de Gobierno, acta 7",
    "on behalf": "La unidad no presentó nada y su plazo termina",
}


class Colleague(Person):
    """Somebody of Finance, who finds things by what they are called."""

    def types(self, **said: str) -> None:
        """Write into the fields with these labels, given with _ for each space."""
        for label, value in said.items():
            called = self.says(label.replace("_", " "))
            self.page.locator("main").get_by_label(called, exact=True).fill(value)

    def opens_the_board(self) -> None:
        """The year's board, from the desk."""
        self.goes_to(f"desk/review/?year={YEAR}")
        self.finds_no_barrier()

    def chooses(self, unit: str, text: str) -> None:
        """Follow a link of a unit's row on the board."""
        self.opens_the_board()
        rows = self.page.locator("tr", has_text=unit)
        rows.locator("summary").first.click()
        rows.get_by_role("link", name=self.says(text)).first.click()
        self.finds_no_barrier()

    def reviews(self, unit: str) -> None:
        """Open a unit's proposal from the board."""
        self.opens_the_board()
        self.page.locator("main").get_by_role("link", name=unit).first.click()
        expect(self.page.locator("h1")).to_contain_text(NAMES[unit])
        self.finds_no_barrier()


@pytest.fixture
def year(transactional_db):
    """A year in its last days: a unit in each state."""
    programme = make_programme("PDH")
    make_action(programme, "01.01.01")
    year = make_year(YEAR, programme)
    units = {code: make_unit(code, name=name) for code, name in NAMES.items()}
    drafting = make_proposal(year, units[DRAFTING], lines=0)
    make_line(make_framework(drafting, "MPP-1"), "PEN-1", "750.00")
    Ceiling.objects.create(fiscal_year=year, unit=units[DRAFTING], amount="500.00")
    handed_in(make_proposal(year, units[WAITING], lines=2))
    approved = handed_in(make_proposal(year, units[APPROVED], lines=1))
    content_hash = approved.submissions.get().content_hash
    services.approve_proposal(
        approved, by=make_user("analyst"), content_hash=content_hash
    )
    return year


def handed_in(proposal):
    """The same proposal, signed and with Finance."""
    by = make_user("signatory", proposal.unit, first_name="Rosa", last_name="Luz")
    return services.submit_proposal(proposal, by=by)


def of(unit):
    return Proposal.objects.get(unit__code=unit, fiscal_year=YEAR)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_head_gives_exceptions_decides_and_asks_to_publish(
    year, browser, live_server, language
):
    def colleague(role, name):
        first, last = name.split()
        user = make_user(role, first_name=first, last_name=last)
        return Colleague(browser, live_server.url, language).signs_in(user)

    head, analyst = (
        colleague("finance_head", "Paz Gil"),
        colleague("analyst", "Eva Sol"),
    )
    the_head_sees_who_is_missing(head)
    the_head_gives_one_unit_more_days(head, year)
    the_head_lets_a_line_pass_without_a_citation(head)
    the_head_lets_a_unit_exceed_its_ceiling(head)
    the_head_formulates_for_a_silent_unit(head)
    the_head_approves_what_she_read(head)
    the_head_reopens_with_a_reason(head)
    the_head_asks_and_an_analyst_confirms(head, analyst)
    what_the_public_reads(browser, live_server, language)


def the_head_sees_who_is_missing(head):
    """Where she lands, having signed in."""
    head.reads("Review of %(year)s", year=YEAR)
    head.finds_no_barrier()
    for unit in (SILENT, DRAFTING):
        head.reads(NAMES[unit])
    expect(head.page.locator("main")).to_contain_text("2 / 4")


def the_head_gives_one_unit_more_days(head, year):
    head.chooses(DRAFTING, "Give more days")
    head.presses("Give more days")
    expect(head.page.locator(".error-summary")).to_be_visible()
    head.finds_no_barrier()
    until = year.closes_on + timedelta(days=5)
    head.types(Until=f"{until:%d/%m/%Y}", Public_reason=REASONS["extension"])
    head.presses("Give more days")
    head.reads("The unit has more days.")
    head.finds_no_barrier()
    given = Extension.objects.get()
    assert (given.unit.code, given.until) == (DRAFTING, until)


def the_head_lets_a_line_pass_without_a_citation(head):
    head.chooses(DRAFTING, "Grant a waiver")
    head.types(Line_code="PEN-9")
    head.presses("Read the line")
    head.reads("The unit's proposal has no line with this code. Ask the unit for it.")
    head.finds_no_barrier()
    head.types(Line_code="PEN-1")
    head.presses("Read the line")
    expect(head.page.locator("main")).to_contain_text("750.00")
    head.finds_no_barrier()
    head.types(Public_reason=REASONS["waiver"])
    head.presses("Grant the waiver")
    head.reads("Line %(code)s may pass without a citation.", code="PEN-1")
    assert Waiver.objects.get().line.code == "PEN-1"


def the_head_lets_a_unit_exceed_its_ceiling(head):
    head.opens_the_board()
    head.follows("Exceptions of the finance head")
    head.finds_no_barrier()
    main = head.page.locator("main")
    main.get_by_label(head.says("Unit"), exact=True).select_option(DRAFTING)
    main.get_by_label(head.says("Let it exceed a ceiling"), exact=True).check()
    head.presses("Go on")
    expect(main).to_contain_text("500.00")
    head.presses("Let it exceed the ceiling")
    expect(head.page.locator(".error-summary")).to_be_visible()
    head.finds_no_barrier()
    head.types(Amount_above_the_ceiling="300.00", Public_reason=REASONS["ceiling"])
    head.presses("Let it exceed the ceiling")
    head.reads("The unit may exceed its ceiling.")
    head.finds_no_barrier()
    allowed = allowed_of(of(DRAFTING).fiscal_year, of(DRAFTING).unit)
    assert [(one.ceiling, one.granted) for one in allowed.values()] == [(500, 300)]


def the_head_formulates_for_a_silent_unit(head):
    head.chooses(SILENT, "Formulate on its behalf")
    head.types(Public_reason=REASONS["on behalf"])
    head.presses("Formulate on its behalf")
    head.reads("The proposal is yours to formulate.")
    head.finds_no_barrier()
    assert of(SILENT).origin == "on_behalf"


def the_head_approves_what_she_read(head):
    head.reviews(WAITING)
    digest = of(WAITING).submissions.get().content_hash
    expect(head.page.locator("main")).to_contain_text(digest)
    head.presses("Approve", exact=True)
    head.reads("The proposal is approved.")
    head.finds_no_barrier()
    assert of(WAITING).status == "approved"


def the_head_reopens_with_a_reason(head):
    head.reviews(APPROVED)
    head.follows("Reopen")
    head.finds_no_barrier()
    head.presses("Reopen the proposal")
    expect(head.page.locator(".error-summary")).to_be_visible()
    head.finds_no_barrier()
    head.types(Reason="La unidad pidió corregir un renglón, oficio 88")
    head.presses("Reopen the proposal")
    head.finds_no_barrier()
    assert of(APPROVED).status == "returned"


def the_head_asks_and_an_analyst_confirms(head, analyst):
    head.goes_to(f"publish/{YEAR}/")
    head.finds_no_barrier()
    head.presses("Ask to publish")
    head.reads("Asked. A second person of Finance now confirms these numbers.")
    head.finds_no_barrier()
    button = head.says("Confirm and publish")
    expect(head.page.get_by_role("button", name=button)).to_have_count(0)
    asked = PendingPublication.objects.get()
    analyst.goes_to(f"publish/{YEAR}/")
    expect(analyst.page.locator("main")).to_contain_text(asked.content_hash)
    analyst.finds_no_barrier()
    analyst.page.set_default_timeout(60_000)  # a whole year is copied and verified
    analyst.presses("Confirm and publish")
    said = {"number": 1, "year": YEAR}
    analyst.reads(
        "Publication %(number)s of %(year)s is made. The public sees it as soon as its "
        "files and charts are ready, usually within a minute.",
        **said,
    )
    analyst.finds_no_barrier()
    assert Publication.objects.get().hash == asked.content_hash


def what_the_public_reads(browser, live_server, language):
    """What was approved and not reopened; and every exception, with its reason."""
    reader = Colleague(browser, live_server.url, language)
    reader.goes_to(f"years/{YEAR}/units/{WAITING}/")
    expect(reader.page.locator("main")).to_contain_text("2,000.00")
    reader.finds_no_barrier()
    reader.goes_to(f"years/{YEAR}/units/{APPROVED}/")
    expect(reader.page.locator("main")).not_to_contain_text("1,000.00")
    reader.finds_no_barrier()
    reader.follows("Register of exceptions")
    reader.finds_no_barrier()
    reader.follows(str(YEAR))
    expect(reader.page.locator("main article")).to_have_count(4)
    for reason in REASONS.values():
        expect(reader.page.locator("main")).to_contain_text(reason)
    expect(reader.page.locator("main")).to_contain_text("Paz Gil")
    expect(reader.page.locator("main")).not_to_contain_text("oficio 88")
    reader.finds_no_barrier()

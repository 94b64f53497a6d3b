"""The table of lines in a browser: keys, citing, autosave, paste, undo."""

from datetime import date

import pytest
from playwright.sync_api import expect

from budgeting.models import Ceiling, SpendingLine
from tests.browser.grid import GridOfficer
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

YEAR = date.today().year + 1
ACTIONS = {
    "10.01.01": "Ampliar la red de agua potable en las colonias sin servicio.",
    "10.01.02": "Reparar fugas de la red en las escuelas públicas.",
}


@pytest.fixture
def framework(transactional_db):
    """A framework with one line, of a unit with a ceiling."""
    programme = make_programme("PDH")
    for code, text in ACTIONS.items():
        make_action(programme, code, text_es=text, text_en=text)
    unit = make_unit("06CD03", name="Sistema de Aguas")
    year = make_year(YEAR, programme)
    Ceiling.objects.create(fiscal_year=year, unit=unit, amount="5000000.00")
    framework = make_framework(make_proposal(year, unit, lines=0), "MPP-1")
    make_line(
        framework,
        "AG-1",
        object_code="6131",
        description="Red de agua",
        amount="1000.00",
    )
    return framework


@pytest.fixture
def officer(browser, live_server, framework):
    """An officer at the table of the framework."""

    def at(language="es", name="Pilar"):
        user = make_user("preparer", framework.proposal.unit, first_name=name)
        who = GridOfficer(browser, live_server.url, language).signs_in(user)
        return who.opens(framework)

    return at


def saved(framework):
    """The kept lines as the database has them, by code."""
    lines = SpendingLine.objects.filter(framework=framework, removed_at=None)
    return {
        line.code: (line.object_code, line.description, str(line.amount))
        for line in lines
    }


def test_a_line_is_written_cited_and_undone_by_keyboard_alone(officer, framework):
    pilar = officer()
    pilar.enters_the_grid()
    assert pilar.here() == ["TH", "code", "AG-1"]
    pilar.writes_a_line("AG-2", "6131", "Fugas en escuelas", "2,500.50")
    expect(pilar.page.locator("[data-total=amount]")).to_have_text("3,500.50")
    pilar.keys("ArrowRight", "ArrowRight")
    pilar.cites("agua potable", "fugas")
    pilar.sees_saved()
    assert saved(framework)["AG-2"] == ("6131", "Fugas en escuelas", "2500.50")
    line = SpendingLine.objects.get(code="AG-2")
    cited = line.citations.values_list("action__code", "share")
    assert sorted(cited) == [("10.01.01", 5000), ("10.01.02", 5000)]
    pilar.keys("Control+Delete")
    pilar.sees_saved()
    expect(pilar.cell("AG-2", "Amount")).to_be_hidden()
    assert list(saved(framework)) == ["AG-1"]
    with pilar.page.expect_navigation():
        pilar.keys("Control+z")
    expect(pilar.cell("AG-2", "Amount")).to_have_value("2,500.50")
    assert line.citations.count() == 2

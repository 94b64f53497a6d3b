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


def thirty_rows():
    """Thirty rows of six cells, four of which do not read."""
    rows = [
        [f"P-{n}", "2111", f"Papel {n}", f"{n},000.00", "Todas", "10.01.01"]
        for n in range(1, 31)
    ]
    rows[2][3] = "1.234"
    rows[4][1] = "21"
    rows[6][3] = "mucho"
    rows[8][5] = "99.99"
    return "\r\n".join("\t".join(row) for row in rows) + "\r\n"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_thirty_rows_are_pasted_with_a_preview_and_undone_at_once(
    officer, framework, language
):
    pilar = officer(language)
    pilar.enters_the_grid()
    pilar.keys("ArrowDown")
    pilar.pastes(thirty_rows())
    dialog = pilar.page.locator("#grid-paste")
    counted = {
        "es": "30 filas, 176 celdas bien, 4 por corregir",
        "en": "30 rows, 176 cells good, 4 to fix",
    }
    expect(dialog).to_contain_text(counted[language])
    expect(dialog.locator("td .error")).to_have_count(4)
    pilar.finds_no_barrier()
    pilar.page.locator("#grid-paste [data-apply]").click()
    pilar.sees_saved()
    lines = saved(framework)
    assert len(lines) == 31
    assert lines["P-30"] == ("2111", "Papel 30", "30000.00")
    assert SpendingLine.objects.get(code="P-3").pending == {"amount": "1.234"}
    expect(pilar.cell("P-3", "Amount")).to_have_value("1.234")
    expect(pilar.cell("P-3", "Amount")).to_have_attribute("aria-invalid", "true")
    expect(pilar.page.locator("td.cell-wrong .error")).to_have_count(4)
    assert SpendingLine.objects.get(code="P-1").citations.count() == 1
    pilar.enters_the_grid()
    with pilar.page.expect_navigation():
        pilar.keys("Control+z")
    expect(pilar.cell("AG-1", "Amount")).to_have_value("1,000.00")
    assert list(saved(framework)) == ["AG-1"]


@pytest.mark.slow
def test_a_block_is_pasted_over_cells_and_columns_too_many_are_named(
    officer, framework
):
    pilar = officer("en")
    pilar.goes_to_cell("AG-1", "Amount")
    pilar.pastes("2500.50\tTodas\n")
    dialog = pilar.page.locator("#grid-paste")
    expect(dialog).to_contain_text("1 row, 2 cells good, 0 to fix")
    pilar.page.locator("#grid-paste [data-apply]").click()
    pilar.sees_saved()
    assert saved(framework) == {"AG-1": ("6131", "Red de agua", "2500.50")}
    assert pilar.here() == ["TD", "amount", "AG-1"]
    pilar.pastes("1\t2\t3\tMarzo\n")
    expect(dialog).to_contain_text("column 4 (“Marzo”)")
    pilar.keys("Escape")
    expect(dialog).to_be_hidden()
    assert pilar.here() == ["TD", "amount", "AG-1"]

"""The table of lines in a browser: keys, citing, autosave, paste, undo."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from budgeting.models import Ceiling, Citation, FiscalYear, SpendingLine
from tests.browser.grid import GridOfficer
from tests.browser.people import PASSWORD
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


SPELLINGS = Path(__file__).parents[1] / "programme" / "amounts.json"


@pytest.mark.slow
def test_the_script_reads_amounts_as_the_server_does(officer):
    spellings = json.loads(SPELLINGS.read_text())
    read = officer().page.evaluate(
        """(texts) => texts.map((text) => {
          const cents = hrGrid.money.parse(text);
          return cents === null ? null : hrGrid.money.show(cents).replaceAll(",", "");
        })""",
        list(spellings),
    )
    assert dict(zip(spellings, read, strict=True)) == spellings


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_ten_lines_are_written_and_cited_by_keyboard_alone(
    officer, framework, language
):
    pilar = officer(language)
    pilar.enters_the_grid()
    for n in range(10):
        pilar.writes_a_line(f"K-{n}", "2111", f"Papel {n}", f"{n + 1},000.50", "Todas")
        pilar.keys("ArrowRight")
        pilar.cites("agua potable")
    pilar.sees_saved()
    pilar.finds_no_barrier()
    lines = saved(framework)
    assert len(lines) == 11
    assert lines["K-9"] == ("2111", "Papel 9", "10000.50")
    assert Citation.objects.count() == 10
    expect(pilar.page.locator("[data-total=amount]")).to_have_text("56,005.00")
    expect(pilar.page.locator("[data-total=uncited]")).to_have_text("1")


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
    expect(pilar.page.locator("[role=grid] td.cell-wrong .error")).to_have_count(4)
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


@pytest.mark.slow
def test_the_keys_of_the_grid_move_edit_restore_and_never_trap(officer, framework):
    for n in range(2, 41):
        make_line(framework, f"AG-{n}", object_code="6131", amount="10.00")
    pilar = officer("en")
    grid = pilar.page.locator("table[role=grid]")
    stops = (
        "[role=grid] tbody :is(td, th, input, textarea, a, button):not([tabindex='-1'])"
    )
    expect(pilar.page.locator(stops)).to_have_count(1)
    expect(grid).to_have_attribute("aria-rowcount", "46")  # head, 40 lines, 5 blank
    pilar.enters_the_grid()
    for keys, where in [
        ("ArrowRight", ["TD", "object_code", "AG-1"]),
        ("ArrowDown", ["TD", "object_code", "AG-2"]),
        ("End", ["TD", "state", "AG-2"]),
        ("Home", ["TH", "code", "AG-2"]),
        ("ArrowLeft", ["TH", "code", "AG-2"]),
        ("Control+End", ["TD", "state", ""]),
        ("Control+Home", ["TH", "code", "AG-1"]),
        ("ArrowUp", ["TH", "code", "AG-1"]),
    ]:
        pilar.keys(keys)
        assert pilar.here() == where, keys
    pilar.keys("PageDown")
    assert pilar.here()[2] not in ("AG-1", "AG-2")
    assert pilar.sees_the_focus()
    pilar.keys("PageUp")
    assert pilar.here() == ["TH", "code", "AG-1"]
    pilar.keys("ArrowRight", "ArrowRight", "ArrowRight", "F2")
    assert pilar.here() == ["INPUT", "amount", "AG-1"]
    pilar.types("9")
    pilar.keys("Escape")
    assert pilar.here() == ["TD", "amount", "AG-1"]
    expect(pilar.cell("AG-1", "Amount")).to_have_value("1,000.00")
    pilar.types("25")
    pilar.keys("Enter")
    assert pilar.here() == ["TD", "amount", "AG-2"]
    expect(pilar.cell("AG-1", "Amount")).to_have_value("25")
    pilar.keys("Tab")
    assert pilar.here() == ["A", None, None]
    pilar.keys("Shift+Tab")
    assert pilar.here() == ["TD", "amount", "AG-2"]
    pilar.keys("F2", "Tab")
    assert pilar.here() == ["A", None, None]


@pytest.mark.slow
def test_the_focus_stays_where_the_work_is_when_lines_move_or_go(officer, framework):
    for code in ("AG-2", "AG-3"):
        make_line(framework, code, object_code="6131", amount="10.00")
    pilar = officer("en")
    pilar.goes_to_cell("AG-1", "Amount")
    pilar.keys("Alt+ArrowDown")
    assert pilar.here() == ["TD", "amount", "AG-1"]
    pilar.sees_saved()
    assert pilar.here() == ["TD", "amount", "AG-1"]
    in_order = framework.lines.order_by("position", "pk").values_list("code", flat=True)
    assert list(in_order) == ["AG-2", "AG-1", "AG-3"]
    rows = pilar.page.locator("tr[data-key]")
    expect(rows.nth(1)).to_have_attribute("aria-rowindex", "3")
    pilar.keys("Control+Delete")
    assert pilar.here() == ["TD", "amount", "AG-3"]
    pilar.sees_saved()
    assert list(saved(framework)) == ["AG-2", "AG-3"]
    expect(pilar.page.get_by_role("alert").first).to_have_text(
        "Line AG-1 was set aside. Undo brings it back."
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_status_says_saved_only_when_the_last_letter_is(
    officer, framework, language
):
    """F10: a slow link and 12 s of typing; one request at a time, no false conflict."""
    pilar = officer(language)
    flights = {"now": 0, "most": 0, "sent": 0}

    def slowly(route):
        flights["now"] += 1
        flights["sent"] += 1
        flights["most"] = max(flights["most"], flights["now"])
        answer = route.fetch()
        pilar.page.wait_for_timeout(3000)
        flights["now"] -= 1
        route.fulfill(response=answer)

    pilar.page.route("**/lines/save/", slowly)
    pilar.goes_to_cell("AG-1", "Description")
    text = "Red de agua potable para las colonias sin servicio de la alcaldía"
    pilar.keys("F2", "Control+a")
    for letter in text:
        pilar.types(letter)
        pilar.page.wait_for_timeout(120)
        expect(pilar.status).to_have_text(pilar.says("Saving…"))
    pilar.sees_saved(within=15_000)
    assert flights["most"] == 1 < flights["sent"]
    assert saved(framework)["AG-1"][1] == text
    expect(pilar.page.locator(".grid-conflict")).to_have_count(0)
    assert pilar.here() == ["TEXTAREA", "description", "AG-1"]


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["network", "answer lost", "500"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_what_could_not_be_saved_is_kept_said_and_sent_again(
    officer, framework, broken, language
):
    pilar = officer(language)

    def fail(route):
        if broken == "500":
            return route.fulfill(status=500, body="")
        if broken == "answer lost":
            route.fetch()
        return route.abort()

    pilar.page.route("**/lines/save/", fail)
    pilar.goes_to_cell("AG-1", "Amount")
    pilar.types("2500")
    kept = {
        ("es", True): "El servidor no pudo guardarlo: guardado en este equipo; "
        "reintento en 10 s",
        ("es", False): "Sin conexión: guardado en este equipo; reintento en 10 s",
        ("en", True): "The server could not save it: kept on this computer; "
        "trying again in 10 s",
        ("en", False): "No connection: kept on this computer; trying again in 10 s",
    }
    expect(pilar.status).to_have_text(kept[language, broken == "500"])
    pilar.finds_no_barrier()
    pilar.types(".75")  # newer than what failed
    pilar.page.unroute("**/lines/save/")
    pilar.page.evaluate("dispatchEvent(new Event('online'))")
    pilar.sees_saved()
    assert saved(framework)["AG-1"][2] == "2500.75"
    expect(pilar.page.locator(".grid-conflict")).to_have_count(0)


@pytest.mark.slow
def test_unsaved_cells_survive_the_closing_of_the_page_and_not_the_signing_out(
    officer, framework
):
    pilar = officer("en")
    pilar.page.route("**/lines/save/", lambda route: route.abort())
    pilar.goes_to_cell("AG-1", "Amount")
    pilar.types("77")
    pilar.keys("Escape")
    pilar.types("88")
    pilar.writes_a_line("AG-9", "2111")
    expect(pilar.status).to_contain_text("No connection")
    warned = []

    def leave(dialog):
        warned.append(dialog.type)
        dialog.accept()

    pilar.page.on("dialog", leave)
    pilar.page.reload()
    assert warned == ["beforeunload"]
    pilar.goes_to("desk/")  # another page of the desk leaves alone what waits here
    pilar.goes_to(f"desk/frameworks/{framework.pk}/lines/")
    expect(pilar.page.locator("#grid-restored")).to_be_visible()
    expect(pilar.cell("AG-1", "Amount")).to_have_value("88")
    expect(pilar.cell("AG-9", "Partida")).to_have_value("2111")
    pilar.page.unroute("**/lines/save/")
    pilar.page.evaluate("dispatchEvent(new Event('online'))")
    pilar.sees_saved()
    assert saved(framework) == {
        "AG-1": ("6131", "Red de agua", "88.00"),
        "AG-9": ("2111", "", "0.00"),
    }
    pilar.page.route("**/lines/save/", lambda route: route.abort())
    pilar.goes_to_cell("AG-1", "Amount")
    pilar.types("99")
    expect(pilar.status).to_contain_text("No connection")
    pilar.presses("Sign out")
    pilar.page.wait_for_url("**/en/**")
    assert pilar.page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_session_killed_while_typing_loses_nothing(officer, framework, language):
    pilar = officer(language)
    pilar.goes_to_cell("AG-1", "Amount")
    Session.objects.all().delete()
    pilar.types("2500")
    expect(pilar.page.locator("#grid-ended")).to_be_visible()
    pilar.finds_no_barrier()
    with pilar.context.expect_page() as opened:
        pilar.page.locator("#grid-ended a").click()
    tab = opened.value
    tab.fill("[name=username]", pilar.username)
    tab.fill("[name=password]", PASSWORD)
    tab.get_by_role("button", name=pilar.says("Sign in")).first.click()
    tab.wait_for_url(lambda url: "sign-in" not in url)
    pilar.page.bring_to_front()
    pilar.page.evaluate("dispatchEvent(new Event('focus'))")
    pilar.sees_saved()
    expect(pilar.page.locator("#grid-ended")).to_be_hidden()
    assert saved(framework)["AG-1"][2] == "2500.00"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("choice", "amount"), [("Keep mine", "300.00"), ("Take what was saved", "200.00")]
)
def test_two_officers_on_one_line_lose_no_word(
    officer, framework, language, choice, amount
):
    pilar, maria = officer(language), officer(language, "María")
    maria.goes_to_cell("AG-1", "Amount")
    maria.types("200")
    maria.sees_saved()
    pilar.goes_to_cell("AG-1", "Amount")
    pilar.types("300")
    panel = pilar.page.locator(".grid-conflict")
    expect(panel).to_contain_text("María")
    expect(panel.locator("tbody td")).to_have_text(["300", "200.00"])
    pilar.finds_no_barrier()
    panel.get_by_role("button", name=pilar.says(choice)).click()
    expect(panel).to_have_count(0)
    pilar.sees_saved()
    assert saved(framework)["AG-1"][2] == amount
    assert pilar.here()[1:] == ["amount", "AG-1"]


@pytest.mark.slow
def test_different_lines_of_two_officers_are_both_kept(officer, framework):
    make_line(framework, "AG-2", object_code="6131", amount="10.00")
    pilar, maria = officer("en"), officer("en", "María")
    maria.goes_to_cell("AG-1", "Amount")
    maria.types("200")
    maria.sees_saved()
    pilar.goes_to_cell("AG-2", "Amount")
    pilar.types("300")
    pilar.sees_saved()
    assert {code: line[2] for code, line in saved(framework).items()} == {
        "AG-1": "200.00",
        "AG-2": "300.00",
    }


@pytest.mark.slow
def test_a_window_that_closed_says_so_and_keeps_what_was_typed(officer, framework):
    pilar = officer("en")
    FiscalYear.objects.update(closes_on=date.today() - timedelta(days=1))
    pilar.goes_to_cell("AG-1", "Amount")
    pilar.types("300")
    expect(pilar.status).to_contain_text("What you typed and was not saved stays")
    expect(pilar.cell("AG-1", "Amount")).to_have_value("300")
    expect(pilar.cell("AG-1", "Amount")).to_have_attribute("readonly", "")


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["grid.js", "grid/saving.js", "throws"])
def test_without_its_script_the_plain_form_saves(browser, live_server, framework, cut):
    user = make_user("preparer", framework.proposal.unit)
    pilar = GridOfficer(browser, live_server.url, "en").signs_in(user)
    if cut == "throws":
        broken = "window.hrGrid.Saving = class { constructor() { throw Error('x'); } };"
        pilar.page.route(
            "**/static/grid/saving.js", lambda route: route.fulfill(body=broken)
        )
    else:
        pilar.page.route(f"**/static/{cut}", lambda route: route.abort())
    pilar.goes_to(f"desk/frameworks/{framework.pk}/lines/")
    expect(pilar.page.locator("[role=grid]")).to_have_count(0)
    pilar.cell("AG-1", "Amount").fill("2500")
    pilar.presses("Save all lines")
    expect(pilar.cell("AG-1", "Amount")).to_have_value("2,500.00")
    assert saved(framework)["AG-1"][2] == "2500.00"

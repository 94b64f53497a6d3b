"""The workbook way and citing many lines, in a real browser."""

from decimal import Decimal
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import expect

from budgeting import services
from tests.browser.people import PASSWORD
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
)

EVERY_RULE = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
            "experimental",
        ],
    },
    "rules": {"target-size": {"enabled": True}},
}  # fmt: skip
WATER = {"text_es": "Ampliar la red de agua", "text_en": "Extend the water network"}


@pytest.fixture
def case(transactional_db):
    return Case()


class Case:
    """Three lines of a unit, of which one cites an action; two people of it."""

    def __init__(self):
        programme = make_programme("PDH")
        cited = make_action(programme, "01.01.01")
        make_action(programme, "10.01.01", **WATER)
        self.proposal = make_proposal(
            make_year(2030, programme), make_unit("06CD03"), lines=0
        )
        self.framework = make_framework(self.proposal, "482", name="Atención")
        self.lines = [
            make_line(self.framework, code, "1000.01", position=n)
            for n, code in enumerate(("A-1", "A-2", "A-3"), start=1)
        ]
        make_citation(self.lines[0], cited)
        self.by = make_user("preparer", self.proposal.unit)
        self.colleague = make_user("signatory", self.proposal.unit)
        for person in (self.by, self.colleague):
            person.set_password(PASSWORD)
            person.save()


class Officer:
    """Somebody at a browser, with or without JavaScript, who reads one language."""

    def __init__(self, browser, site, case, language, scripts=True):
        self.language, self.site, self.case = language, site, case
        context = browser.new_context(locale=language, java_script_enabled=scripts)
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.goes_to("sign-in/")
        self.page.fill("[name=username]", case.by.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button[type=submit]").first.click()
        expect(self.page).not_to_have_url(f"{site}/{language}/sign-in/")

    def goes_to(self, path):
        self.page.goto(f"{self.site}/{self.language}/{path}")

    def of_proposal(self, rest=""):
        return f"desk/proposals/{self.case.proposal.pk}/{rest}"

    def downloads(self):
        """The workbook, as the button of the page gives it."""
        self.goes_to(self.of_proposal("workbook/upload/"))
        with self.page.expect_download() as download:
            self.page.locator("a[href$='/workbook/']").click()
        return opened(download.value)

    def uploads(self, book):
        content = BytesIO()
        book.save(content)
        self.goes_to(self.of_proposal("workbook/upload/"))
        file = {"name": "mi libro.xlsx", "mimeType": "application/octet-stream"}
        self.page.set_input_files("[name=file]", {**file, "buffer": content.getvalue()})
        self.page.locator("main form button[type=submit]").click()

    def presses(self, value):
        self.page.locator(f"main button[value={value}]:visible").first.click()

    def finds_nothing_wrong(self):
        """Nothing for axe to find, every rule on; nothing wider than a telephone."""
        found = Axe().run(self.page, options=EVERY_RULE).response["violations"]
        assert [(one["id"], [n["html"] for n in one["nodes"]]) for one in found] == []
        self.page.set_viewport_size({"width": 320, "height": 800})
        wide = "document.documentElement.scrollWidth > innerWidth"
        assert not self.page.evaluate(wide)
        self.page.set_viewport_size({"width": 1280, "height": 900})


def opened(download):
    return load_workbook(BytesIO(download.path().read_bytes()))


def what_is_saved(case):
    lines = case.proposal.lines.kept().order_by("code")
    return [(one.code, str(one.amount), one.description) for one in lines]


def fill_in(book):
    """Another amount and text, a new line, a row taken out."""
    lines = book.worksheets[2]
    lines["E2"], lines["D2"] = 1250.5, "Del archivo"
    row = ["482", "B-1", "2111", "Papel", 50.25, "", "10.01.01"]
    for column, value in enumerate(row, start=1):
        lines.cell(5, column, value)
    lines.delete_rows(4)
    return book


def test_many_lines_are_cited_by_keyboard_alone(browser, live_server, case):
    officer = Officer(browser, live_server.url, case, "es")
    page, keys = officer.page, officer.page.keyboard
    officer.goes_to(officer.of_proposal("cite/"))
    page.locator("button[value=all]").focus()
    keys.press("Enter")
    expect(page.locator("input[name=line]:checked")).to_have_count(2)
    page.locator("#id_q").focus()
    keys.type("agua")
    expect(page.locator("[role=option]")).to_have_count(1)
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("input[name=cited]")).to_have_count(1)
    expect(page.locator("#chosen")).to_be_focused()
    page.locator("button[value=preview]").focus()
    keys.press("Enter")
    page.locator("button[value=apply]").focus()
    keys.press("Enter")
    expect(page.locator(".notice-success")).to_be_visible()
    cited = [line.citations.values_list("action__code") for line in case.lines]
    assert [list(one) for one in cited] == [
        [("01.01.01",)], [("10.01.01",)], [("10.01.01",)],
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_workbook_goes_out_is_filled_in_and_comes_back(
    browser, live_server, case, language, scripts
):
    officer = Officer(browser, live_server.url, case, language, scripts)
    page = officer.page
    book = officer.downloads()
    officer.uploads(book)
    expect(page.locator("main form")).to_have_count(0)  # nothing to change
    services.save_line(
        case.framework, by=case.colleague, line=case.lines[0], version=1,
        values={"description": "De la colega"},
    )  # fmt: skip
    officer.uploads(fill_in(book))
    if scripts:
        officer.finds_nothing_wrong()
    expect(page.locator("main form")).to_contain_text("De la colega")
    expect(page.locator("input[value=saved]")).to_be_checked()
    page.locator("input[name=remove]").check()
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".notice-success")).to_be_visible()
    assert what_is_saved(case) == [
        ("A-1", "1250.50", "De la colega"),
        ("A-2", "1000.01", "Apoyos a la población"),
        ("B-1", "50.25", "Papel"),
    ]
    page.locator("form.undo button").click()
    expect(page.locator(".notice-success")).to_be_visible()
    assert what_is_saved(case) == [
        ("A-1", "1000.01", "De la colega"),
        ("A-2", "1000.01", "Apoyos a la población"),
        ("A-3", "1000.01", "Apoyos a la población"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_preview_that_is_no_longer_true_is_shown_anew(
    browser, live_server, case, language
):
    officer = Officer(browser, live_server.url, case, language)
    officer.uploads(fill_in(officer.downloads()))
    services.save_line(
        case.framework, by=case.colleague, line=case.lines[0], version=1,
        values={"amount": "7.00"},
    )  # fmt: skip
    officer.page.locator("input[name=remove]").check()
    officer.page.locator("main form button[type=submit]").click()
    expect(officer.page.locator(".error-summary")).to_be_focused()
    expect(officer.page.locator("input[name=remove]")).to_be_checked()
    officer.finds_nothing_wrong()
    assert case.proposal.lines.get(code="A-1").amount == Decimal("7.00")
    officer.page.locator("input[value=mine]").check()
    officer.page.locator("main form button[type=submit]").click()
    expect(officer.page.locator(".notice-success")).to_be_visible()
    assert case.proposal.lines.get(code="A-1").amount == Decimal("1250.50")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_error_of_a_workbook_is_on_the_page_and_in_the_file_that_comes_back(
    browser, live_server, case, language
):
    officer = Officer(browser, live_server.url, case, language)
    officer.goes_to(officer.of_proposal("workbook/upload/"))
    officer.finds_nothing_wrong()
    officer.page.locator("main form button[type=submit]").click()
    expect(officer.page.locator(".error-summary")).to_be_focused()
    officer.finds_nothing_wrong()
    book = officer.downloads()
    lines = book.worksheets[2]
    lines["C2"], lines["G3"] = 4411, "99.99.99"
    officer.uploads(book)
    expect(officer.page.locator("tbody tr")).to_have_count(2)
    officer.finds_nothing_wrong()
    with officer.page.expect_download() as download:
        officer.page.locator("a[href$='/marked/']").click()
    marked = opened(download.value).worksheets[2]
    assert marked["C2"].comment and marked["G3"].comment
    assert not marked["E2"].comment


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_many_lines_are_cited_step_by_step(
    browser, live_server, case, language, scripts
):
    officer = Officer(browser, live_server.url, case, language, scripts)
    page = officer.page
    officer.goes_to(officer.of_proposal("cite/"))
    if scripts:
        officer.finds_nothing_wrong()
    officer.presses("preview")
    expect(page.locator(".error-summary li")).to_have_count(2)
    if scripts:
        officer.finds_nothing_wrong()
    page.locator("select[name=state]").select_option("")
    officer.presses("filter")
    expect(page.locator("input[name=line]")).to_have_count(3)
    officer.presses("all")
    page.locator("[name=q]").fill("10.01.01")
    page.locator("button[value=search]:not([tabindex])").click()
    page.locator("input[name=add]").first.check()
    officer.presses("add")
    expect(page.locator("input[name=cited]")).to_have_count(1)
    if scripts:
        officer.finds_nothing_wrong()
    officer.presses("preview")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("main")).to_contain_text("500.01")
    if scripts:
        officer.finds_nothing_wrong()
    services.save_line(
        case.framework, by=case.colleague, line=case.lines[1], version=1,
        values={"amount": "7.00"},
    )  # fmt: skip
    officer.presses("apply")
    expect(page.locator(".error-summary li")).to_have_count(1)
    if scripts:
        officer.finds_nothing_wrong()
    officer.presses("change")
    expect(page.locator("input[name=line]:checked")).to_have_count(3)
    officer.presses("preview")
    officer.presses("apply")
    expect(page.locator(".notice-success")).to_be_visible()
    assert [line.citations.count() for line in case.lines] == [2, 1, 1]

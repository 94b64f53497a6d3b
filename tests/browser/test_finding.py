"""Finding and choosing actions in a browser: by keyboard, in words, without script."""

import contextlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect

from budgeting import services
from programme.models import Action, BudgetUnit
from tests.browser.people import Person
from tests.factories import (
    make_framework,
    make_line,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)
from tests.programme.catalogue import make_catalogue

NOTHING = "Nothing was found. Try fewer or other words, or a code such as 23.2."
LEFT_OFF = [  # rules that axe leaves off by default
    "target-size",
    "td-has-header",
    "table-fake-caption",
    "p-as-heading",
    "focus-order-semantics",
    "label-content-name-mismatch",
    "css-orientation-lock",
]
EVERY_RULE = {"rules": {rule: {"enabled": True} for rule in LEFT_OFF}}


class Officer(Person):
    """Somebody who cites for a line."""

    def opens(self, line) -> None:
        self.goes_to(f"desk/lines/{line.pk}/cite/")

    @property
    def field(self):
        return self.page.get_by_role("combobox", name=self.says("Search the actions"))

    @property
    def options(self):
        return self.page.locator("[role=option]")

    def types(self, text: str) -> None:
        self.field.press_sequentially(text)
        expect(self.options.first).to_be_visible()

    def hears(self, text: str, **values) -> None:
        """The page's quiet voice says this, once."""
        said = self.says(text).format(**values)
        expect(self.page.locator("[role=status]", has_text=said)).to_have_count(1)

    def is_on(self, number: int) -> None:
        """The option of this number is the active one, and only it."""
        active = self.field.get_attribute("aria-activedescendant")
        assert active == self.options.nth(number).get_attribute("id")
        chosen = self.page.locator("[role=option][aria-selected=true]")
        expect(chosen).to_have_count(1)
        expect(chosen).to_have_id(active)

    def finds_no_barrier(self) -> None:
        found = Axe().run(self.page, options=EVERY_RULE)
        problems = found.response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in problems] == []
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"]


@pytest.fixture
def line(transactional_db):
    programme = make_catalogue()
    proposal = make_proposal(make_year(2030, programme), make_unit(), lines=0)
    return make_line(make_framework(proposal), description="Obra en escuelas")


@pytest.fixture
def officer(browser, live_server, line):
    """The preparer of the line's unit, signed in; the console must stay silent."""
    wrong: list[str] = []
    expected = ("status of 4", "ERR_INTERNET_DISCONNECTED")

    def sits_down(language: str) -> Officer:
        one = Officer(browser, live_server.url, language)
        one.page.on(
            "console",
            lambda said: (
                wrong.append(said.text)
                if said.type == "error" and not any(e in said.text for e in expected)
                else None
            ),
        )
        one.page.on("pageerror", lambda error: wrong.append(str(error)))
        unit = BudgetUnit.objects.get(pk=line.proposal.unit_id)
        one.signs_in(make_user("preparer", unit))
        return one

    yield sits_down
    assert wrong == []


def test_actions_are_found_chosen_and_saved_by_keyboard_alone(officer, line):
    me = officer("es")
    me.opens(line)
    me.finds_no_barrier()
    expect(me.field).to_have_attribute("aria-expanded", "false")
    me.field.focus()
    me.types("lengua libros")
    expect(me.field).to_have_attribute("aria-expanded", "true")
    controlled = me.field.get_attribute("aria-controls")
    expect(me.page.locator(f"#{controlled}")).to_have_attribute("role", "listbox")
    count = me.options.count()
    assert count > 2
    expect(me.options.first.locator("mark").first).to_be_visible()
    me.finds_no_barrier()
    me.hears("{n} results", n=count)

    me.field.press("ArrowDown")
    me.is_on(0)
    me.field.press("ArrowUp")
    me.is_on(count - 1)  # round the end
    me.field.press("Home")
    assert me.field.get_attribute("aria-activedescendant") is None
    me.field.press("Escape")
    expect(me.field).to_have_attribute("aria-expanded", "false")
    expect(me.field).to_have_value("lengua libros")
    me.field.press("Alt+ArrowDown")
    expect(me.field).to_have_attribute("aria-expanded", "true")
    assert me.field.get_attribute("aria-activedescendant") is None
    me.field.press("Alt+ArrowUp")
    expect(me.field).to_have_attribute("aria-expanded", "false")
    me.field.press("ArrowDown")
    first = me.options.first.locator("strong").inner_text()
    me.is_on(0)
    me.field.press("Enter")

    expect(me.page.locator(f"[data-row='{first}']")).to_be_visible()
    expect(me.field).to_be_focused()
    expect(me.field).to_have_value("")
    described = me.field.get_attribute("aria-describedby").split()
    assert "cited-count" in described
    assert not line.citations.exists()
    me.types("braille")
    codes = me.options.locator("strong").all_inner_texts()
    assert first not in codes  # what is chosen is not offered again
    me.field.press("ArrowDown")
    me.field.press("Enter")
    expect(me.page.locator("[data-fresh]")).to_have_count(2)
    me.finds_no_barrier()

    button = me.says("Remove action %(code)s", code=first)
    me.page.get_by_role("button", name=button).press("Enter")
    expect(me.page.locator("[data-fresh]")).to_have_count(1)
    expect(me.field).to_be_focused()
    save = me.page.get_by_role("button", name=me.says("Save the citations"), exact=True)
    save.press("Enter")
    expect(me.page).to_have_url(f"{me.site}/es/desk/frameworks/{line.framework_id}/")
    assert line.citations.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_trouble_is_said_in_words_and_nothing_typed_is_lost(officer, line, language):
    me = officer(language)
    me.opens(line)
    trouble = me.page.locator(".combobox-trouble")

    me.field.press_sequentially("xyzzyq")
    expect(trouble).to_contain_text(me.says(NOTHING))
    me.finds_no_barrier()
    me.field.fill("alfabetijxk")
    trouble.get_by_role("button").press("Enter")
    expect(me.field).to_have_value("alfabetizar")
    expect(me.options.first).to_contain_text("12.02.01")

    me.context.set_offline(True)
    me.field.press_sequentially(" adultos")
    expect(trouble).to_be_visible()
    expect(me.field).to_have_value("alfabetizar adultos")
    me.finds_no_barrier()
    me.context.set_offline(False)
    me.field.press("ArrowDown")
    expect(me.options.first).to_be_visible()
    expect(trouble).to_be_hidden()

    me.context.clear_cookies()
    me.field.press_sequentially("s")
    expect(trouble.get_by_role("link")).to_have_attribute(
        "href", f"/{language}/sign-in/"
    )
    expect(me.field).to_have_value("alfabetizar adultoss")
    me.finds_no_barrier()


@pytest.mark.slow
def test_answers_that_come_out_of_order_are_ignored(officer, line):
    me = officer("es")
    me.opens(line)
    late = []

    def hold(route):
        if "q=agua" in route.request.url and not late:
            late.append(route)
        else:
            route.continue_()

    me.page.route("**/actions/find/**", hold)
    me.field.press_sequentially("agua")
    me.page.wait_for_timeout(400)
    assert late
    me.field.fill("braille")
    expect(me.options.first).to_contain_text("25.01.04")
    with contextlib.suppress(Error):  # the page has given it up already
        late[0].continue_()
    me.page.wait_for_timeout(600)
    expect(me.options.first).to_contain_text("25.01.04")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_without_javascript_the_search_and_its_boxes_do_the_same(
    officer, line, browser, language
):
    me = officer(language)
    cookies = me.context.cookies()
    me.context = browser.new_context(locale=language, java_script_enabled=False)
    me.context.add_cookies(cookies)
    me.page = me.context.new_page()
    me.opens(line)
    me.fills(q="lengua libros")
    me.page.locator("summary", has_text=me.says("Narrow the search")).click()
    me.page.locator("[name=term]").select_option("short")
    me.presses("Search", exact=True)
    expect(me.page.locator("[name=term]")).to_have_value("short")
    me.page.locator("[name=add]").first.check()
    me.presses("Add the ticked actions")
    expect(me.page.locator("[data-row]")).to_have_count(1)
    assert line.citations.count() == 1
    expect(me.page.locator("[name=q]")).to_have_value("lengua libros")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_filters_narrow_the_list_at_once(officer, line, language):
    me = officer(language)
    me.opens(line)
    me.field.press_sequentially("libros")
    expect(me.options.first).to_be_visible()
    me.page.locator("summary", has_text=me.says("Narrow the search")).click()
    me.page.locator("[name=right]").select_option("12")
    me.finds_no_barrier()
    me.field.focus()
    me.field.press("ArrowDown")
    expect(me.options).to_have_count(1)
    expect(me.options.first).to_contain_text("12.02.02")
    me.field.press("ArrowDown")
    me.field.press("Enter")
    expect(me.page.locator("[data-row='12.02.02']")).to_be_visible()
    action = Action.objects.get(code="12.02.02")
    services.cite_actions(
        line,
        by=make_user("preparer", line.proposal.unit),
        citations=[services.CitedAction(action)],
    )
    me.presses("Save the citations", exact=True)  # a colleague saved the same meanwhile
    me.finds_no_barrier()

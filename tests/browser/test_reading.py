"""Three readers without an account find what they came for, by keyboard alone.

Each at a desktop, at a telephone, and at a telephone whose browser runs no scripts.
"""

import csv

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.reporting.publications import publish_city

pytestmark = pytest.mark.slow
DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
SCREENS = [
    pytest.param(DESKTOP, True, id="desktop"),
    pytest.param(TELEPHONE, True, id="telephone"),
    pytest.param(TELEPHONE, False, id="no-scripts"),
]
FOCUSED = """() => {
    const one = document.activeElement;
    return [one.innerText || one.value || "", one.getAttribute("href") || "", one.id];
}"""
PATIENCE = 300  # presses of Tab before a reader gives up


class Reader(Person):
    """Somebody who reads with the keyboard: Tab, letters, Enter, and nothing else."""

    chosen = 0  # links and buttons that were pressed

    def tabs_to(self, *, text: str = "", href: str = "", key: str = "") -> None:
        """Press Tab until the focus is on what has this text, address or key."""
        for _ in range(PATIENCE):
            self.page.keyboard.press("Tab")
            said, leads, name = self.page.evaluate(FOCUSED)
            if text in said and href in leads and key in ("", name):
                return
        raise AssertionError(f"No Tab reaches {text}{href}{key} at {self.page.url}")

    def chooses(self, *, text: str = "", href: str = "") -> None:
        """Tab to a link and press Enter on it; the next page shows no barrier."""
        self.tabs_to(text=text, href=href)
        before = self.page.url
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url != before)
        self.chosen += 1
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], self.page.url

    def searches(self, words: str) -> None:
        """Type into the field of the search and press Enter."""
        self.tabs_to(key="q")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**q=*")

    def shows(self, *texts: str) -> None:
        """Fail unless the page shows each of these, as they are."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture
def city(transactional_db):
    """2029 and 2030 on record, without pictures."""
    return publish_city()


@pytest.fixture
def reader(browser, live_server, city, language, screen, scripts):
    """A reader at the front page, who is nobody: no cookie is ever set."""
    person = Reader(browser, live_server.url, language, scripts=scripts)
    person.page.set_viewport_size(screen)
    wrong = []
    person.page.on("pageerror", lambda error: wrong.append(str(error)))
    person.goes_to("")
    yield person
    assert person.context.cookies() == [] and wrong == []
    person.context.close()


readers = pytest.mark.parametrize(("screen", "scripts"), SCREENS)
in_both = pytest.mark.parametrize("language", ["es", "en"])


@in_both
@readers
def test_a_journalist_is_at_the_proof_of_a_new_action_within_three_choices(reader):
    reader.chooses(text=reader.says("What is new"))
    reader.chooses(href="/units/B/lines/M1/")
    assert reader.chosen <= 3
    right = "Agua" if reader.language == "es" else "Water"
    reader.shows("200.00", "Ministry B", "02.01.01", "Llevar agua", right)


@in_both
@readers
def test_civil_society_compares_a_right_over_the_years_and_takes_its_rows(
    reader, tmp_path
):
    reader.chooses(text=reader.says("A right or a group of people"))
    reader.chooses(href="/years/2030/rights/02/")
    reader.chooses(text=reader.says("Compare the years on record"))
    reader.shows("2029", "2030", "220.00")
    reader.tabs_to(text=reader.says("Download these numbers (CSV)"))
    with reader.page.expect_download() as taken:
        reader.page.keyboard.press("Enter")
    path = tmp_path / "rows.csv"
    taken.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert sorted(row["year"] for row in rows) == ["2029", "2030"]
    assert [r["amount_attributed"] for r in rows if r["year"] == "2030"] == ["220.00"]


@in_both
@readers
def test_a_citizen_finds_who_funds_an_action_and_what_nobody_does_and_cites_it(reader):
    reader.searches("agua")
    reader.chooses(href="/actions/02.01.01/")
    reader.reads("The units that fund it")
    reader.shows("Ministry A", "Ministry B", "220.00")
    reader.goes_to("")
    reader.searches("03.01.01")
    reader.chooses(href="/actions/03.01.01/")
    reader.reads("Not funded")
    reader.reads("How to cite this page")
    permanent = "/years/2030/publications/1/actions/03.01.01/"
    reader.shows(permanent)
    reader.chooses(href=permanent)
    assert reader.page.url.endswith(permanent)
    reader.reads("Not funded")

"""An officer at the table of lines, told what to do as a person would be."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.people import Person


class GridOfficer(Person):
    """Somebody who fills the table of a framework, mostly by keyboard."""

    def opens(self, framework) -> "GridOfficer":
        """The table of this framework, its script at work."""
        self.goes_to(f"desk/frameworks/{framework.pk}/lines/")
        expect(self.page.locator("table[role=grid]")).to_have_count(1)
        return self

    def keys(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        """Type a text letter by letter."""
        self.page.keyboard.type(text)

    def enters_the_grid(self) -> None:
        """By its one Tab stop."""
        self.page.locator("[role=grid] :is(td, th)[tabindex='0']").focus()

    def writes_a_line(self, *values: str) -> None:
        """Go to a new line and write its cells, left to right; ends in the last."""
        self.keys("Control+Insert")
        for at, value in enumerate(values):
            if at:
                self.keys("ArrowRight")
            self.types(value)
            self.keys("F2")

    def cites(self, *words: str) -> None:
        """In a cell of citations: open it, choose the first found for each, end."""
        self.keys("Enter")
        expect(self.page.locator("#grid-cites")).to_be_visible()
        for number, each in enumerate(words, 1):
            self.types(each)
            expect(self.page.get_by_role("option").first).to_be_visible()
            self.keys("ArrowDown", "Enter")
            expect(self.page.locator("#grid-cites [data-chosen] li")).to_have_count(
                number
            )
        self.page.locator("#grid-cites [data-done]").focus()
        self.keys("Enter")
        expect(self.page.locator("#grid-cites")).to_be_hidden()

    def cell(self, line: str, column: str) -> Locator:
        """The field of a line in a column, by its accessible name."""
        return self.page.get_by_role(
            "textbox", name=f"{self.says(column)} {line}", exact=True
        )

    def goes_to_cell(self, line: str, column: str) -> None:
        """The cell gets the focus, as an arrow would give it."""
        self.cell(line, column).locator("xpath=..").focus()

    @property
    def status(self) -> Locator:
        """What the page says of saving."""
        return self.page.locator("#grid-status")

    def sees_saved(self, within: float = 8_000) -> None:
        """The status says that all is saved, and when."""
        said = self.says("Saved {at}").replace("{at}", "")
        expect(self.status).to_contain_text(said, timeout=within)

    def here(self) -> list[str | None]:
        """Where the focus is: tag, column, line code."""
        return self.page.evaluate(
            """() => {
              const at = document.activeElement;
              const code = at.closest("tr")?.querySelector("th input")?.value;
              return [at.tagName, at.closest("[data-field]")?.dataset.field, code];
            }"""
        )

    def finds_no_barrier(self) -> None:
        """axe finds nothing, with the rules on that it leaves off by default."""
        page = self.page
        Axe().run(page)  # puts axe into the page
        found = page.evaluate(
            """async () => {
              const rules = Object.fromEntries(
                axe.getRules().map(({ruleId}) => [ruleId, {enabled: true}]));
              const {violations} = await axe.run(document, {rules});
              return violations.map(({id, nodes}) => [id, nodes[0].html]);
            }"""
        )
        assert not found, "\n".join(map(str, found))

    def pastes(self, text: str) -> None:
        """Paste a text where the focus is, as a spreadsheet's copy would arrive."""
        self.page.evaluate(
            """(text) => {
              const data = new DataTransfer();
              data.setData("text/plain", text);
              document.activeElement.dispatchEvent(new ClipboardEvent(
                "paste", {clipboardData: data, bubbles: true, cancelable: true}));
            }""",
            text,
        )

    def sees_the_focus(self) -> bool:
        """Whether nothing, such as a sticky heading, hides what has the focus."""
        return self.page.evaluate(
            """() => {
              const at = document.activeElement;
              const box = at.getBoundingClientRect();
              const within = (x, y) => at.contains(document.elementFromPoint(x, y));
              return within(box.left + 4, box.top + 4)
                && within(box.right - 4, box.bottom - 4);
            }"""
        )

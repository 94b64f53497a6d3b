"""People of a journey, each in a browser of their own, reading one language."""

from collections.abc import Iterable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

PASSWORD = "a long demonstration word"
BOTH = ["es", pytest.param("en", marks=pytest.mark.slow)]  # languages of a journey


class Person:
    """Somebody at a browser: told in English, reads and presses their language."""

    def __init__(
        self, browser: Browser, site: str, language: str, *, scripts: bool = True
    ) -> None:
        self.language, self.site, self.scripts = language, site, scripts
        self.context = browser.new_context(locale=language, java_script_enabled=scripts)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def rules(self) -> Iterable[str]:
        """Rules that axe leaves out by default and this person asks for too."""
        return ()

    def finds_no_barrier(self) -> None:
        """axe finds nothing wrong with the page, and a telephone shows it whole."""
        if not self.scripts:
            return  # axe is a script: the pages are the same
        asked = {"rules": {rule: {"enabled": True} for rule in self.rules()}}
        found = Axe().run(self.page, options=asked).response["violations"]
        barriers = [
            (one["id"], one["nodes"][0]["failureSummary"], one["nodes"][0]["html"])
            for one in found
        ]
        assert barriers == [], barriers
        self.page.set_viewport_size({"width": 320, "height": 900})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        assert wide <= 320

    def says(self, text: str, **values) -> str:
        """A text of the interface in this person's language."""
        with override(self.language):
            return gettext(text) % values if values else gettext(text)

    def goes_to(self, path: str) -> None:
        """Open an address of the site, without its language."""
        self.page.goto(f"{self.site}/{self.language}/{path}")

    def signs_in(self, user) -> "Person":
        """Sign in as this user."""
        user.set_password(PASSWORD)
        user.save()
        self.username = user.username
        self.goes_to("sign-in/")
        self.fills(username=user.username, password=PASSWORD)
        self.presses("Sign in")
        expect(self.page).not_to_have_url(f"{self.site}/{self.language}/sign-in/")
        return self

    def presses(self, text: str, *, exact: bool = False) -> None:
        """Press the first button with this text, or with just this text."""
        name = self.says(text)
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        # a form that is kept asks first whether the site answers, then is sent
        self.page.wait_for_function(
            "() => !document.querySelector('form[aria-busy=true]')"
        )

    def follows(self, text: str, **values) -> None:
        """Follow the first link with this text."""
        name = self.says(text, **values)
        self.page.get_by_role("link", name=name).first.click()

    def fills(self, **fields: str) -> None:
        """Type into the fields of the page by their names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def reads(self, text: str, **values) -> None:
        """Fail unless the page says this."""
        expect(self.page.locator("main")).to_contain_text(self.says(text, **values))

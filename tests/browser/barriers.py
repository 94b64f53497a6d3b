"""What keeps somebody from reading a page: axe's findings, and what axe cannot see."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# Asked for by name: axe leaves them out by itself. The first is of WCAG 2.2 AA, the
# others, for tables, headings and labels, are still called experimental.
ASKED = (
    "target-size",
    "td-has-header",
    "table-fake-caption",
    "p-as-heading",
    "label-content-name-mismatch",
    "css-orientation-lock",
)
RUN = """async (rules) => {
    const found = await axe.run(document, {rules, resultTypes: ["violations"]});
    return found.violations.map(one => [one.id, one.nodes[0].html]);
}"""
OWN = """() => {
    const found = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
        found.push(["scrolls-sideways", root.scrollWidth + " px"]);
    if (document.querySelectorAll("h1").length !== 1) found.push(["one-h1", ""]);
    for (const one of document.querySelectorAll("[style], script:not([src])"))
        found.push(["inline", one.outerHTML.slice(0, 90)]);
    for (const one of document.querySelectorAll("main a[href^='#']"))
        if (!document.getElementById(decodeURIComponent(one.hash.slice(1))))
            found.push(["leads-nowhere", one.outerHTML.slice(0, 90)]);
    return found;
}"""
WIDTHS = (1280, 320)
Barrier = tuple[int, str, str]  # the width, the rule, where


def barriers_of(page: Page) -> list[Barrier]:
    """What axe and we find on the page as it stands, on a desktop and a telephone."""
    page.evaluate(AXE)
    rules = {rule: {"enabled": True} for rule in ASKED}
    found: list[Barrier] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        seen: list[Any] = [*page.evaluate(RUN, rules), *page.evaluate(OWN)]
        found += [(width, rule, where) for rule, where in seen]
    return found


def rules_asked(page: Page) -> dict[str, list[str]]:
    """Every rule that axe knows on this page, with its tags."""
    page.evaluate(AXE)
    told = page.evaluate("axe.getRules().map(one => [one.ruleId, one.tags])")
    return dict(told)

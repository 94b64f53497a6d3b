"""What a reader's telephone carries: bytes, requests and the largest paint of a page.

Every kind of public page of the reference city, found by its links, opened once in
Chromium at 320 px with 400 kbit/s, 400 ms of way and back and a processor four times
slower. Bytes are those on the wire, compressed.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
django.setup()

from django.test import Client  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.bench.__main__ import say  # noqa: E402
from tests.bench.load import fetch, gunicorn  # noqa: E402
from tests.browser.conftest import CHROMIUM, QUIET  # noqa: E402
from tests.browser.public import pages_of, walk  # noqa: E402

PORT = 8199
WORKERS = 2
SITE = f"http://localhost:{PORT}"
BYTES, SCRIPT, REQUESTS = 100_000, 30_000, 10
PAINT, SHIFT = 4.0, 0.1  # seconds; of the layout, as browsers count it
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
PROCESSOR = 4
WATCH = """
    window.paint = 0; window.shift = 0;
    const each = (list, what) => list.getEntries().forEach(what);
    new PerformanceObserver(list => each(list, one => window.paint = one.startTime))
        .observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver(list => each(list, one => window.shift += one.value))
        .observe({type: "layout-shift", buffered: true});
"""


@dataclass
class Carried:
    """What one page cost: by address asked its kind and its bytes; paint and shift."""

    address: str
    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    paint: float = 0.0
    shift: float = 0.0

    @property
    def bytes(self) -> int:
        """All that came over the wire, headers too."""
        return int(sum(self.sizes.values()))

    @property
    def script(self) -> int:
        """The part of it that is JavaScript."""
        return int(sum(v for k, v in self.sizes.items() if self.kinds[k] == "Script"))


def opened(browser: Browser, address: str) -> Carried:
    """The page, opened by somebody who was never here before, on a slow line."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    carried = Carried(address)
    _slow(page, carried)
    page.add_init_script(WATCH)
    page.goto(SITE + address, wait_until="load", timeout=60_000)
    page.wait_for_timeout(300)  # the last paint is told a moment later
    carried.paint = page.evaluate("window.paint") / 1000
    carried.shift = page.evaluate("window.shift")
    context.close()
    return carried


def _slow(page: Page, carried: Carried) -> None:
    """Slow the line and the processor, and write down what comes over it."""
    session = page.context.new_cdp_session(page)

    def asked(event: dict[str, Any]) -> None:
        carried.kinds[event["requestId"]] = event.get("type", "")
        carried.sizes.setdefault(event["requestId"], 0)
        url = event["request"]["url"]
        if not url.startswith((SITE, "data:")):
            carried.hosts.add(url)

    def came(event: dict[str, Any]) -> None:
        carried.sizes[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", came)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR})


def all_opened() -> Iterator[Carried]:
    """One page of each kind."""
    client = Client(headers={"host": "localhost"})
    addresses = pages_of(client, walk(client, "/es/"))
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *root])
        opened(browser, addresses[0])  # the browser itself begins once
        for address in addresses:
            for _worker in range(WORKERS):  # what was asked for before is kept
                fetch(PORT, address)
            yield opened(browser, address)
        browser.close()


def told(what: str, worst: Carried, value: str, limit: str, kept: bool) -> bool:
    """A line for the worst page, and its address below it."""
    kept = say(f"public pages, {what}", value, limit, kept)
    print(f"  {worst.address}")
    return kept


def main() -> int:
    """Open them all; 1 where one page is above a limit."""
    if not CHROMIUM:
        print("public pages, weight and paint: no Chromium found, not measured")
        return 1 if os.environ.get("CI") else 0
    with gunicorn("hrbudget.wsgi:application", PORT, dict(os.environ)):
        pages = list(all_opened())
    heavy = max(pages, key=lambda one: one.bytes)
    script = max(pages, key=lambda one: one.script)
    many = max(pages, key=lambda one: len(one.sizes))
    late = max(pages, key=lambda one: one.paint)
    moved = max(pages, key=lambda one: one.shift)
    far = max(pages, key=lambda one: len(one.hosts))
    seconds = sorted(one.paint for one in pages)
    say("public pages opened", f"{len(pages)}", "(no limit)", True)
    middle = f"{seconds[len(seconds) // 2]:.2f} s"
    say("public pages, largest paint, the middle one", middle, "(no limit)", True)
    kept = [
        told("bytes", heavy, f"{heavy.bytes:,}", f"<= {BYTES:,}", heavy.bytes <= BYTES),
        told("script", script, f"{script.script:,}", f"<= {SCRIPT:,}",
             script.script <= SCRIPT),
        told("requests", many, f"{len(many.sizes)}", f"<= {REQUESTS}",
             len(many.sizes) <= REQUESTS),
        told("other hosts", far, f"{len(far.hosts)}", "0", not far.hosts),
        told("largest paint", late, f"{late.paint:.2f} s", f"<= {PAINT} s",
             late.paint <= PAINT),
        told("layout shift", moved, f"{moved.shift:.3f}", f"< {SHIFT}",
             moved.shift < SHIFT),
    ]  # fmt: skip
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

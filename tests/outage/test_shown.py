"""A publication whose finishing is killed, on a site that runs: who sees what, when."""

import contextlib
import json
import os
import re
import signal
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from tests.running.site import Site, serving

pytestmark = pytest.mark.slow

AGAIN = 120  # seconds: the worker looks each minute, and then everything is drawn
APART = 2.0  # seconds in which two processes of the site may differ
PAGE, API = "/en/years/2030/data/", "/api/v1/years/2030/"


@pytest.fixture
def folder():
    """A folder that PostgreSQL reads as another account, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="hrbudget-shown-") as made:
        yield Path(made)


class Reader(threading.Thread):
    """Reads a page and the API all the time, and keeps which publication each shows."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self.site, self.reading = site, True
        self.seen: list[tuple[float, int, int]] = []

    def run(self) -> None:
        while self.reading:
            self.look()
            time.sleep(0.1)

    def look(self) -> tuple[int, int]:
        """The number of the publication on the page and in the API."""
        page, api = self.get(PAGE), json.loads(self.get(API))
        shown = re.search(r"/data/2030/(\d+)/lines\.csv", page)
        assert shown, page
        both = int(shown[1]), api["publication"]["number"]
        self.seen.append((time.monotonic(), *both))
        return both

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.site.address + path, timeout=30) as answer:
            return answer.read().decode()


def publish_anew(site: Site, law: str) -> str:
    """The next publication of 2030, by the operator's command; what it said."""
    change = (
        "from budgeting.models import FiscalYear;"
        f"FiscalYear.objects.filter(year=2030).update(legal_basis_en='{law}')"
    )
    site.run("manage.py", "shell", "-v0", "-c", change)
    return site.run("manage.py", "publish", "2030")


def finishing_process(site: Site) -> int:
    """The process beside this site that finishes 2030."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                words = (process / "cmdline").read_bytes().split(b"\0")
                own = str(site.folder).encode() in (process / "environ").read_bytes()
                if own and words[-4:-1] == [b"finish", b"--beside", b"2030"]:
                    return int(process.name)
        time.sleep(0.05)
    raise AssertionError("no process finishes 2030")


def test_a_killed_finishing_is_begun_again_and_nobody_sees_half_of_it(folder):
    with serving(folder, "tests.outage.published") as site:
        reader = Reader(site)
        assert reader.look() == (1, 1)
        reader.start()
        assert "finish 2030` comes back" in publish_anew(site, "Another law")
        killed = finishing_process(site)
        time.sleep(3)  # it draws by now
        os.kill(killed, signal.SIGKILL)
        assert reader.look() == (1, 1)
        until = time.monotonic() + AGAIN
        while reader.look() != (2, 2):
            assert time.monotonic() < until, "nobody began it again"
            time.sleep(0.5)
        publish_anew(site, "A third law")
        said = site.run("manage.py", "finish", "2030")  # beside the one that was begun
        assert re.match(r"2030 #3: 0 files kept, (0|32) pictures drawn, shown\n", said)
        time.sleep(APART)
        assert reader.look() == (3, 3)
        reader.reading = False
        reader.join()
        assert faults_of(reader.seen) == []


def faults_of(seen: list[tuple[float, int, int]]) -> list[str]:
    """Where the page or the API shows less than either showed a while before."""
    faults, told = [], sorted(seen)
    for moment, page, api in told:
        before = [max(one[1:]) for one in told if one[0] < moment - APART]
        if min(page, api) < max(before, default=1):
            faults.append(f"{page} and {api} after {max(before)}")
    return faults

"""R3, R5, R7, R8: workers are killed and the database goes away while people work.

A site of its own: gunicorn with two workers on a city of six units. Twelve people save,
hand in, return, approve and reopen as chance (with a seed) will have it. Afterwards
nothing that anybody was told is missing, and the site serves without a restart.
"""

import random
import tempfile
import threading
import time
from pathlib import Path

import pytest

from tests.outage.city import ANALYSTS
from tests.outage.people import Analyst, Officer
from tests.running.clients import Browser, Call, Log, as_read, at_work
from tests.running.site import Site, serving

pytestmark = pytest.mark.slow

SEED = 20_301
UNITS = 6
RECOVERY = 10  # seconds within which the site is well again


@pytest.fixture
def folder():
    """A folder that PostgreSQL reads as another account, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="hrbudget-outage-") as made:
        yield Path(made)


def people_of(site: Site, log: Log) -> list:
    """Six who hand in and two who only prepare; four who decide."""
    units = site.city["units"]
    hired = [(unit["people"][0], unit) for unit in units]
    hired += [(unit["people"][1], unit) for unit in units[:2]]
    officers = [
        Officer(name, site, log, seed, unit)
        for seed, (name, unit) in enumerate(hired, 1)
    ]
    analysts = [
        Analyst(name, site, log, 50 + seed)
        for seed, name in enumerate(site.city["analysts"])
    ]
    return [*officers, *analysts]


def counted(log: Log) -> dict[str, int]:
    """How many of each kind of write were acknowledged."""
    done = [call.what for call in log.calls if call.told == "done"]
    return {what: done.count(what) for what in sorted(set(done))}


def test_nothing_acknowledged_is_lost_when_workers_and_the_database_go(folder):
    chance, log = random.Random(SEED), Log()
    away: list[tuple[float, float]] = []  # when the database was, until all was well
    with serving(folder, "tests.outage.city", str(UNITS)) as site:
        people = people_of(site, log)
        assert len(people) == 8 + ANALYSTS == 12
        with at_work(people):
            for _ in range(5):
                time.sleep(chance.uniform(1, 3))
                site.kill_a_worker(chance)
            for break_it in (site.end_all_sessions, stop_for_a_while(site)):
                began = time.monotonic()
                break_it()
                site.wait_until_it_answers(RECOVERY)
                away.append((began, time.monotonic() + 1))
                time.sleep(4)
            for _ in range(5):
                time.sleep(chance.uniform(1, 3))
                site.kill_a_worker(chance)
        site.wait_until_it_answers(RECOVERY)
        assert Browser(site.address, log).ask("/en/sign-in/").status == 200
        found = site.audit(log)
        invented = [Call("signatory0", what, 1, "999", "done") for what in WRITES[:2]]
        noticed = site.audit(Log(calls=[*log.calls, *invented]))
    print(f"acknowledged: {counted(log)}; of {len(log.calls)} asked for")
    print(f"answered 5xx while the database was away: {len(log.faults)}")
    assert (found, len(noticed)) == ([], 2)
    assert log.stacks == []
    assert [f for f in log.faults if not any(a <= f[0] <= b for a, b in away)] == []
    assert min(counted(log).get(what, 0) for what in WRITES) >= 1


WRITES = ("save", "submit", "return", "approve", "reopen")


def stop_for_a_while(site: Site):
    """The database is stopped, and stays away for three seconds."""

    def stop() -> None:
        site.run("manage.py", "stop_database")
        time.sleep(3)

    return stop


def test_a_hundred_and_twenty_units_hand_in_at_once_through_the_site(folder):
    log, answers = Log(), []
    with serving(folder, "tests.outage.city", "120") as site:
        together = threading.Barrier(120)

        def hand_in(unit):
            browser = Browser(site.address, log)
            browser.enter(site.city["cookie"], unit["session"])
            key = unit["proposal"]
            read = as_read(browser.ask(f"/en/desk/proposals/{key}/check/"))
            together.wait()
            answers.append(browser.ask(f"/en/desk/proposals/{key}/submit/", read))

        threads = [
            threading.Thread(target=hand_in, args=(unit,))
            for unit in site.city["units"]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert site.audit(log) == []
    assert [answer.status for answer in answers] == [302] * 120
    assert all(answer.place.endswith("/receipts/1/") for answer in answers)
    assert len({answer.place for answer in answers}) == 120
    assert log.faults == []

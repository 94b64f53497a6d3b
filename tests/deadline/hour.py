"""The hour itself: everybody set to work on a site, until all is done."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass

from tests.deadline.people import Diarist, hired
from tests.deadline.plan import Hour, Plan, plan_of
from tests.deadline.watching import Processor, Watch
from tests.running.clients import Asked, Log
from tests.running.site import ROOT, Site

SEED = 2027
MORE = 600.0  # seconds after the hour in which whoever is late may finish


@dataclass
class Told:
    """What everybody met, what the public met, and what the machine did."""

    plan: Plan
    log: Log
    people: list[Diarist]
    receipts: list[dict]
    public: list[Asked]
    public_faults: list[str]
    moments_of_public: list[float]
    seconds: float  # until the last of them was done
    processor: Processor
    readers: float  # seconds of processor time of the public's own process
    watch: Watch
    broken: list[str]  # who could not go on, and why


def run_hour(site: Site, hour: Hour) -> Told:
    """Let the hour pass."""
    log, plan = Log(), plan_of(hour, site.city, SEED)
    people, receipts = hired(site, log, plan)
    moments = plan.readers(SEED)
    begin = time.monotonic() + 2
    public = send_readers(site, begin, moments)
    watch = Watch(site)
    watch.start()
    try:
        for one in people:
            one.begin = begin
            one.start()
        broken = wait_for(people, begin + hour.seconds + MORE)
        said = json.loads(public.communicate(timeout=MORE)[0])
    finally:
        public.kill()
        watch.end()
    seconds = time.monotonic() - begin
    asked = [Asked("public", *one) for one in said["asked"]]
    return Told(
        plan, log, people, receipts, asked, said["faults"], moments, seconds,
        watch.since(), said["processor"], watch, broken,
    )  # fmt: skip


def send_readers(site: Site, begin: float, moments: list[float]) -> subprocess.Popen:
    """The public, in a process of its own."""
    task = {"port": site.port, "begin": begin, "moments": moments, "seed": SEED}
    task |= {"year": site.city["past"], "rights": site.city["rights"]}
    public = subprocess.Popen(
        [sys.executable, "-m", "tests.deadline.readers"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert public.stdin
    public.stdin.write(json.dumps(task).encode())
    public.stdin.close()
    public.stdin = None
    return public


def wait_for(people: list[Diarist], until: float) -> list[str]:
    """Until everybody's diary is done; who hangs or could not go on, and why."""
    for one in people:
        one.join(max(0.1, until - time.monotonic()))
        one.stopped.set()
    hang = [f"{one.who} is not done" for one in people if one.is_alive()]
    return hang + [f"{one.who}: {one.error!r}" for one in people if one.error]

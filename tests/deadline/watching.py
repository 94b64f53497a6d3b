"""What the machine did meanwhile: processor time of each part, sessions, locks."""

import contextlib
import os
import resource
import threading
import time
from dataclasses import astuple, dataclass, field
from pathlib import Path

import psycopg

from hrbudget.database.launcher import OWNER, EmbeddedPostgres

TICK = os.sysconf("SC_CLK_TCK")
EVERY = 1.0  # seconds between two looks
ASKED = (
    "select count(*) filter (where backend_type = 'client backend'),"
    " count(*) filter (where wait_event_type = 'Lock'),"
    " coalesce(max(extract(epoch from clock_timestamp() - xact_start))"
    "  filter (where backend_type = 'client backend' and pid <> pg_backend_pid()), 0)"
    " from pg_stat_activity"
)


def spent(pid: int) -> float:
    """Seconds of processor time of a process and of its children, ended ones too."""
    total = 0.0
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total = sum(int(one) for one in fields[11:15]) / TICK
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        total += sum(spent(int(one)) for one in listed)
    return total


def busy() -> float:
    """Seconds of processor time that the whole machine has spent on anything."""
    named, *counted = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    assert named == "cpu"
    ticks = [int(one) for one in counted[:8]]
    return (sum(ticks) - ticks[3] - ticks[4]) / TICK  # without idle and waiting


@dataclass
class Processor:
    """Seconds of processor time since a moment, by part."""

    site: float
    database: float
    people: float
    ours: float  # all of these and what else the run started
    machine: float  # these and everybody else's


@dataclass
class Watch(threading.Thread):
    """Looks at a running site once a second."""

    site: object
    sessions: int = 0  # the most at once
    waiting: int = 0  # the most sessions that waited for a lock at once
    longest: float = 0.0  # seconds of the longest transaction seen
    spells: list[tuple[float, float]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.server = EmbeddedPostgres(self.site.folder / "pg18")
        first = (self.server.data / "postmaster.pid").read_text().split()[0]
        self.postmaster = int(first)
        self.began, self.before = time.monotonic(), self.processor()

    __hash__ = threading.Thread.__hash__

    def processor(self) -> Processor:
        """What each part has spent since it began."""
        mine = resource.getrusage(resource.RUSAGE_SELF)
        people = mine.ru_utime + mine.ru_stime
        site, database = spent(self.site.server.pid), spent(self.postmaster)
        ours = spent(os.getpid()) + database
        return Processor(site, database, people, ours, busy())

    def since(self) -> Processor:
        """What each part has spent since the watch began."""
        now, then = self.processor(), self.before
        pairs = zip(astuple(now), astuple(then), strict=True)
        return Processor(*(one - before for one, before in pairs))

    def run(self) -> None:
        with psycopg.connect(**self.server.params(OWNER), autocommit=True) as asking:
            while not self.over.wait(EVERY):
                sessions, waiting, longest = asking.execute(ASKED).fetchone()
                self.sessions = max(self.sessions, sessions - 1)
                self.waiting = max(self.waiting, waiting)
                self.longest = max(self.longest, float(longest))
                self.spells.append((time.monotonic(), self.processor().ours))

    def hardest(self) -> float:
        """The most processors that the run kept busy over some five seconds."""
        pairs = zip(self.spells, self.spells[5:], strict=False)
        rates = [(used - had) / (at - then) for (then, had), (at, used) in pairs]
        return max(rates, default=0.0)

    def end(self) -> None:
        """Look no more."""
        self.over.set()
        self.join(10)

"""`python -m tests.deadline.readers`: the public, who reads what is published.

A process of its own that costs little: one event loop, connections kept for a visit of
a few pages, no library. Reads what to ask, and when, as JSON; prints what came of it.
"""

import asyncio
import json
import random
import resource
import sys
import time
from dataclasses import dataclass, field

CONNECTIONS = 60  # at once
VISIT = 4  # pages on one connection
IDLE = 1.0  # seconds after which a connection is not used again: the site closes it
KNOWN = 0.6  # of those who ask again, with the tag of what they have
WORDS = ("agua", "salud", "escuela", "mujeres", "vivienda", "discapacidad")


def pages(year: int, rights: list[str]) -> list[tuple[int, list[str]]]:
    """What the public reads, with its weight of a hundred."""
    both = ("es", "en")
    of_year = [f"/{language}/years/{year}/" for language in both]
    api = f"/api/v1/years/{year}/"
    return [
        (36, of_year),
        (30, [f"{page}rights/{code}/" for page in of_year for code in rights]),
        (20, [api, f"{api}rights/", f"{api}units/", "/api/v1/years/"]),
        (12, [f"/{language}/" for language in both]),
        (2, [f"{page}actions/?q={word}" for page in of_year for word in WORDS]),
    ]


@dataclass
class Readers:
    """Everybody who reads, and what they met."""

    host: str
    port: int
    chance: random.Random
    shelves: list[tuple[int, list[str]]]
    tags: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[float, float, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def run(self, begin: float, moments: list[float]) -> None:
        """Ask at each moment; a moment that finds no free connection waits for one."""
        due: asyncio.Queue = asyncio.Queue()
        visitors = [asyncio.create_task(self.visit(due)) for _ in range(CONNECTIONS)]
        for moment in moments:
            if (wait := begin + moment - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            due.put_nowait(begin + moment)
        await due.join()
        for one in visitors:
            one.cancel()

    async def visit(self, due: asyncio.Queue) -> None:
        """One connection after another, a few pages on each."""
        writer, left, used = None, 0, 0.0
        while True:
            moment = await due.get()
            try:
                if not left or time.monotonic() - used > IDLE:
                    if writer:
                        writer.close()
                    reader, writer = await asyncio.open_connection(self.host, self.port)
                    left = VISIT
                status = await self.ask(reader, writer)
                left -= 1
            except (OSError, asyncio.IncompleteReadError) as error:
                status, left = 0, 0
                self.faults.append(repr(error))
            used = time.monotonic()
            self.asked.append((moment, used - moment, status))
            due.task_done()

    async def ask(self, reader, writer) -> int:
        """One page; its status."""
        weights = [weight for weight, _pages in self.shelves]
        path = self.chance.choice(self.chance.choices(self.shelves, weights)[0][1])
        head = f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nAccept-Encoding: gzip\r\n"
        if path in self.tags and self.chance.random() < KNOWN:
            head += f"If-None-Match: {self.tags[path]}\r\n"
        writer.write(f"{head}\r\n".encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = answer.split("\r\n")
        said = dict(line.split(": ", 1) for line in lines if ": " in line)
        told = {name.lower(): value for name, value in said.items()}
        if length := int(told.get("content-length", 0)):
            await reader.readexactly(length)
        self.tags[path] = told.get("etag", "")
        return int(first.split()[1])


async def main() -> None:
    """Read the task, do it, tell what came of it."""
    task = json.loads(sys.stdin.read())
    shelves = pages(task["year"], task["rights"])
    chance = random.Random(task["seed"])
    readers = Readers("127.0.0.1", task["port"], chance, shelves)
    await readers.run(task["begin"], task["moments"])
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "asked": readers.asked,
        "faults": readers.faults,
        "processor": used.ru_utime + used.ru_stime,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main())

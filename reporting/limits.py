"""How much work one client may have done for it: beyond its share it waits a little.

Only answers that are not kept are counted, by the seconds that they take. Whoever asks
for as many things at once as the share allows never meets the limit, however long that
goes on; more than that draws on a credit of seconds, which comes back while less is
asked. The account stands in the memory of this process alone: with two processes a
client has twice the share, and after a restart a new one.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from django.conf import settings

CLIENTS = 10_000  # accounts that a process holds: beyond it the oldest is forgotten


@dataclass
class Account:
    """What one client has under way, and the seconds it has used beyond its share."""

    at: float
    under_way: int = 0
    used: float = 0.0


class FairShare:
    """The accounts of all clients: `at_once` is the share, `credit` what is lent.

    `wait` is the longest, in seconds, that anybody is told to wait.
    """

    def __init__(
        self,
        at_once: float,
        credit: float,
        wait: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.at_once, self.credit, self.wait, self.clock = at_once, credit, wait, clock
        self.accounts: OrderedDict[str, Account] = OrderedDict()
        self.lock = threading.Lock()

    def begin(self, client: str) -> int:
        """Note that work for a client begins; else after how many seconds it may."""
        with self.lock:
            account = self._now(client)
            seconds = ceil((account.used - self.credit) / self.at_once)
            if seconds > 0:
                return seconds
            account.under_way += 1
            return 0

    def end(self, client: str) -> None:
        """Note that work for a client is done; who used no credit is forgotten."""
        with self.lock:
            account = self._now(client)
            account.under_way = max(0, account.under_way - 1)
            if not account.under_way and not account.used:
                del self.accounts[client]

    def _now(self, client: str) -> Account:
        """The account by now: used by what is under way, given back by time."""
        now = self.clock()
        account = self.accounts.setdefault(client, Account(now))
        self.accounts.move_to_end(client)
        used = account.used + (account.under_way - self.at_once) * (now - account.at)
        most = self.credit + self.wait * self.at_once
        account.at, account.used = now, min(max(0.0, used), most)
        if len(self.accounts) > CLIENTS:
            self.accounts.popitem(last=False)
        return account


class Counted:
    """A stream whose client has it under way until it is closed."""

    def __init__(self, pieces: Iterable[bytes], end: Callable[[], None]) -> None:
        self.pieces, self.end = iter(pieces), end

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        """Give the place back, once."""
        end, self.end = self.end, lambda: None
        end()


share = FairShare(**settings.FAIR_SHARE)

"""Two services at once, the first stopped at any statement: what a race is made of.

`interleave` is one order of two sessions: the first runs as far as its n-th statement,
the second runs until it ends or waits for a lock, then the first goes on. A race is
lost when the two answers and what they leave behind are those of neither order in
which the two could have come one after the other.
"""

import contextlib
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from tests.sessions import PATIENCE, Session

Work = Callable[[], Any]
COMMIT = 0  # stopped when all is written and nothing is committed yet


@contextlib.contextmanager
def watched(statement: Callable[[str], None], commit: Callable[[], None]) -> Iterator:
    """Call these before each statement, and before each COMMIT, of this thread."""
    connection = connections["default"]

    def before_statement(execute, sql, *args):
        statement(str(sql))
        return execute(sql, *args)

    def before_commit() -> None:
        commit()
        type(connection)._commit(connection)

    connection._commit = before_commit
    try:
        with connection.execute_wrapper(before_statement):
            yield
    finally:
        del connection._commit


class Stopped(Session):
    """A session that stops once: before its n-th statement, or the first that holds
    this text, or its COMMIT. (Sealing the trail beforehand is none of its own.)"""

    def __init__(self, work: Work, before: int | str) -> None:
        super().__init__(lambda: self._stopping(work))
        self.before, self.seen, self.last = before, itertools.count(1), ""
        self.reached, self.may_go_on = threading.Event(), threading.Event()

    def _stopping(self, work: Work) -> Any:
        with watched(self._at_statement, self._at_commit):
            return work()

    def _at_statement(self, sql: str) -> None:
        number, wanted, self.last = next(self.seen), self.before, sql
        found = wanted in sql if isinstance(wanted, str) else wanted == number
        if found and not self.reached.is_set():
            self._halt()

    def _at_commit(self) -> None:
        sealing = "trail_seal" in self.last
        if self.before == COMMIT and not (sealing or self.reached.is_set()):
            self._halt()

    def _halt(self) -> None:
        self.reached.set()
        assert self.may_go_on.wait(PATIENCE), "nobody let the session go on"

    def begin(self) -> "Stopped":
        """Start, and come back once the session stopped or ended."""
        self.start()
        until = time.monotonic() + PATIENCE
        while self.is_alive() and not self.reached.wait(0.002):
            assert time.monotonic() < until, "the session neither stops nor ends"
        return self

    def go_on(self) -> "Stopped":
        """Let it go on to its end."""
        self.may_go_on.set()
        self.end()
        return self


def answer(session: Session) -> str:
    """What the caller is told: `done`, or the name of the refusal."""
    return type(session.error).__name__ if session.error else "done"


def interleave(
    first: Work, second: Work, *, before: int | str
) -> tuple[str, str] | None:
    """The answers of both; None when the first has no such statement to stop at."""
    stopped = Stopped(first, before).begin()
    if not stopped.reached.is_set():
        stopped.end()
        return None
    other = Session(second).begin()
    stopped.go_on()
    return answer(stopped), answer(other.end())


def in_turn(first: Work, second: Work) -> tuple[str, str]:
    """The answers of both when one ends before the other begins."""
    one = Session(first).begin().end()
    return answer(one), answer(Session(second).begin().end())


@contextlib.contextmanager
def no_row_locks() -> Iterator[None]:
    """Within the block no service locks a row before it looks: for twins."""
    locking = QuerySet.select_for_update
    QuerySet.select_for_update = lambda rows, *args, **kwargs: rows.all()  # type: ignore[method-assign]
    try:
        yield
    finally:
        QuerySet.select_for_update = locking  # type: ignore[method-assign]

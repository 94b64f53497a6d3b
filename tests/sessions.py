"""Two sessions at once: what a test of a race needs."""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, connections

from hrbudget.database.base import owner
from programme.models import User

PATIENCE = 20  # seconds


class Session(threading.Thread):
    """Work done in another session of the database; its error, if any, is kept."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.error: BaseException | None = None
        self.result: Any = None

    def run(self) -> None:
        try:
            self.result = self.work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            self.error = error
        finally:
            connections.close_all()

    def begin(self) -> "Session":
        """Start, and come back once the session ended or waits for a lock."""
        self.start()
        until = time.monotonic() + PATIENCE
        while self.is_alive() and not some_session_waits():
            assert time.monotonic() < until, "the other session neither ended nor waits"
            time.sleep(0.005)
        return self

    def end(self) -> "Session":
        """Wait until the session ended."""
        self.join(PATIENCE)
        assert not self.is_alive(), "the other session still waits"
        return self


def some_session_waits() -> bool:
    """Whether a session of this database waits for another's lock.

    Not by pg_stat_activity, which a transaction sees as it was at its first look.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_locks waiting join pg_locks using (pid)"
            " join pg_database on pg_database.oid = pg_locks.database"
            " where not waiting.granted and datname = current_database())"
        )
        return cursor.fetchone()[0]


@contextlib.contextmanager
def function_changed(
    signature: str, pattern: str, by: str = "", *, times: int = 1
) -> Iterator[None]:
    """Within the block, a function of the database with what matches replaced."""
    with owner(connection), connection.cursor() as cursor:
        cursor.execute("select pg_get_functiondef(%s::regprocedure)", [signature])
        whole = cursor.fetchone()[0]
        changed, found = re.subn(pattern, by, whole)
        assert found == times, "the function no longer holds what the test takes away"
        cursor.execute(changed)
    try:
        yield
    finally:
        with owner(connection), connection.cursor() as cursor:
            cursor.execute(whole)


def made_superuser(user: User) -> User:
    """The same person as a superuser, which only the owner of the tables makes."""
    with owner(connection), connection.cursor() as cursor:
        cursor.execute(
            "update programme_user set is_superuser = true, is_staff = true"
            " where id = %s",
            [user.pk],
        )
    user.refresh_from_db()
    return user

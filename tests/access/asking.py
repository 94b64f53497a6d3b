"""Asking an address as somebody: what they meet, and whether anything was written."""

from http.cookies import SimpleCookie
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from programme.models import User
from tests.access.tries import Try

DOORS = ("/sign-in/", "/admin/login/")  # the second sends on to the first
# what is not somebody's act: sessions, failures counted at the door, and the seal of
# what others had committed before; and the trace of who has a form open
NO_ACT = {"django_session", "programme_failedattempt"}
NO_ACT |= {"programme_traillink", "programme_trailseal", "budgeting_presence"}
COUNTED = """
    select relname, pg_stat_get_xact_tuples_inserted(oid)
        + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid)
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
"""


class Met(NamedTuple):
    """What somebody met, as a cell of the matrix, and which tables changed."""

    cell: str
    changed: frozenset[str]


class Asker:
    """Somebody who asks; each request is undone, so that all meet the same city."""

    def __init__(self, user: User | None) -> None:
        self.client, self.user = Client(raise_request_exception=False), user
        self._signs_in()
        self.start = transaction.savepoint()

    def asks(self, one: Try, method: str) -> Met:
        """What this request meets."""
        self.client.cookies = SimpleCookie(self.cookies)
        answer = self._send(one, method)
        answer.getvalue()  # what is streamed is made only now
        after = counted()
        changed = {table for table, n in after.items() if self.before.get(table) != n}
        if changed:
            transaction.savepoint_rollback(self.start)
        self.before = after
        changed -= NO_ACT
        if settings.SESSION_COOKIE_NAME in answer.cookies:
            self._signs_in()  # the session ended or was begun anew
        return Met(cell_of(answer) + ("*" if changed else ""), frozenset(changed))

    def _signs_in(self) -> None:
        if self.user:
            self.client.force_login(self.user)
        self.cookies = self.client.cookies.output(header="")
        self.before = counted()

    def _send(self, one: Try, method: str) -> HttpResponse:
        if method == "POST":
            return self.client.post(one.path, one.body)
        return getattr(self.client, method.lower())(one.path)


def cell_of(answer: HttpResponse) -> str:
    """The status; `door` where the answer sends to the sign-in page."""
    to = answer.headers.get("Location", "")
    return "door" if any(door in to for door in DOORS) else str(answer.status_code)


def counted() -> dict[str, int]:
    """Rows written in this transaction by table, those undone since included.

    Counted by PostgreSQL itself, so that no way of writing goes unseen.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return dict(cursor.fetchall())

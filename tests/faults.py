"""Faults on purpose: the n-th statement fails, a COMMIT fails, an answer is lost."""

import contextlib
import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connections
from django.db.transaction import TransactionManagementError
from django.test import TransactionTestCase

from programme.exceptions import CatalogueError

Work = Callable[[], Any]
Make = Callable[[], Work]
Picture = dict[str, str]
# what a cut connection raises, at once or when the transaction is used again
SEAL = ("programme_trailseal", "programme_traillink")
CUT = (OperationalError, InterfaceError, TransactionManagementError)


class Fault:
    """What fails: the n-th statement, COPY or COMMIT; or, lasting, all from it on."""

    def __init__(self, at: int, *, lasting: bool) -> None:
        self.at, self.lasting = at, lasting
        self.met = False
        self.seen = itertools.count(1)

    def __call__(self) -> None:
        """Count one; raises OperationalError where it is to fail."""
        number = next(self.seen)
        if number == self.at or (self.lasting and self.met):
            self.met = True
            raise OperationalError("the test cut the connection")


@contextlib.contextmanager
def fault(at: int, *, lasting: bool) -> Iterator[Fault]:
    """Within the block, this fails; a lasting fault takes ROLLBACK with it."""
    connection, failing = connections["default"], Fault(at, lasting=lasting)
    copy = psycopg.Cursor.copy

    def before_statement(execute, *args):
        failing()
        return execute(*args)

    def before_copy(cursor, *args, **kwargs):
        failing()
        return copy(cursor, *args, **kwargs)

    def before_commit() -> None:
        failing()
        type(connection)._commit(connection)

    def before_rollback() -> None:
        if failing.met and failing.lasting:
            raise OperationalError("the test cut the connection")
        type(connection)._rollback(connection)

    with (
        connection.execute_wrapper(before_statement),
        patch.object(psycopg.Cursor, "copy", before_copy),
        patch.object(connection, "_commit", before_commit),
        patch.object(connection, "_rollback", before_rollback),
    ):
        yield failing


@contextlib.contextmanager
def lost_reply(at: int) -> Iterator[None]:
    """Within the block, the n-th COMMIT is made, and nobody is told."""
    connection, made = connections["default"], itertools.count(1)

    def after_commit() -> None:
        type(connection)._commit(connection)
        if next(made) == at:
            raise OperationalError("the test lost the answer")

    with patch.object(connection, "_commit", after_commit):
        yield


def snapshot(*, leave_out: Iterable[str] = SEAL) -> Picture:
    """A hash of every table and every stored file: equal when all rows are equal.

    The seal of the trail is left out: it is a transaction before a write, not of it.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p')"
            " and relnamespace = 'public'::regnamespace order by relname"
        )
        tables = [name for (name,) in cursor.fetchall() if name not in leave_out]
        cursor.execute(" union all ".join(map(_hash_of_table, tables)))
        found = dict(cursor.fetchall())
    return {**found, **_files()}


def _hash_of_table(name: str) -> str:
    rows = "string_agg(t::text, chr(10) order by t::text)"
    return f"select '{name}', md5(coalesce({rows}, '')) from \"{name}\" t"


def _files() -> Picture:
    """The stored files, each with the hash of what it holds."""
    stored = sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*"))
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in stored
        if path.is_file()
    }


def between(before: Picture, after: Picture) -> list[str]:
    """The tables and files in which the two differ."""
    names = sorted({*before, *after})
    return [name for name in names if before.get(name) != after.get(name)]


def sweep(
    make: Make, *, lasting: bool, leave_out: Iterable[str] = SEAL, again: bool = True
) -> int:
    """Fail the 1st, 2nd, … operation of a work until it succeeds; how many failed.

    After each failure everything must be as before, and the caller told so; or else
    done, whole. (Django takes a fault for a yes while it asks the database whether a
    row keeps a constraint: a false refusal, or a row that the constraint itself judges
    then. Neither writes by halves: done once more, it changes nothing, unless `again`
    says that each time is one more.)
    """
    work, before = make(), snapshot(leave_out=leave_out)
    for at in itertools.count(1):
        failing, told = _try(work, at, lasting=lasting)
        changed = between(before, snapshot(leave_out=leave_out))
        if not failing.met:
            assert changed, "the work did nothing"
            return at - 1
        assert told or changed, f"operation {at} failed, nothing was done or told"
        if told:
            assert changed == [], f"operation {at} left this behind"
        else:
            _check_whole(work, again=again)
            work, before = make(), snapshot(leave_out=leave_out)
    raise AssertionError  # the loop ends by its return


def _try(work: Work, at: int, *, lasting: bool) -> tuple[Fault, bool]:
    """The fault, which may not have been met, and whether the caller was told."""
    with fault(at, lasting=lasting) as failing:
        try:
            work()
        except (*CUT, ValidationError, CatalogueError):
            return failing, True
    return failing, False


def _check_whole(work: Work, *, again: bool) -> None:
    """What was done in spite of a fault is done: doing it again changes nothing."""
    done = snapshot()
    with contextlib.suppress(CatalogueError):  # refused in words: it is done already
        work()
    assert not again or between(done, snapshot()) == []
    TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]


def retry_after_a_lost_reply(work: Work, *, leave_out: Iterable[str] = SEAL) -> Any:
    """The answer of the second try; the first was committed and its answer lost."""
    before = snapshot(leave_out=leave_out)
    for at in (1, 2):  # where the trail is sealed first, that is the first COMMIT
        _lose_the_answer(work, at)
        once = snapshot(leave_out=leave_out)
        if between(before, once):
            break
    else:
        raise AssertionError("the work did nothing")
    answer = work()
    assert between(once, snapshot(leave_out=leave_out)) == []
    return answer


def _lose_the_answer(work: Work, at: int) -> None:
    with lost_reply(at):
        try:
            work()
        except OperationalError:
            return
    raise AssertionError("a lost answer was taken for one")

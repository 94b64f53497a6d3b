"""Who acts, in which request and why: what each entry of the trail is told with."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.db import connection
from pghistory import runtime


@contextmanager
def acting(*, by: Any = None, **facts: Any) -> Iterator[None]:
    """Within the block, what is written is told with this person and these facts.

    `by` is a User, or None where nobody signed in acts. A block within another adds to
    what the outer one says; entries already written keep what was said then.
    """
    said = {**_person(by), **{name: one for name, one in facts.items() if one}}
    outer = getattr(runtime._tracker, "value", None)
    if outer is not None and outer.metadata.items() >= said.items():
        yield
        return
    if outer is None:
        try:
            with pghistory.context(**said):
                yield
        finally:
            if by is not None:
                _forget()
        return
    # the library would tell it of what was written before too: a context of its own
    runtime._tracker.value = runtime.Context(uuid.uuid4(), {**outer.metadata, **said})
    try:
        yield
    finally:
        runtime._tracker.value = outer


def because(reason: str, **facts: Any) -> Any:
    """The block of `acting` that adds why something is done."""
    return acting(reason=reason, **facts)


def _forget() -> None:
    """Take back who acts, where the transaction goes on after the block."""
    if connection.in_atomic_block and not connection.needs_rollback:
        with connection.cursor() as cursor:
            if not runtime._is_transaction_errored(cursor):
                cursor.execute(
                    "select set_config('pghistory.context_id', '', true),"
                    " set_config('pghistory.context_metadata', '', true)"
                )


def _person(by: Any) -> dict[str, Any]:
    """The person's key, for the database's rules, and name, for whoever reads."""
    return {} if by is None else {"by": by.pk, "person": by.get_username()}

"""Sealing: what has committed joins the chain of hashes, in order, after the fact."""

import functools
from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")

GENESIS = "0" * 64  # the hash before the first entry


class Head(NamedTuple):
    """How many entries are sealed, and the SHA-256 that answers for all of them."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


def seal() -> Head:
    """Seal every entry that has committed; the head after it.

    One statement, and so whole or not at all. One at a time: a second caller waits,
    then seals what is left. Nobody who writes waits for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select head_position, head_hash from trail_seal()")
        return Head(*cursor.fetchone())


def sealed_first(service: Callable[P, R]) -> Callable[P, R]:
    """The service, before which what has committed is sealed, so that it can print it.

    In a transaction of its own: nobody waits for the service to end.
    """

    @functools.wraps(service)
    def sealed(*args: P.args, **kwargs: P.kwargs) -> R:
        seal()
        return service(*args, **kwargs)

    return sealed


def last_head() -> Head:
    """The head as it was last sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select position, encode(hash, 'hex') from programme_trailseal"
            " order by number desc limit 1"
        )
        return Head(*(cursor.fetchone() or (0, GENESIS)))


def unsealed_age() -> float:
    """Seconds since the oldest entry that waits to be sealed was written; 0 if none."""
    with connection.cursor() as cursor:
        cursor.execute("select trail_unsealed_seconds()")
        return cursor.fetchone()[0]

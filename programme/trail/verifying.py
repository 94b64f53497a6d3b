"""Does the trail hold: each entry as it was sealed, and each row as its last entry?"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.db import connection

from programme.trail.sealing import GENESIS, Head

SHOWN = 20  # differences of one kind that are named; more are counted


class Difference(NamedTuple):
    """Something that is not as the trail says: of which kind, where, and what."""

    kind: str
    where: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.where} {self.what}".rstrip()


CHECKS = {
    # an entry edited or gone, a link rewritten: the hash of that place does not follow
    "broken link": """
        select 'position ' || position, 'entry ' || entry
        from (select l.position, l.entry, l.hash, sha256(
                  lag(l.hash, 1, decode(repeat('00', 32), 'hex')) over whole
                  || sha256(convert_to(t.text, 'UTF8'))) as due
              from programme_traillink l left join trail_text(0) t using (entry)
              window whole as (order by l.position)) links
        where due is distinct from hash order by position
    """,
    "missing link": """
        select 'position ' || position, ''
        from (select position, row_number() over (order by position) as due
              from programme_traillink) links
        where position <> due order by position limit 1
    """,
    "entry never sealed": """
        select 'entry ' || e.entry, e.source
        from trail_entry e
        where e.entry <= trail_settled()
          and not exists (select 1 from programme_traillink l where l.entry = e.entry)
        order by e.entry
    """,
    "seal without its link": """
        select 'position ' || s.position, ''
        from programme_trailseal s
        left join programme_traillink l on l.position = s.position
        where l.hash is distinct from s.hash order by s.position
    """,
    "row not as its last entry": "select place, what from trail_rows_apart",
}


def verify() -> list[Difference]:
    """Every difference between the chain, the entries and the rows; none if all holds.

    Whoever can rewrite entries *and* the whole chain after them leaves none here: that
    is found from a head printed earlier, by `check_heads` and docs/verify_trail.py.
    """
    return [one for kind, query in CHECKS.items() for one in _differences(kind, query)]


def check_heads(heads: Mapping[str, Head]) -> list[Difference]:
    """The heads, by where each was printed, that the chain does not pass through."""
    wanted = {head.position for head in heads.values()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select position, encode(hash, 'hex') from programme_traillink"
            " where position = any(%s)",
            [list(wanted)],
        )
        found = {0: GENESIS, **dict(cursor.fetchall())}
    return [
        Difference("head not in the chain", where, str(head))
        for where, head in heads.items()
        if found.get(head.position) != head.hash
    ]


def _differences(kind: str, query: str) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchmany(SHOWN)
        yield from (Difference(kind, *row) for row in found)
        if more := len(cursor.fetchall()):
            yield Difference(kind, f"and {more} more")

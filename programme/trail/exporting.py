"""The trail as lines of text, for whoever checks it without us."""

from collections.abc import Iterator

from django.db import connection, transaction

AT_ONCE = 5000


def lines(after: int = 0) -> Iterator[str]:
    """The sealed entries after a position, in order: position, hash and text, by tabs.

    The text is what is hashed, byte for byte; docs/verify_trail.py says how.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "declare trail_lines no scroll cursor for"
            " select l.position || e'\\t' || encode(l.hash, 'hex') || e'\\t' || t.text"
            " from programme_traillink l join trail_text(0) t using (entry)"
            " where l.position > %s order by l.position",
            [after],
        )
        while True:
            cursor.execute(f"fetch {AT_ONCE} from trail_lines")
            if not (found := cursor.fetchall()):
                break
            yield from (line for (line,) in found)
        cursor.execute("close trail_lines")

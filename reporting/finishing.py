"""What follows a publication: its long files and its pictures, outside its hash.

Neither holds up the transaction that publishes. A process of its own makes them once it
has committed; the worker has another begun where that one came to its end too soon.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.timezone import now

from reporting.charts import draw_pictures
from reporting.keeping import keep_files, missing_files
from reporting.models import Picture, Publication

PATIENCE = timedelta(minutes=15)  # what finishing may take before somebody should look
RETRIED = timedelta(days=1)  # how long the worker begins it again
LOOKED_AT = timedelta(days=7)  # how long the health page tells of it
LOCK = "hrbudget finish"


class Finished(NamedTuple):
    """What was made of one publication: names of files, number of pictures."""

    files: list[str]
    pictures: int


def finish(publication: Publication) -> Finished:
    """Make what the publication lacks; what is there stays."""
    return Finished(keep_files(publication), draw_pictures(publication))


def is_finished(publication: Publication) -> bool:
    """Whether its long files are kept and its pictures drawn."""
    drawn = Picture.objects.filter(publication=publication).exists()
    nothing = not publication.numbers.get("lines_total")  # then no chart is drawn
    return (drawn or nothing) and not missing_files(publication)


def unfinished(since: timedelta, at: datetime | None = None) -> list[Publication]:
    """Those made in that time, but not just now, that lack a file or picture."""
    moment = at or now()
    made = Publication.objects.filter(
        sealed=True,
        published_at__gte=moment - since,
        published_at__lt=moment - PATIENCE,
    )
    return [one for one in made if not is_finished(one)]


@contextmanager
def alone() -> Iterator[None]:
    """The block waits until no other process finishes a publication."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext(%s))", [LOCK])
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext(%s))", [LOCK])


def is_under_way() -> bool:
    """Whether a process finishes a publication at this moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select not pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
        return cursor.fetchone()[0]

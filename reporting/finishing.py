"""What follows a publication: its long files and its pictures, outside its hash.

Neither holds up the transaction that publishes. A process of its own makes them once it
has committed; the worker has another begun where that one came to its end too soon.
Until they stand the publication waits: the public sees what it saw before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now

from reporting.charts import all_shown, draw_pictures
from reporting.keeping import keep_files, missing_files
from reporting.models import (
    AwaitedPublication,
    Picture,
    Publication,
    PublishedComparison,
)
from reporting.models.publications import PublicationQuerySet

PATIENCE = timedelta(minutes=15)  # what finishing may take before somebody should look
RETRIED = timedelta(days=1)  # how long the worker begins it again, if it is shown
LOOKED_AT = timedelta(days=7)  # how long the health page tells of it, if it is shown
LOCK = "hrbudget finish"


class Finished(NamedTuple):
    """What was made of one publication: names of files, number of pictures."""

    files: list[str]
    pictures: int


def hold_back(publication: Publication) -> None:
    """Have the publication, while it is open, wait until it is finished."""
    AwaitedPublication.objects.create(publication=publication)


def finish(publication: Publication) -> Finished:
    """Make what the publication lacks, and show it; what is there stays."""
    made = Finished(keep_files(publication), draw_pictures(publication))
    show_finished()
    return made


def show_finished() -> None:
    """Show each publication that is finished and names none that waits.

    In the order in which they were made: a publication names only earlier ones. So no
    page leads to a publication that the public does not see, and what is shown later
    never takes the place of a later number.
    """
    for one in waiting().order_by("pk"):
        if is_finished(one):
            _show(one)


def show_unfinished(year: int) -> None:
    """Show what waits of a year as it is, if it names none that waits.

    A demonstration waits for no picture; nor does a city whose machine draws none.
    """
    for one in waiting().filter(fiscal_year=year).order_by("pk"):
        _show(one)


def waiting() -> PublicationQuerySet:
    """The publications that the public does not see yet."""
    return Publication.objects.filter(sealed=True, awaited__isnull=False)


def _show(publication: Publication) -> None:
    if not _names_one_that_waits(publication):
        AwaitedPublication.objects.filter(publication=publication).delete()


def _names_one_that_waits(publication: Publication) -> bool:
    """Whether what it corrects, or was compared with, is not shown yet."""
    compared = PublishedComparison.objects.filter(
        publication=publication, year=OuterRef("fiscal_year"), number=OuterRef("number")
    )
    before = Q(
        fiscal_year=publication.fiscal_year_id, number__lt=publication.number
    ) | Q(Exists(compared))
    return waiting().filter(before).exists()


def is_finished(publication: Publication) -> bool:
    """Whether its long files are kept and its pictures drawn."""
    drawn = Picture.objects.filter(publication=publication).exists()
    return (drawn or not any(all_shown(publication))) and not missing_files(publication)


def unfinished(since: timedelta, at: datetime | None = None) -> list[Publication]:
    """Those made in that time, but not just now, that lack a file or picture.

    Those that wait to be shown are among them however long ago they were made.
    """
    moment = at or now()
    lately = Q(published_at__gte=moment - since) | Q(awaited__isnull=False)
    made = Publication.objects.filter(
        lately, sealed=True, published_at__lt=moment - PATIENCE
    ).select_related("awaited")
    return [one for one in made if one.waits or not is_finished(one)]


def waiting_since_just_now() -> list[Publication]:
    """Those that wait to be shown and were made too lately to be `unfinished`."""
    return list(waiting().filter(published_at__gte=now() - PATIENCE))


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

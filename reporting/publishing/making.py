"""Makes a publication: one transaction that copies a year, counts it and seals it."""

from typing import NamedTuple

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Event, FiscalYear, Stage
from budgeting.services import locks, mark_published
from budgeting.sums import default_stage
from programme.imports.running import one_at_a_time
from programme.models import User
from programme.trail import sealed_first
from reporting import charts, exports, finishing
from reporting.corrections import keep_correction
from reporting.levels import year_numbers
from reporting.measures import METHOD_VERSION
from reporting.models import Publication
from reporting.publishing.copying import by_sets, fill
from reporting.publishing.parts import keep_parts


class Made(NamedTuple):
    """The publication on record after `publish_year`, and whether it is a new one."""

    publication: Publication
    new: bool


class ContentChanged(Exception):
    """What would be published is not what was asked for."""


class _Unchanged(Exception):
    """Nothing that enters the hash changed: what was written is to be taken back."""

    def __init__(self, record: Publication) -> None:
        self.record = record


@sealed_first
@transaction.atomic
def publish_year(
    year: FiscalYear, *, stage: str | None = None, drawn: bool = True
) -> Made:
    """Make the next publication of the year, unless nothing changed since the last.

    The operator's act, which the publication shows; on the site two people publish
    (asking.py).
    """
    year = lock_year(year)
    return make(year, stage or default_stage(year), drawn=drawn)


def make(
    year: FiscalYear,
    stage: str,
    *,
    by: User | None = None,
    confirmed_by: User | None = None,
    expected: str = "",
    drawn: bool = True,
) -> Made:
    """The next publication of a year that is locked, or the last if nothing changed.

    Raises ContentChanged, with nothing written, when its hash is not the `expected`.
    """
    record = _record(year)
    try:
        with transaction.atomic():
            publication = _write(year, stage, by, confirmed_by)
            if expected and publication.hash != expected:
                raise ContentChanged
            if record and record.hash == publication.hash:
                raise _Unchanged(record)
    except _Unchanged as same:
        return Made(same.record, new=False)
    mark_published(year)
    _tell(publication)
    with by_sets():
        keep_parts(publication)
    keep_correction(publication)
    if drawn:
        # long files and pictures are outside the hash: no lock is held, no publication
        # lost for one; `manage.py finish` makes them, and then the public sees it
        transaction.on_commit(lambda: charts.draw_beside(year.pk), robust=True)
    return Made(publication, new=True)


def draft_of(year: FiscalYear, stage: str) -> Publication:
    """What would be published now: computed, hashed and taken back."""
    with transaction.atomic():
        publication = _write(year, stage, None, None)
        transaction.set_rollback(True)
    return publication


def lock_year(year: FiscalYear) -> FiscalYear:
    """The year, held so that nothing is approved, reopened or published meanwhile.

    No file is loaded either: a publication copies the catalogue table by table, and
    would show half of an edition. The queue comes first, as an import takes it.
    """
    one_at_a_time()
    return locks.lock_year(year.pk)


def is_on_record(year: FiscalYear, content_hash: str) -> bool:
    """Whether the year's latest publication has exactly this content."""
    record = _record(year)
    return record is not None and record.hash == content_hash


def _record(year: FiscalYear) -> Publication | None:
    """The latest publication of the year."""
    return Publication.objects.on_record().filter(fiscal_year=year).first()


def _write(
    year: FiscalYear, stage: str, by: User | None, confirmed_by: User | None
) -> Publication:
    """Insert a publication open, fill it, seal it with its hash."""
    if stage not in Stage.values:
        raise WorkflowError(_("The stage is “proposal” or “approved”."))
    if not year.year_programmes.filter(is_main=True).exists():
        raise WorkflowError(_("Give the year its programme before publishing it."))
    last = Publication.objects.filter(fiscal_year=year).order_by("-number").first()
    publication = Publication.objects.create(
        fiscal_year=year,
        number=last.number + 1 if last else 1,
        stage=stage,
        linking=year.linking,
        legal_basis_es=year.legal_basis_es,
        legal_basis_en=year.legal_basis_en,
        currency=year.currency,
        method_version=METHOD_VERSION,
        published_at=now(),
        published_by=by,
        confirmed_by=confirmed_by,
        by_command=by is None,
    )
    finishing.hold_back(publication)
    # the head of the trail, which the database prints on it
    publication.refresh_from_db(fields=["trail_position", "trail_hash"])
    fill(publication)
    with by_sets():
        publication.numbers = year_numbers(publication)
    publication.manifest = exports.manifest(publication)
    publication.hash = exports.content_hash(publication.manifest)
    publication.sealed = True
    publication.save(update_fields=["numbers", "manifest", "hash", "sealed"])
    return publication


def _tell(publication: Publication) -> None:
    """Record in the trail that the year was published."""
    confirmed_by = publication.confirmed_by
    Event.objects.create(
        kind=Event.Kind.PUBLISHED,
        fiscal_year=publication.fiscal_year,
        by=publication.published_by,
        data={
            "number": publication.number,
            "stage": publication.stage,
            "hash": publication.hash,
            "by_command": publication.by_command,
            "confirmed_by": confirmed_by.username if confirmed_by else "",
        },
    )

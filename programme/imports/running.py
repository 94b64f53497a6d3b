"""How every import runs: one at a time, whole or not at all, always recorded."""

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.imports.report import ImportReport
from programme.models import ImportBatch, User
from programme.trail import acting
from programme.workbooks import CellError, ImportRefused

Outcome = ImportBatch.Outcome
NEEDS_SECOND = gettext_lazy(
    "The file changes much of what exists: one administrator asks to load it, and a "
    "second one confirms."
)
STEPS = 4  # reading, checking, comparing, writing
PARTS = 100  # of the last one, where its rows are counted


class Overseer(Protocol):
    """Whoever looks after an import of the site: it has a batch of its own already."""

    batch: ImportBatch

    @property
    def second(self) -> User | None:
        """The second administrator, who confirmed what the first one asked for."""

    def tell(self, done: int, of: int) -> None:
        """Hear how far it has come; may raise to end it."""

    def accept(self, report: ImportReport, *, dry_run: bool) -> None:
        """See what the file means, before anything is written; may raise to end it."""


OVERSEER: ContextVar[Overseer | None] = ContextVar("overseer", default=None)


@contextmanager
def overseen(by: Overseer) -> Iterator[None]:
    """The import within the block is this one's."""
    token = OVERSEER.set(by)
    try:
        yield
    finally:
        OVERSEER.reset(token)


@dataclass
class Job:
    """One file to import: which, for whom, and whether only to rehearse it."""

    kind: str
    path: Path
    by: User | None = None
    dry_run: bool = False
    name: str | None = None
    year: int | None = None

    @property
    def file_name(self) -> str:
        """What the person calls the file."""
        return (self.name or self.path.name)[-255:]

    @cached_property
    def file_hash(self) -> str:
        """SHA-256 of the file."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def tell(self, done: int, of: int = STEPS) -> None:
        """Say how much of the import is done; may raise to end it."""
        if overseer := OVERSEER.get():
            overseer.tell(done, of)

    def tell_rows(self, written: int, of: int) -> None:
        """Say how many of its rows are written; may raise to end it."""
        self.tell((STEPS - 1) * PARTS + PARTS * written // of, STEPS * PARTS)

    def loaded(self, report: ImportReport) -> dict[str, Any]:
        """When and by whom the file is loaded; a second person where it takes two.

        Raises PermissionDenied for one person alone. The operator's command needs no
        second: nobody of the site gives it, and the record says so.
        """
        overseer, second = OVERSEER.get(), None
        if report.takes_two and self.by is not None:
            second = overseer.second if overseer else None
            if second is None:
                raise PermissionDenied(NEEDS_SECOND)
        return {
            "loaded_at": now(),
            "loaded_by": self.by,
            "takes_two": report.takes_two,
            "confirmed_by": second,
        }

    def record(self, outcome: str, counts: dict, **loaded: Any) -> ImportBatch:
        """Note what came of this import: in its own batch, or a new one."""
        said = {"counts": counts, "outcome": outcome, **loaded}
        if overseer := OVERSEER.get():
            batch = overseer.batch
            for name, value in said.items():
                setattr(batch, name, value)
            batch.save(update_fields=list(said))
            return batch
        return ImportBatch.objects.create(
            kind=self.kind,
            file_name=self.file_name,
            file_hash=self.file_hash,
            year=self.year,
            by=self.by,
            **said,
        )


Write = Callable[[ImportReport], None]


def run(job: Job, plan: Callable[[], tuple[ImportReport, Write]]) -> ImportReport:
    """Plan a file and, unless it is a rehearsal, write it in one transaction.

    `plan` reads the file and the database and gives the report and a function that
    writes what the report says; nothing is written when it raises ImportRefused, which
    is recorded and passed on.
    """
    try:
        with uncollected(), transaction.atomic():
            one_at_a_time()
            job.tell(0)
            report, write = plan()
            if overseer := OVERSEER.get():
                overseer.accept(report, dry_run=job.dry_run)
            if job.dry_run:
                report.batch = job.record(Outcome.CHECKED, report.counts)
            else:
                _load(job, report, write)
    except ImportRefused as refused:
        _record_refusal(job, refused)
        raise
    except IntegrityError as error:
        clash = ImportRefused([CellError("", "", "", "", why_not(error))])
        _record_refusal(job, clash)
        raise clash from error
    return report


def _load(job: Job, report: ImportReport, write: Write) -> None:
    """Write what the report says.

    A batch of the site is there already: it is changed after the rows, so that whoever
    asks to stop meanwhile waits for nothing, and is heard to the last.
    """
    overseer, loaded = OVERSEER.get(), job.loaded(report)

    def record() -> ImportBatch:
        return job.record(Outcome.LOADED, report.counts, **loaded)

    report.batch = overseer.batch if overseer else record()
    job.tell(STEPS - 1)
    with acting(by=job.by, batch=report.batch.pk):
        write(report)
    job.tell(STEPS)
    if overseer:
        record()


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare the block Python's search for cycles: thousands of cells make none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def one_at_a_time() -> None:
    """Wait for other imports to end: each then sees what the one before it wrote."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('hrbudget import'))")


def _record_refusal(job: Job, refused: ImportRefused) -> None:
    """Note it; an overseer notes it with what is to be mended, not before."""
    if OVERSEER.get():
        return
    with suppress(OSError):  # a file that cannot be read has no hash to record
        job.record(Outcome.REFUSED, counts_of(refused))


def counts_of(refused: ImportRefused) -> dict[str, int]:
    """What is counted of a refusal."""
    return {"errors": len(refused.errors) + refused.omitted}


def why_not(error: IntegrityError) -> str:
    """The database's own refusal: the data changed while the file was being read."""
    details = str(error).strip().replace("\n", " ")
    return _(
        "The database refused the file, perhaps because somebody changed the data "
        "meanwhile: run the import again. %(details)s"
    ) % {"details": details}

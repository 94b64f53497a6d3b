"""Carrying out what was asked of a file: checked, loaded or undone, whoever runs it.

Small files are done in the request, big ones in the worker: both come here. While it
works, a second connection holds a lock for the batch and tells how far it has come, for
the work itself is one transaction, of which nobody sees anything before its end. Who
finds a batch running and nobody holding its lock knows that it was broken off.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import Error, IntegrityError, OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from django.utils.timezone import now

from programme.imports.endings import Paused, PreviewChanged, Stopped
from programme.imports.kinds import InTheWay, Kind, kind_of
from programme.imports.marked import marked_copy
from programme.imports.report import ImportReport
from programme.imports.running import counts_of, one_at_a_time, overseen, why_not
from programme.models import ImportBatch, ImportWork, User
from programme.trail import acting
from programme.workbooks import ImportRefused

Outcome, Task = ImportBatch.Outcome, ImportWork.Task
HELD = 20_118_008  # with the key of a batch, names the lock of whoever works on it
WHO_HOLDS = """
select from pg_locks where locktype = 'advisory' and objsubid = 2 and granted
    and database = (select oid from pg_database where datname = current_database())
    and classid = %s and objid = %s
"""
PATIENCE = "500ms"  # how long telling waits for a row that somebody else is writing
TELL = """
update programme_importwork set done = %s, "of" = %s where batch_id = %s
returning asked_to_stop
"""


@dataclass
class Work:
    """The work of one batch while it is carried out (running.Overseer)."""

    batch: ImportBatch
    work: ImportWork
    holder: BaseDatabaseWrapper
    goes_on: Callable[[], bool]

    @property
    def kind(self) -> Kind:
        """How files of its kind are read and undone."""
        return kind_of(self.batch.kind)

    @property
    def path(self) -> Path:
        """Where the original file is."""
        return Path(default_storage.path(self.batch.stored_file.name))

    @property
    def second(self) -> User | None:
        """Who confirmed, as a second administrator, what is loaded now."""
        confirmed = self.batch.requests.confirmed().filter(seen=self.work.seen)
        asked = confirmed.select_related("decided_by").first()
        return asked.decided_by if asked else None

    def tell(self, done: int, of: int) -> None:
        """Let everybody see how far it is; raises Stopped or Paused."""
        if not self.goes_on():
            raise Paused
        if self._asks_to_stop(done, of):
            raise Stopped

    def _asks_to_stop(self, done: int, of: int) -> bool:
        with self.holder.cursor() as cursor:
            try:
                cursor.execute(TELL, [done, of, self.batch.pk])
            except OperationalError:  # its row is being written: it is told next time
                return False
            found = cursor.fetchone()
        return bool(found and found[0])

    def accept(self, report: ImportReport, *, dry_run: bool) -> None:
        """Keep the preview of a check; raises PreviewChanged for another one."""
        seen = report.fingerprint(self.kind.standing(self.batch))
        if dry_run:
            keep_report(self.work, report, seen)
        elif seen != self.work.seen:
            raise PreviewChanged(report, seen)


def keep_report(
    work: ImportWork, report: ImportReport, seen: str, *, again: bool = False
) -> None:
    """Keep a preview, to be shown and confirmed later; `again` if not the first."""
    _hold(work.pk)
    work.report, work.seen = {**report.as_data(), "again": again}, seen
    work.save(update_fields=["report", "seen"])


def perform(key: int, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Carry out what waits to be done with a batch; nothing if somebody does it now."""
    with _held(key) as holder:
        if holder is None or not (work := _started(key)):
            return
        at_work = Work(work.batch, work, holder, goes_on)
        with translation.override(work.language):
            try:
                DOING[work.task](at_work)
            except Paused:
                _rest(work, Outcome.WAITING)
            except Stopped:
                _rest(work, resting(work, Outcome.DROPPED))


def perform_waiting(goes_on: Callable[[], bool]) -> None:
    """Carry out everything that waits, the oldest first."""
    note_broken()
    tried: set[int] = set()
    while goes_on():
        waiting = ImportBatch.objects.filter(outcome=Outcome.WAITING)
        waiting = waiting.filter(work__isnull=False).exclude(pk__in=tried)
        key = waiting.order_by("work__asked_at").values_list("pk", flat=True).first()
        if key is None:
            return
        tried.add(key)
        perform(key, goes_on)


def note_broken() -> None:
    """Note of each batch that runs, though nobody works on it, that it broke off."""
    for batch in ImportBatch.objects.filter(outcome=Outcome.RUNNING):
        note_if_broken(batch)


def note_if_broken(batch: ImportBatch) -> None:
    """Note that a batch broke off, if it runs and nobody works on it."""
    if batch.outcome != Outcome.RUNNING or is_at_work(batch.pk):
        return
    with transaction.atomic():
        work = _locked(batch.pk)
        if work.batch.outcome == Outcome.RUNNING and not is_at_work(batch.pk):
            _save_outcome(work.batch, resting(work, Outcome.BROKEN))


def is_at_work(key: int) -> bool:
    """Whether somebody works on this batch now: holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute(WHO_HOLDS, [HELD, key])
        return cursor.fetchone() is not None


def as_found(batch: ImportBatch) -> ImportBatch:
    """The batch as it is to be shown: broken off if it is, though nobody noted it."""
    if batch.outcome == Outcome.RUNNING and not is_at_work(batch.pk):
        batch.outcome = resting(batch.work, Outcome.BROKEN)
    return batch


def resting(work: ImportWork, outcome: str) -> str:
    """What a batch is after work that came to nothing: an undoing leaves it loaded."""
    return Outcome.LOADED if work.task == Task.UNDO else outcome


@contextmanager
def _held(key: int) -> Iterator[BaseDatabaseWrapper | None]:
    """A connection that holds the lock of this batch; None if another one does."""
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("set lock_timeout = %s", [PATIENCE])
            cursor.execute("select pg_try_advisory_lock(%s, %s)", [HELD, key])
            got = cursor.fetchone()[0]
        yield holder if got else None
    finally:
        with suppress(Error), holder.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock_all()")  # before it is closed:
        holder.close()  # the server notices that only a moment later


@transaction.atomic
def _started(key: int) -> ImportWork | None:
    """The work, begun now; None if nothing waits to be done."""
    work = _locked(key)
    if work.batch.outcome != Outcome.WAITING:
        return None
    _save_outcome(work.batch, Outcome.RUNNING)
    work.started_at, work.done, work.asked_to_stop = now(), 0, False
    work.save(update_fields=["started_at", "done", "asked_to_stop"])
    return work


def _hold(key: int) -> ImportBatch:
    """The locked batch: taken before its work by all, so that nobody waits in a circle
    with who asks to stop."""
    return ImportBatch.objects.select_for_update(no_key=True).get(pk=key)


def _locked(key: int) -> ImportWork:
    batch = _hold(key)
    work = ImportWork.objects.select_related("by").get(pk=key)
    work.batch = batch
    return work


@transaction.atomic
def _rest(work: ImportWork, outcome: str) -> None:
    _save_outcome(ImportBatch.objects.get(pk=work.batch_id), outcome)


def _save_outcome(batch: ImportBatch, outcome: str) -> None:
    batch.outcome = outcome
    batch.save(update_fields=["outcome"])


def _check(at_work: Work) -> None:
    _import(at_work, dry_run=True)


def _load(at_work: Work) -> None:
    try:
        _import(at_work, dry_run=False)
    except PreviewChanged as changed:
        with transaction.atomic():
            at_work.batch.requests.confirmed().void()
            keep_report(at_work.work, changed.report, changed.seen, again=True)
            at_work.batch.counts = changed.report.counts
            at_work.batch.save(update_fields=["counts"])
            _save_outcome(at_work.batch, Outcome.CHECKED)


def _import(at_work: Work, *, dry_run: bool) -> None:
    batch, by = at_work.batch, at_work.work.by
    importer = at_work.kind.importer(batch)
    try:
        with overseen(at_work):
            importer(at_work.path, by=by, dry_run=dry_run, name=batch.file_name)
    except ImportRefused as refused:
        _keep_refusal(at_work, refused)


def _keep_refusal(at_work: Work, refused: ImportRefused) -> None:
    """Keep what is to be mended, and the same workbook with it marked."""
    batch, work = at_work.batch, at_work.work
    errors = [asdict(error) for error in refused.errors]
    work.report = {"errors": errors, "omitted": refused.omitted}
    with marked_copy(at_work.path, refused) as marked:
        if marked:
            work.marked_file.save("marked.xlsx", File(marked), save=False)
    with transaction.atomic():  # whoever looks sees it refused with its errors, or not
        _hold(work.pk)
        batch.requests.confirmed().void()
        work.save(update_fields=["report", "marked_file"])
        batch.counts, batch.outcome = counts_of(refused), Outcome.REFUSED
        batch.save(update_fields=["counts", "outcome"])


def _undo(at_work: Work) -> None:
    try:
        with transaction.atomic():
            _put_back(at_work)
    except InTheWay as found:
        _keep_why_not(at_work.work, str(found))
    except IntegrityError as error:  # the rule of the year is another one by now
        _keep_why_not(at_work.work, why_not(error))


@transaction.atomic
def _keep_why_not(work: ImportWork, why: str) -> None:
    _hold(work.pk)
    work.report = {**work.report, "not_undone": why}
    work.save(update_fields=["report"])
    _rest(work, Outcome.LOADED)


def _put_back(at_work: Work) -> None:
    """Undo the import; raises InTheWay."""
    one_at_a_time()
    at_work.tell(0, 2)
    batch, by = at_work.batch, at_work.work.by
    undoing = at_work.kind.undo(batch, by)
    if undoing.blocks:
        raise InTheWay(undoing.blocks)
    at_work.tell(1, 2)
    with acting(by=by, undone=batch.pk):
        undoing.write()
    at_work.tell(2, 2)
    batch.undone_at, batch.undone_by = now(), by
    batch.outcome = Outcome.UNDONE
    batch.save(update_fields=["undone_at", "undone_by", "outcome"])


DOING: dict[str, Callable[[Work], None]] = {
    Task.CHECK: _check,
    Task.LOAD: _load,
    Task.UNDO: _undo,
}

"""A file given on the site: checked first, loaded when confirmed, undone if need be.

The original is kept for good under a random name. What is loaded is the very file that
was checked, with exactly the preview that a person confirmed; else they see a new one.
"""

import hashlib
from contextlib import ExitStack
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, connection, transaction
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from programme.exceptions import CatalogueError
from programme.imports.kinds import Undoing, kind_of
from programme.imports.originals import check_is_the_file, store
from programme.imports.running import NEEDS_SECOND
from programme.imports.wordings import Wording, wording_of
from programme.imports.working import note_if_broken, perform, resting
from programme.models import ImportBatch, ImportWork, LoadRequest, User

AT_ONCE = 750_000  # bytes: what is bigger is left to the worker
ROWS_AT_ONCE = 30_000  # what such a file writes, with its citations: for want of one
TWICE = timedelta(seconds=10)  # within it the same file again is a second click
TASK, QUEUE = "programme.tasks.run_imports", "imports"
Outcome, Task, Asked = ImportBatch.Outcome, ImportWork.Task, LoadRequest.Outcome


def give_file(
    upload: UploadedFile, *, kind: str, by: User, year: int | None = None
) -> ImportBatch:
    """The import of a file: checked already if it is small, else left to the worker.

    Nothing is written but the record of the check and the file itself.
    """
    _check_may(kind, by)
    return begun(_keep(upload, kind, by, year))


def confirm_import(batch: ImportBatch, *, by: User, seen: str) -> ImportBatch:
    """Load the file that was checked, if it still does what `seen` names.

    Else it waits to be confirmed once more, with a new preview. Asked again it changes
    nothing. Raises CatalogueError where there is nothing to confirm.
    """
    return begun(_ask_to_load(batch, by, seen))


def choose_wording(
    batch: ImportBatch, *, by: User, wording: Wording | None
) -> ImportBatch:
    """The file checked again with this said of the texts that it changes.

    They are new wordings, or without a `wording` corrections; said already, it changes
    nothing. Raises CatalogueError for a file that changes none, or is asked for.
    """
    return begun(_say_wording(batch, by, wording))


def undo_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Put back what stood before an import; it stays loaded if something blocks it.

    Asked again it changes nothing. Raises CatalogueError for what is not loaded.
    """
    return begun(_ask_to_undo(batch, by))


def run_again(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Begin again what was broken off; what was not stays as it is."""
    return begun(_ask_again(batch, by))


@transaction.atomic
def drop_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Give up what is not loaded; work that runs is asked to stop soon."""
    work = locked_work(batch, by)
    if work.batch.outcome == Outcome.RUNNING:
        # its row is written by the work itself too, for a moment: one field is enough
        ImportWork.objects.filter(pk=work.pk).update(asked_to_stop=True)
    elif work.batch.outcome in (Outcome.WAITING, Outcome.CHECKED, Outcome.BROKEN):
        _withdraw_own(work.batch, by)
        _save(work.batch, resting(work, Outcome.DROPPED))
    return work.batch


def _withdraw_own(batch: ImportBatch, by: User) -> None:
    """Withdraw the request to load it; raise CatalogueError for another's request."""
    if asked := batch.requests.waiting().exclude(by=by).first():
        raise CatalogueError(
            _("%(person)s asked to load it: decline that request, and say why.")
            % {"person": asked.by}
        )
    for one in batch.requests.open():
        one.decide(Asked.WITHDRAWN if one.by == by else Asked.VOID, by=by)


def undoing_of(batch: ImportBatch, *, by: User) -> Undoing:
    """What undoing an import would do, and what stands in its way."""
    _check_may(batch.kind, by)
    return kind_of(batch.kind).undo(batch, by)


@transaction.atomic
def _keep(upload: UploadedFile, kind: str, by: User, year: int | None) -> ImportBatch:
    """The file kept and waiting to be checked; the one kept a moment ago, if it is."""
    with connection.cursor() as cursor:  # a second click waits for the first
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('hrbudget file'), %s)", [by.pk]
        )
    said = {
        "kind": kind,
        "year": year,
        "by": by,
        "file_name": (upload.name or "")[-255:],
        "file_hash": hashlib.file_digest(upload, "sha256").hexdigest(),
    }
    upload.seek(0)
    just_now = ImportBatch.objects.filter(**said, at__gt=now() - TWICE)
    if same := just_now.filter(work__task=Task.CHECK).first():
        return same
    with ExitStack() as undo:
        batch = ImportBatch(**said, outcome=Outcome.WAITING)
        batch.stored_file.name = store(upload, undo)
        batch.save()
        ImportWork.objects.create(
            batch=batch, task=Task.CHECK, by=by, language=get_language() or "es"
        )
        _wake(batch)
        undo.pop_all()  # a COMMIT that fails may have been made: then the file stays
    return batch


@transaction.atomic
def _ask_to_load(batch: ImportBatch, by: User, seen: str) -> ImportBatch:
    work = locked_work(batch, by)
    batch = work.batch
    if _is_asked_already(work, Task.LOAD) or batch.outcome == Outcome.LOADED:
        return batch
    if batch.outcome != Outcome.CHECKED:
        raise CatalogueError(
            _("This file is not waiting to be loaded: see what became of it.")
        )
    check_seen(work, seen)
    if work.report.get("takes_two"):
        raise CatalogueError(str(NEEDS_SECOND))
    check_is_the_file(batch)
    return let_wait(work, Task.LOAD, by)


@transaction.atomic
def _say_wording(batch: ImportBatch, by: User, wording: Wording | None) -> ImportBatch:
    work = locked_work(batch, by)
    batch = work.batch
    if batch.outcome != Outcome.CHECKED or not work.report.get("worded"):
        raise CatalogueError(_("This file does not wait with another text of actions."))
    if batch.requests.waiting().exists():
        raise CatalogueError(
            _("Somebody asked to load it as it is: withdraw or decline that request.")
        )
    if wording == wording_of(batch):
        return batch
    batch.requests.open().void()
    batch.worded_from, batch.worded_why = wording or (None, "")
    batch.save(update_fields=["worded_from", "worded_why"])
    return let_wait(work, Task.CHECK, by)


@transaction.atomic
def _ask_to_undo(batch: ImportBatch, by: User) -> ImportBatch:
    work = locked_work(batch, by)
    batch = work.batch
    if _is_asked_already(work, Task.UNDO) or batch.outcome == Outcome.UNDONE:
        return batch
    if batch.outcome != Outcome.LOADED:
        raise CatalogueError(_("This import is not loaded: there is nothing to undo."))
    return let_wait(work, Task.UNDO, by)


@transaction.atomic
def _ask_again(batch: ImportBatch, by: User) -> ImportBatch:
    work = locked_work(batch, by)
    if work.batch.outcome != Outcome.BROKEN:
        return work.batch
    check_is_the_file(work.batch)
    if work.report.get("takes_two"):  # it stays the act of the one who asked
        by = work.by
        _check_still_may(work)
    return let_wait(work, work.task, by)


def _check_still_may(work: ImportWork) -> None:
    """Raise CatalogueError where the one in whose name it runs lost the role."""
    if not kind_of(work.batch.kind).may(work.by):
        raise CatalogueError(
            _("%(person)s may not load this file any more: give it up and upload it.")
            % {"person": work.by}
        )


def _is_asked_already(work: ImportWork, task: str) -> bool:
    return work.task == task and work.batch.outcome in ImportBatch.IN_HAND


def let_wait(work: ImportWork, task: str, by: User) -> ImportBatch:
    """The batch, waiting for this to be done to it."""
    work.task, work.by, work.language = task, by, get_language() or "es"
    work.asked_at, work.started_at, work.done = now(), None, 0
    work.asked_to_stop = False
    work.report.pop("not_undone", None)
    work.save()
    _save(work.batch, Outcome.WAITING)
    _wake(work.batch)
    return work.batch


def begun(batch: ImportBatch) -> ImportBatch:
    """The batch as it is after what waits was done, if it is small enough for that."""
    if batch.outcome == Outcome.WAITING and _is_small(batch):
        perform(batch.pk)
    batch.refresh_from_db()
    return batch


def _is_small(batch: ImportBatch) -> bool:
    """Whether it is checked, loaded or undone while a person waits."""
    if batch.stored_file:
        return batch.stored_file.size <= AT_ONCE
    counts = batch.counts.values()  # a command keeps no file, however big it was
    rows = sum(one.get("new", 0) + one.get("changed", 0) for one in counts)
    return rows <= ROWS_AT_ONCE


def _wake(batch: ImportBatch) -> None:
    """The worker's job, in this transaction; small files need none."""
    if _is_small(batch):
        return
    try:
        app.configure_task(TASK, queue=QUEUE).defer()
    except ConnectorException as error:
        raise OperationalError("the job was not written") from error


def check_seen(work: ImportWork, seen: str) -> None:
    """Raise CatalogueError unless `seen` names the preview as it is now."""
    if not seen or seen != work.seen:
        raise CatalogueError(
            _("This is no longer the preview that you saw: look at this one.")
        )


def locked_work(batch: ImportBatch, by: User) -> ImportWork:
    """The work of this batch, both as they are now; nobody else decides meanwhile."""
    _check_may(batch.kind, by)
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    note_if_broken(batch)
    batch.refresh_from_db()
    work = ImportWork.objects.filter(batch=batch).first()
    work = work or ImportWork(task=Task.LOAD, by=by)  # of a command: it has none yet
    work.batch = batch
    return work


def _check_may(kind: str, by: User) -> None:
    """Raise PermissionDenied for who does not load files of this kind."""
    if not kind_of(kind).may(by):
        raise PermissionDenied


def _save(batch: ImportBatch, outcome: str) -> None:
    batch.outcome = outcome
    batch.save(update_fields=["outcome"])

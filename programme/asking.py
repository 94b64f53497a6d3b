"""Two administrators load a file that changes much: one asks, a second confirms.

What is asked for is the preview as it was shown, by its fingerprint, for 72 hours.
Which files these are is told in one place (imports.report.changed_much).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.exceptions import CatalogueError
from programme.imports.kinds import kind_of
from programme.imports.originals import check_is_the_file
from programme.models import ImportBatch, ImportWork, LoadRequest, User
from programme.uploads import (
    begun,
    check_seen,
    let_wait,
    locked_work,
)

Outcome, Task, Asked = ImportBatch.Outcome, ImportWork.Task, LoadRequest.Outcome
TOO_LATE = gettext_lazy(
    "The 72 hours to confirm are over, so nothing was loaded. Ask again."
)
NO_MORE = gettext_lazy(
    "Who asked may not load this file any more, so nothing was loaded and the request "
    "is void. Ask again."
)
CHANGED = gettext_lazy(
    "The preview is another than the one that was asked for, so nothing was loaded and "
    "the request is void. Look at it and ask again."
)


@transaction.atomic
def ask_to_load(batch: ImportBatch, *, by: User, seen: str) -> LoadRequest:
    """The request to load exactly the preview that `seen` names, for a second person.

    Asked again by the same person while it waits, it answers with the same request; a
    request too old to confirm is replaced. Raises PermissionDenied, CatalogueError.
    """
    work = locked_work(batch, by)
    batch = work.batch
    if batch.outcome != Outcome.CHECKED:
        raise CatalogueError(
            _("This file is not waiting to be loaded: see what became of it.")
        )
    check_seen(work, seen)
    if not work.report.get("takes_two"):
        raise CatalogueError(_("This file needs no second person: load it."))
    if waiting := batch.requests.waiting().first():
        return _the_same(waiting, by)
    check_is_the_file(batch)
    batch.requests.open().void()
    return LoadRequest.objects.create(batch=batch, seen=seen, by=by)


def confirm_load(asked: LoadRequest, *, by: User) -> ImportBatch:
    """Load what the first administrator asked for, if it is still exactly that.

    Confirming again answers as the first time. Raises PermissionDenied; CatalogueError
    when it is too late, or nobody may load it as it was asked for: the request is void
    then, which must last, so the refusal is raised after the transaction.
    """
    outcome = _confirm(asked, by)
    if isinstance(outcome, CatalogueError):
        raise outcome
    return begun(outcome)


@transaction.atomic
def decline_load(asked: LoadRequest, *, by: User, reason: str) -> LoadRequest:
    """The request declined by another administrator, who says why; nothing is loaded.

    Declined again by the same person it stays as it is. Raises PermissionDenied,
    CatalogueError.
    """
    asked = _locked(asked, by)[1]
    _check_second(asked, by)
    if (asked.outcome, asked.decided_by) == (Asked.DECLINED, by):
        return asked
    _check_open(asked)
    _decide(asked, Asked.DECLINED, by, reason.strip())
    return asked


@transaction.atomic
def withdraw_load(asked: LoadRequest, *, by: User) -> LoadRequest:
    """The request taken back by whoever asked; nothing is loaded."""
    asked = _locked(asked, by)[1]
    if by != asked.by:
        raise PermissionDenied(_("Who asked withdraws the request; another declines."))
    if asked.outcome != Asked.WITHDRAWN:
        _check_open(asked)
        _decide(asked, Asked.WITHDRAWN, by)
    return asked


@transaction.atomic
def _confirm(asked: LoadRequest, by: User) -> ImportBatch | CatalogueError:
    """The batch, to be loaded; or, with the request void, why it is not."""
    work, asked = _locked(asked, by)
    _check_second(asked, by)
    if (asked.outcome, asked.decided_by) == (Asked.CONFIRMED, by):
        return work.batch
    _check_open(asked)
    if why := _why_void(asked, work):
        _decide(asked, Asked.VOID, by)
        return CatalogueError(str(why))
    check_is_the_file(work.batch)
    _decide(asked, Asked.CONFIRMED, by)
    return let_wait(work, Task.LOAD, asked.by)


def _why_void(asked: LoadRequest, work: ImportWork) -> Promise | None:
    """Why nobody can confirm this request any more; None if somebody can."""
    if asked.has_expired:
        return TOO_LATE
    if not kind_of(work.batch.kind).may(asked.by):
        return NO_MORE
    if (work.batch.outcome, work.seen) != (Outcome.CHECKED, asked.seen):
        return CHANGED
    return None


def _locked(asked: LoadRequest, by: User) -> tuple[ImportWork, LoadRequest]:
    """The work and the request as they are now; nobody else decides meanwhile."""
    work = locked_work(asked.batch, by)
    people = LoadRequest.objects.select_related("by", "decided_by")
    return work, people.get(pk=asked.pk)


def _the_same(waiting: LoadRequest, by: User) -> LoadRequest:
    if waiting.by != by:
        raise CatalogueError(
            _("%(person)s has asked for this already: confirm that request.")
            % {"person": waiting.by}
        )
    return waiting


def _check_second(asked: LoadRequest, by: User) -> None:
    """Another administrator than the one who asked."""
    if by == asked.by:
        raise PermissionDenied(
            _("A second administrator confirms or declines, not the one who asked.")
        )


def _check_open(asked: LoadRequest) -> None:
    """Raise CatalogueError for a request that somebody decided already."""
    if asked.outcome != Asked.OPEN:
        raise CatalogueError(
            _("This request does not wait any more: see what became of it.")
        )


def _decide(asked: LoadRequest, outcome: str, by: User, reason: str = "") -> None:
    try:
        asked.decide(outcome, by=by, reason=reason)
    except ValidationError as error:
        raise CatalogueError(" ".join(error.messages)) from error

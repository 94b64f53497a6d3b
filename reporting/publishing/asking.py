"""Two people publish: the head asks, a second person of Finance confirms the hash."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.exceptions import WorkflowError
from budgeting.models import Event, FiscalYear
from budgeting.permissions import may_confirm_publication, may_publish
from budgeting.sums import default_stage
from programme.models import User
from programme.trail import sealed_first
from reporting.models import PendingPublication, Publication
from reporting.publishing.making import (
    ContentChanged,
    draft_of,
    is_on_record,
    lock_year,
    make,
)

CHANGED = gettext_lazy(
    "The content changed after the publication was asked for, so nothing was published "
    "and the request is withdrawn. Ask the finance head to read the numbers and to ask "
    "again."
)
TOO_LATE = gettext_lazy(
    "The 72 hours to confirm are over, so nothing was published and the request is "
    "withdrawn. Ask the finance head to read the numbers and to ask again."
)
HEAD_NO_MORE = gettext_lazy(
    "Who asked is not the finance head any more, so nothing was published and the "
    "request is withdrawn. Ask the finance head to read the numbers and to ask again."
)
PUBLISHED_MEANWHILE = gettext_lazy(
    "The operator published the same content meanwhile: the request is withdrawn."
)


@transaction.atomic
def ask_to_publish(
    year: FiscalYear, *, by: User, stage: str | None = None
) -> PendingPublication:
    """The head's request, bound to the content as it is now; for another to confirm.

    Asking again after a change, or after 72 hours, replaces the open request; asking
    the same again answers with it. Raises PermissionDenied, and WorkflowError when
    there is nothing new.
    """
    if not may_publish(by):
        raise PermissionDenied(_("Only the finance head publishes a year."))
    year = lock_year(year)
    draft = draft_of(year, stage or default_stage(year))
    if is_on_record(year, draft.hash):
        raise WorkflowError(
            _("Nothing changed since the last publication of %(year)s.")
            % {"year": year.year}
        )
    opened = PendingPublication.objects.filter(fiscal_year=year).open()
    same = opened.waiting().filter(content_hash=draft.hash, stage=draft.stage).first()
    if same:
        return same
    opened.update(withdrawn_at=now())
    Event.objects.create(
        kind=Event.Kind.PUBLICATION_ASKED,
        fiscal_year=year,
        by=by,
        data={"stage": draft.stage, "hash": draft.hash},
    )
    return PendingPublication.objects.create(
        fiscal_year=year,
        stage=draft.stage,
        content_hash=draft.hash,
        numbers=draft.numbers,
        by=by,
    )


@sealed_first
def confirm_publication(pending: PendingPublication, *, by: User) -> Publication:
    """Publish what the head asked for, if it is still exactly that, within 72 hours.

    Confirming again answers as the first time. Raises PermissionDenied; WorkflowError
    when it is too late or the content is another meanwhile: the request is withdrawn
    then, which must last, so the refusal is raised after the transaction.
    """
    outcome = _confirm(pending, by)
    if isinstance(outcome, WorkflowError):
        raise outcome
    return outcome


@transaction.atomic
def _confirm(pending: PendingPublication, by: User) -> Publication | WorkflowError:
    """The publication; or, with the request withdrawn, why there is none."""
    year = lock_year(pending.fiscal_year)
    pending = PendingPublication.objects.select_for_update(of=("self",)).get(
        pk=pending.pk
    )
    _check_second_person(pending, by)
    if pending.publication is not None:
        return pending.publication
    if pending.withdrawn_at:
        raise WorkflowError(
            _("This request was withdrawn. Ask the finance head to ask again.")
        )
    if pending.has_expired:
        return _withdraw(pending, TOO_LATE)
    if not may_publish(pending.by):
        return _withdraw(pending, HEAD_NO_MORE)
    try:
        made = make(
            year,
            pending.stage,
            by=pending.by,
            confirmed_by=by,
            expected=pending.content_hash,
        )
    except ContentChanged:
        return _withdraw(pending, CHANGED)
    if not made.new:
        return _withdraw(pending, PUBLISHED_MEANWHILE)
    pending.publication = made.publication
    pending.save(update_fields=["publication"])
    return made.publication


def _withdraw(pending: PendingPublication, reason: Promise) -> WorkflowError:
    """Close the request without a publication."""
    pending.withdrawn_at = now()
    pending.save(update_fields=["withdrawn_at"])
    return WorkflowError(str(reason))


def _check_second_person(pending: PendingPublication, by: User) -> None:
    """Another person of Finance than the one who asked."""
    if by == pending.by:
        raise PermissionDenied(
            _("A second person of Finance confirms, not the one who asked.")
        )
    if not may_confirm_publication(by):
        raise PermissionDenied(_("Only a person of Finance confirms a publication."))

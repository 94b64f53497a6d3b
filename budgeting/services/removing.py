"""A fiscal year prepared by mistake, taken out as long as nothing stands on it."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.exceptions import WorkflowError
from budgeting.models import Event, FiscalYear
from budgeting.permissions import may_prepare_years
from budgeting.services.refusals import in_words
from programme.imports.running import one_at_a_time
from programme.imports.undoing import referring
from programme.models import ImportBatch, User
from programme.trail import because

OF_ITS_TERMS = (
    Event.Kind.YEAR_CREATED,
    Event.Kind.YEAR_CHANGED,
    Event.Kind.YEAR_OPENED,
    Event.Kind.YEAR_CLOSED,
)
Outcome = ImportBatch.Outcome
GIVEN = (*ImportBatch.IN_HAND, Outcome.CHECKED, Outcome.LOADED)


@transaction.atomic
@in_words
def remove_year(year: FiscalYear, *, by: User, reason: str) -> None:
    """Take out a year with its programmes, ceilings and the history of its terms.

    The trail keeps it all, and why. Asked again it changes nothing. Raises
    PermissionDenied, WorkflowError with all that stands on it.
    """
    found = _lock_year(year, by=by)
    if found is None:
        return
    if not (reason := reason.strip()):
        raise WorkflowError(_("Say why the year is removed."))
    if standing := what_stands_on(found):
        raise WorkflowError(" ".join(standing))
    with because(reason):
        found.ceilings.all().delete()
        found.year_programmes.all().delete()
        itself = FiscalYear.objects.filter(pk=found.pk)
        # the database itself takes its events along, which nobody else may delete
        itself._raw_delete(itself.db)  # type: ignore[attr-defined]


def _lock_year(year: FiscalYear, *, by: User) -> FiscalYear | None:
    """The locked year, if it is there and this person prepares years: nothing names it
    meanwhile."""
    if not may_prepare_years(by):
        raise PermissionDenied(_("Only an administrator or the finance head does it."))
    one_at_a_time()  # a file under way ends first
    return FiscalYear.objects.select_for_update().filter(pk=year.pk).first()


def what_stands_on(year: FiscalYear) -> list[str]:
    """What keeps a year from being removed, each a sentence."""
    found = [*_named_by(year), *_files_of(year), *_history_of(year)]
    if year.closed_at is None:
        found.insert(0, _("It is open to units: the finance head closes it first."))
    return found


def _named_by(year: FiscalYear) -> Iterator[str]:
    gone = (year.ceilings, year.year_programmes, year.events)
    going = {one.model: set(one.values_list("pk", flat=True)) for one in gone}
    yield from referring(FiscalYear, [year.pk], going)


def _files_of(year: FiscalYear) -> Iterator[str]:
    files = ImportBatch.objects.filter(year=year.pk, outcome__in=GIVEN).count()
    if files:
        yield ngettext(
            "%(count)s file was given for it, and was neither undone nor given up.",
            "%(count)s files were given for it, and were neither undone nor given up.",
            files,
        ) % {"count": files}


def _history_of(year: FiscalYear) -> Iterator[str]:
    told = year.events.exclude(kind__in=OF_ITS_TERMS).order_by("pk")
    if titles := dict.fromkeys(one.title for one in told):
        yield _("It has a history: %(what)s.") % {"what": "; ".join(titles)}

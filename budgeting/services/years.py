"""Fiscal years: add, open, close, extend a unit's window, mark as published."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import (
    Event,
    Extension,
    FiscalYear,
    RegisteredException,
    YearProgramme,
)
from budgeting.notices import notify_of_extension
from budgeting.permissions import may_manage_years
from budgeting.services.locks import lock_year
from budgeting.services.refusals import in_words
from budgeting.services.registering import register
from budgeting.services.trail import record_of_year
from programme.models import BudgetUnit, Programme, User
from programme.trail import because


@transaction.atomic
@in_words
def add_year(  # noqa: PLR0913 - each is an option of the command of this name
    year: int,
    *,
    programme_codes: Sequence[str],
    linking: str = FiscalYear.Linking.REQUIRED,
    opens: date | None = None,
    closes: date | None = None,
    currency: str = "MXN",
    by: User | None = None,
) -> FiscalYear:
    """A new fiscal year; the first programme named is the year's programme.

    `by` is None for the operator's command. Raises WorkflowError for another year of
    this number and for unknown programmes, ValidationError for a window or a currency
    that is none.
    """
    if by is not None:
        _check_manages(by)
    programmes = programmes_of(programme_codes)
    fiscal_year = FiscalYear(
        year=year,
        linking=linking,
        opens_on=opens,
        closes_on=closes,
        currency=currency,
    )
    if saved := FiscalYear.objects.filter(pk=year).first():
        check_is_the_same(saved, fiscal_year, programmes)
        return saved
    fiscal_year.full_clean()
    fiscal_year.save(force_insert=True)
    YearProgramme.objects.bulk_create(
        YearProgramme(fiscal_year=fiscal_year, programme=programme, is_main=not n)
        for n, programme in enumerate(programmes)
    )
    record_of_year(fiscal_year, Event.Kind.YEAR_CREATED, by=by)
    return fiscal_year


@transaction.atomic
@in_words
def close_year(year: FiscalYear, *, by: User) -> FiscalYear:
    """The year closed: its window and every extension end now."""
    year = _lock_year(year, by=by)
    if year.closed_at is None:
        year.closed_at = now()
        year.save(update_fields=["closed_at"])
        record_of_year(year, Event.Kind.YEAR_CLOSED, by=by)
    return year


@transaction.atomic
@in_words
def open_year(year: FiscalYear, *, by: User) -> FiscalYear:
    """The year open again, within its window and the extensions given."""
    year = _lock_year(year, by=by)
    if year.closed_at is not None:
        year.closed_at = None
        year.save(update_fields=["closed_at"])
        record_of_year(year, Event.Kind.YEAR_OPENED, by=by)
    return year


@transaction.atomic
@in_words
def extend_window(
    year: FiscalYear, unit: BudgetUnit, *, by: User, until: date, reason: str
) -> Extension:
    """More days for one unit, up to and including `until`, for a public reason."""
    year, reason = _lock_year(year, by=by), reason.strip()
    same = {"fiscal_year": year, "unit": unit, "until": until, "reason": reason}
    if given := Extension.objects.filter(**same, by=by).first():
        return given
    if year.closed_at:
        raise WorkflowError(_("The year is closed. Open it first."))
    if until < year.today() or (year.closes_on and until <= year.closes_on):
        raise WorkflowError(
            _("Choose a day after the window closes, today at the earliest.")
        )
    if not reason:
        raise WorkflowError(_("Say why the extension is given: the reason is public."))
    extension = Extension(**same, by=by)
    extension.full_clean()
    with because(reason):
        extension.save()
    record_of_year(
        year,
        Event.Kind.EXTENDED,
        by=by,
        unit=unit,
        note=reason,
        data={"until": until.isoformat()},
    )
    register(
        RegisteredException.Kind.EXTENSION,
        year,
        unit,
        by=by,
        reason=reason,
        until=until,
        source=extension.pk,
    )
    notify_of_extension(extension)
    return extension


@transaction.atomic
@in_words
def mark_published(year: FiscalYear) -> FiscalYear:
    """The year with the time of its first publication, set once."""
    year = lock_year(year.pk)
    if year.published_at is None:
        year.published_at = now()
        year.save(update_fields=["published_at"])
    return year


def _lock_year(year: FiscalYear, *, by: User) -> FiscalYear:
    """The locked year, if this person manages years."""
    _check_manages(by)
    return lock_year(year.pk)


def check_is_the_same(
    saved: FiscalYear, asked: FiscalYear, programmes: Sequence[Programme]
) -> None:
    """Raise WorkflowError unless the saved year is what is asked for once more."""
    terms = ("linking", "opens_on", "closes_on", "currency")
    same = all(getattr(saved, name) == getattr(asked, name) for name in terms)
    named = set(saved.year_programmes.values_list("programme", "is_main"))
    if not same or named != {(one.pk, not n) for n, one in enumerate(programmes)}:
        raise WorkflowError(
            _("The year %(year)s exists already.") % {"year": saved.year}
        )


def _check_manages(by: User) -> None:
    """Raise PermissionDenied for anyone but the finance head."""
    if not may_manage_years(by):
        raise PermissionDenied(_("Only the finance head manages the year."))


def programmes_of(codes: Sequence[str]) -> list[Programme]:
    """The programmes of these codes, in their order; raises WorkflowError."""
    codes = list(dict.fromkeys(codes))
    if not codes:
        raise WorkflowError(_("Name the programme that the year's lines cite."))
    found = {one.code: one for one in Programme.objects.filter(code__in=codes)}
    if unknown := [code for code in codes if code not in found]:
        raise WorkflowError(
            _("No programme has the code: %(codes)s. Import it first.")
            % {"codes": ", ".join(unknown)}
        )
    return [found[code] for code in codes]

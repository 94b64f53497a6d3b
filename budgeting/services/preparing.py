"""A fiscal year made from an earlier one: closed until the finance head opens it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from budgeting.exceptions import WorkflowError
from budgeting.models import Ceiling, Event, FiscalYear, YearProgramme
from budgeting.permissions import may_manage_years, may_prepare_years
from budgeting.services.refusals import in_words
from budgeting.services.trail import record_of_year
from budgeting.services.years import check_is_the_same, programmes_of
from programme.imports.running import one_at_a_time
from programme.models import BudgetUnit, User

AHEAD = 2  # calendar years that a year may be prepared ahead: more is a slip of the pen


@dataclass(frozen=True)
class NewYear:
    """What a new year is to be; the first programme named is the year's programme.

    `source` is the earlier year that it is made from; `ceilings`: with that year's.
    """

    year: int
    programmes: Sequence[str]
    source: FiscalYear | None = None
    ceilings: bool = False
    opens: date | None = None
    closes: date | None = None
    linking: str = FiscalYear.Linking.REQUIRED
    currency: str = "MXN"
    legal_basis_es: str = ""
    legal_basis_en: str = ""


@transaction.atomic
@in_words
def prepare_year(new: NewYear, *, by: User) -> FiscalYear:
    """A new fiscal year, closed until the finance head opens it.

    An administrator's has the rule, currency and legal basis of its source, and no
    window: these are the finance head's. Raises PermissionDenied, WorkflowError for a
    year that exists or is too far ahead, ValidationError for terms that are none.
    """
    if not may_prepare_years(by):
        raise PermissionDenied(_("Only an administrator or the finance head does it."))
    if new.ceilings:
        one_at_a_time()  # a file of ceilings under way ends first
    programmes = programmes_of(new.programmes)
    year = _made_of(new, by=by)
    if saved := FiscalYear.objects.filter(pk=new.year).first():
        check_is_the_same(saved, year, programmes)
        return saved
    _check_near(year)
    year.full_clean()
    year.save(force_insert=True)
    YearProgramme.objects.bulk_create(
        YearProgramme(fiscal_year=year, programme=programme, is_main=not n)
        for n, programme in enumerate(programmes)
    )
    copied = _copy_ceilings(year, new.source) if new.source and new.ceilings else 0
    told = {"from": new.source and new.source.year, "ceilings": copied}
    record_of_year(year, Event.Kind.YEAR_CREATED, by=by, data=told)
    return year


def _made_of(new: NewYear, *, by: User) -> FiscalYear:
    """The year with its terms: all are the head's to say, none an administrator's."""
    year = FiscalYear(year=new.year, closed_at=now())
    source = new.source
    if source:
        year.time_zone = source.time_zone
    terms: NewYear | FiscalYear = source or NewYear(new.year, ())
    if may_manage_years(by):
        year.opens_on, year.closes_on = new.opens, new.closes
        terms = new
    for name in ("linking", "currency", "legal_basis_es", "legal_basis_en"):
        setattr(year, name, getattr(terms, name))
    return year


def _check_near(year: FiscalYear) -> None:
    latest = year.today().year + AHEAD
    if year.year > latest:
        raise WorkflowError(
            _("%(year)s is far ahead: prepare years up to %(latest)s.")
            % {"year": year.year, "latest": latest}
        )


def _copy_ceilings(year: FiscalYear, source: FiscalYear) -> int:
    """The source's ceilings of the units obliged in the year, copied; how many."""
    obliged = BudgetUnit.objects.obliged_in(year.year)
    copies = [
        Ceiling(
            fiscal_year=year,
            unit_id=one.unit_id,
            chapter=one.chapter,
            amount=one.amount,
        )
        for one in source.ceilings.filter(unit__in=obliged)
    ]
    return len(Ceiling.objects.bulk_create(copies))

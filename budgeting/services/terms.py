"""The terms of a fiscal year, changed: its window, its rule and law, its programmes."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.exceptions import WorkflowError
from budgeting.models import (
    Citation,
    Event,
    FiscalYear,
    YearProgramme,
)
from budgeting.permissions import may_manage_years, may_prepare_years
from budgeting.services.locks import lock_year
from budgeting.services.refusals import SENTENCES, in_words
from budgeting.services.trail import record_of_year
from budgeting.services.years import programmes_of
from budgeting.workflow import Status
from programme.models import User
from programme.trail import because


@dataclass(frozen=True)
class Window:
    """The first and the last day on which units write; neither: there is no window."""

    opens: date | None
    closes: date | None

    @classmethod
    def of(cls, year: FiscalYear) -> "Window":
        """That of this year."""
        return cls(year.opens_on, year.closes_on)


@dataclass(frozen=True)
class Rule:
    """Whether the link is requested or required, by which law; and the currency."""

    linking: str
    currency: str
    legal_basis_es: str
    legal_basis_en: str

    @classmethod
    def of(cls, year: FiscalYear) -> "Rule":
        """That of this year."""
        return cls(
            year.linking, year.currency, year.legal_basis_es, year.legal_basis_en
        )

    @property
    def fixed(self) -> tuple[str, str]:
        """The part that stands once a proposal was submitted."""
        return self.linking, self.currency


def mark_of(terms: Any) -> str:
    """A short name of terms as a page showed them: whoever saves brings it back."""
    return hashlib.sha256(repr(terms).encode()).hexdigest()[:16]


def is_fixed(year: FiscalYear) -> bool:
    """Whether rule, programmes and currency stand: a proposal was submitted or
    approved (method.md, 2)."""
    handed_in = (Status.SUBMITTED, Status.APPROVED)
    return year.proposals.filter(status__in=handed_in).exists()


@transaction.atomic
@in_words
def change_window(
    year: FiscalYear, *, by: User, to: Window, seen: str, reason: str = ""
) -> FiscalYear:
    """The year with other days for its units; `seen` is the mark of what the page
    showed.

    Once the year was opened with a window, other days need a reason. Raises
    WorkflowError, and ValidationError for a window that is none.
    """
    year = _lock_year(year, may_manage_years(by))
    reason = reason.strip()
    now, told = Window.of(year), {"what": "window"}
    if now == to:
        return year
    _check_seen(now, seen)
    if now.opens and not year.closed_at and not reason:
        raise WorkflowError(_("Say why the window changes: units know other days."))
    year.opens_on, year.closes_on = to.opens, to.closes
    year.full_clean()
    with because(reason):
        year.save(update_fields=["opens_on", "closes_on"])
    _record(year, by, {**told, "before": _days(now), "after": _days(to)}, reason)
    return year


@transaction.atomic
@in_words
def change_rule(year: FiscalYear, *, by: User, to: Rule, seen: str) -> FiscalYear:
    """The year with another rule, currency or legal basis.

    An administrator writes the legal basis only; rule and currency are the head's, and
    stand once a proposal was submitted.
    """
    year = _lock_year(year, may_prepare_years(by))
    now = Rule.of(year)
    if now == to:
        return year
    _check_seen(now, seen)
    if now.fixed != to.fixed:
        _check(may_manage_years(by))
        _check_not_fixed(year)
    for name, value in asdict(to).items():
        setattr(year, name, value)
    year.full_clean()
    year.save(update_fields=list(asdict(to)))
    changes = {
        name: [getattr(now, name), value]
        for name, value in asdict(to).items()
        if getattr(now, name) != value
    }
    _record(year, by, {"what": "rule", "changes": changes})
    return year


@transaction.atomic
@in_words
def change_programmes(
    year: FiscalYear, *, by: User, to: Sequence[str], seen: str
) -> FiscalYear:
    """The year with these programmes, by code; the first is the year's programme.

    Raises WorkflowError where they stand, or where lines cite one that would go.
    """
    year = _lock_year(year, may_prepare_years(by), alone=True)
    programmes = programmes_of(to)
    before = codes_of(year)
    after = [programmes[0].code, *sorted(one.code for one in programmes[1:])]
    if before == after:
        return year
    _check_seen(before, seen)
    _check_not_fixed(year)
    _check_not_cited(year, set(before) - set(after))
    held = YearProgramme.objects.filter(fiscal_year=year)
    held.delete()
    YearProgramme.objects.bulk_create(
        YearProgramme(fiscal_year=year, programme=programme, is_main=not n)
        for n, programme in enumerate(programmes)
    )
    _record(year, by, {"what": "programmes", "before": before, "after": after})
    return year


def codes_of(year: FiscalYear) -> list[str]:
    """The codes of the year's programmes, that of the rule first."""
    order = year.year_programmes.order_by("-is_main", "programme__code")
    return list(order.values_list("programme__code", flat=True))


def _lock_year(year: FiscalYear, allowed: bool, *, alone: bool = False) -> FiscalYear:
    """The locked year, if this person may change it.

    `alone`: no row that names the year is added meanwhile either. The database asks
    for that where programmes change; asked at once, nobody who waits holds anything.
    """
    _check(allowed)
    if alone:
        return FiscalYear.objects.select_for_update().get(pk=year.pk)
    return lock_year(year.pk)


def _check(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(_("The rule and the window are the finance head's."))


def _check_seen(now: Any, seen: str) -> None:
    """Raise WorkflowError where the page was made from something else."""
    if mark_of(now) != seen:
        raise WorkflowError(
            _(
                "Somebody changed the year meanwhile. Nothing was saved; look at what "
                "stands now and save again."
            )
        )


def _check_not_fixed(year: FiscalYear) -> None:
    if is_fixed(year):
        raise WorkflowError(str(SENTENCES["fiscalyear_fixed"]))


def _check_not_cited(year: FiscalYear, codes: set[str]) -> None:
    """Raise WorkflowError where lines of the year cite actions of these programmes."""
    cited = Citation.objects.filter(
        line__proposal__fiscal_year=year,
        line__removed_at__isnull=True,
        programme__code__in=codes,
    )
    if codes and (lines := cited.values("line").distinct().count()):
        raise WorkflowError(
            ngettext(
                "%(count)s line of a draft cites an action of %(codes)s.",
                "%(count)s lines of drafts cite actions of %(codes)s.",
                lines,
            )
            % {"count": lines, "codes": ", ".join(sorted(codes))}
        )


def _days(window: Window) -> list[str | None]:
    days = (window.opens, window.closes)
    return [day.isoformat() if day else None for day in days]


def _record(year: FiscalYear, by: User, told: dict[str, Any], note: str = "") -> None:
    record_of_year(year, Event.Kind.YEAR_CHANGED, by=by, note=note, data=told)

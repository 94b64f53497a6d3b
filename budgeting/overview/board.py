"""The status board of a year: every unit and how far it has come, read live."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import now

from budgeting.ceilings import Allowed, Place, allowed_of, excesses, in_all
from budgeting.models import Assignment, Extension, FiscalYear, Proposal
from budgeting.overview.counting import Counts, counts_of
from budgeting.overview.deadlines import Deadline, deadlines_extended
from budgeting.permissions import reviewers_and
from budgeting.workflow import Origin, Status
from programme.models import BudgetUnit, User

NOTHING = "none"


@dataclass(frozen=True)
class BoardRow:
    """One unit of a year; `proposal` is None while nothing was begun."""

    unit: BudgetUnit
    proposal: Proposal | None
    counts: Counts
    ceilings: Mapping[int | None, Allowed]  # by chapter, and in all (None)
    deadline: Deadline | None
    obliged: bool
    waiting_days: int | None  # since it was submitted or, where it was, returned
    analyst: User | None = None

    @property
    def state(self) -> str:
        """The status of its proposal, `none` without one."""
        return self.proposal.status if self.proposal else NOTHING

    @property
    def handed_in(self) -> bool:
        """Whether Finance has received it: submitted, returned or approved."""
        return self.state not in (NOTHING, Status.DRAFT)

    @property
    def missing(self) -> bool:
        """Obliged, and nothing handed to Finance yet."""
        return self.obliged and not self.handed_in

    @property
    def waits(self) -> bool:
        """Whether it is Finance's turn."""
        return self.state == Status.SUBMITTED

    @property
    def is_imported(self) -> bool:
        """Whether only a file changes it."""
        return self.proposal is not None and self.proposal.origin == Origin.IMPORTED

    @property
    def allowed(self) -> Allowed | None:
        """What it may propose in all."""
        return in_all(self.ceilings)

    @property
    def ceiling(self) -> Decimal | None:
        """What it may propose at most, recorded exceptions included."""
        return None if self.allowed is None else self.allowed.amount

    @property
    def left(self) -> Decimal | None:
        """What the ceiling still allows; negative when it is exceeded."""
        return None if self.ceiling is None else self.ceiling - self.counts.amount

    @property
    def over(self) -> bool:
        """Whether the whole or a chapter is above what is allowed, as submitting
        checks it."""
        found = excesses(self.ceilings, self.counts.by_chapter)
        return any(one.too_much > 0 for one in found)

    @property
    def days_left(self) -> int | None:
        """Days to its deadline, 0 on the last day, negative after it.

        None without a deadline, and where none presses: the proposal is approved, or
        was submitted before its days were over.
        """
        if self.deadline is None or self.state == Status.APPROVED:
            return None
        days = (self.deadline.day - self.deadline.today).days
        return None if self.waits and days < 0 else days

    @property
    def days_over(self) -> int:
        """Days since its deadline passed; 0 while it has not."""
        return max(-(self.days_left or 0), 0)


@dataclass(frozen=True)
class Board:
    """The rows of one year at one moment, and its live counts (not published)."""

    year: FiscalYear
    rows: list[BoardRow]
    reviewers: list[User] = field(default_factory=list)
    moment: datetime = field(default_factory=now)

    @property
    def missing(self) -> list[BoardRow]:
        """Obliged units that have submitted nothing yet."""
        return [row for row in self.rows if row.missing]

    @property
    def obliged(self) -> int:
        """How many units must present a budget in the year."""
        return sum(row.obliged for row in self.rows)

    @property
    def by_status(self) -> dict[str, int]:
        """How many proposals stand in each status that Finance sees."""
        seen = [Status.SUBMITTED, Status.RETURNED, Status.APPROVED]
        return {s.value: sum(row.state == s for row in self.rows) for s in seen}

    @property
    def sectors(self) -> list[str]:
        """The sectors of its units, in order."""
        return sorted({row.unit.sector for row in self.rows if row.unit.sector})

    def is_assigned_to(self, user: User) -> bool:
        """Whether a unit of the year is this person's to review."""
        return any(row.analyst == user for row in self.rows)


def board_of(year: FiscalYear) -> Board:
    """Every unit that is obliged in the year or has a proposal, in six queries.

    Of a draft it holds no figure: Finance reads none.
    """
    with_proposal = Proposal.objects.standing().filter(fiscal_year=year).values("unit")
    obliged = BudgetUnit.objects.obliged_in(year.year)
    units = _units(year, Q(pk__in=with_proposal) | Q(pk__in=obliged))
    people = reviewers_and(one.analyst_id for one in units)  # type: ignore[attr-defined]
    rows = _rows(year, units, counts_of(year), {one.pk: one for one in people})
    reviewers = [one for one in people if one.reviews]  # type: ignore[attr-defined]
    return Board(year, rows, reviewers)


def board_rows(year: FiscalYear, units: Iterable[BudgetUnit]) -> list[BoardRow]:
    """How far each of these units, whose drafts may be read, has come; five queries."""
    keys = [one.pk for one in units]
    counts = counts_of(year, keys, drafts=True)
    return _rows(year, _units(year, Q(pk__in=keys)), counts, {})


def _units(year: FiscalYear, which: Q) -> list[BudgetUnit]:
    """These units, each with its latest extension and the key of its analyst."""
    of_unit = {"fiscal_year": year, "unit": OuterRef("pk")}
    until = Extension.objects.filter(**of_unit).order_by("-until").values("until")
    analyst = Assignment.objects.filter(**of_unit).values("analyst")
    units: QuerySet = BudgetUnit.objects.filter(which).annotate(
        extended_until=Subquery(until[:1]), analyst_id=Subquery(analyst[:1])
    )
    return list(units.order_by("code"))


def _rows(
    year: FiscalYear,
    units: list[BudgetUnit],
    counts: Mapping[int, Counts],
    people: Mapping[int, User],
) -> list[BoardRow]:
    proposals = {
        one.unit_id: one
        for one in Proposal.objects.standing().filter(fiscal_year=year, unit__in=units)
    }
    extended: dict[int, date | None] = {
        one.pk: one.extended_until  # type: ignore[attr-defined]
        for one in units
    }
    both = [(unit, proposals.get(unit.pk)) for unit in units]
    deadlines = deadlines_extended(year, both, extended)
    ceilings = _by_unit(allowed_of(year))
    found = []
    for unit, proposal in both:
        told = counts.get(proposal.pk, Counts()) if proposal else Counts()
        row = BoardRow(
            unit=unit,
            proposal=proposal,
            counts=told,
            ceilings=ceilings.get(unit.pk, {}),
            deadline=deadlines[unit.pk],
            obliged=_is_obliged(unit, year.year),
            waiting_days=_waiting_days(year, proposal, told),
            analyst=people.get(unit.analyst_id),  # type: ignore[attr-defined]
        )
        found.append(row)
    return found


def _is_obliged(unit: BudgetUnit, year: int) -> bool:
    """Whether the law obliges the unit in this calendar year, as in `obliged_in`."""
    if unit.obliged_from is None or unit.obliged_from > year:
        return False
    return unit.obliged_until is None or unit.obliged_until >= year


def _waiting_days(
    year: FiscalYear, proposal: Proposal | None, counts: Counts
) -> int | None:
    """How many days it has waited, for Finance or, returned, for its unit."""
    since = None
    if proposal and proposal.status == Status.SUBMITTED:
        since = proposal.submitted_at
    if proposal and proposal.status == Status.RETURNED:
        since = counts.returned_at
    if since is None:
        return None
    day = since.astimezone(ZoneInfo(year.time_zone)).date()
    return max((year.today() - day).days, 0)


def _by_unit(allowed: Mapping[Place, Allowed]) -> dict[int, dict[int | None, Allowed]]:
    """The ceilings of each unit, by chapter and in all (None)."""
    found: dict[int, dict[int | None, Allowed]] = defaultdict(dict)
    for (unit, chapter), one in allowed.items():
        found[unit][chapter] = one
    return found


def years_at_work(units: Iterable[BudgetUnit] = ()) -> list[FiscalYear]:
    """Years that have a window and are not closed, and those these units worked in."""
    at_work = Q(closed_at__isnull=True, opens_on__isnull=False)
    held = Proposal.objects.standing().filter(unit__in=list(units))
    mine = Q(pk__in=held.values("fiscal_year"))
    return list(FiscalYear.objects.filter(at_work | mine).order_by("-year"))

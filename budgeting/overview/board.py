"""The status board of a year: every unit and how far it has come, read live."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DecimalField, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from budgeting.models import (
    Ceiling,
    Citation,
    FiscalYear,
    Proposal,
    SpendingLine,
    Waiver,
)
from budgeting.overview.deadlines import Deadline, deadlines_of
from budgeting.workflow import Status
from programme.models import BudgetUnit


@dataclass(frozen=True)
class Counts:
    """The lines of a proposal: how many, how many linked or still open, their money."""

    lines: int = 0
    linked: int = 0
    uncited: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class BoardRow:
    """One unit of a year; `proposal` is None while nothing was begun."""

    unit: BudgetUnit
    proposal: Proposal | None
    counts: Counts
    ceiling: Decimal | None
    deadline: Deadline | None
    obliged: bool
    waiting_days: int | None

    @property
    def state(self) -> str:
        """The status of its proposal, or `none`."""
        return self.proposal.status if self.proposal else "none"

    @property
    def handed_in(self) -> bool:
        """Whether Finance has received it: submitted, returned or approved."""
        return self.state not in ("none", Status.DRAFT)

    @property
    def missing(self) -> bool:
        """Obliged, and nothing handed to Finance yet."""
        return self.obliged and not self.handed_in

    @property
    def left(self) -> Decimal | None:
        """What the ceiling still allows; negative when it is exceeded."""
        return None if self.ceiling is None else self.ceiling - self.counts.amount

    @property
    def over(self) -> bool:
        """Whether it asks for more than its ceiling."""
        return self.left is not None and self.left < 0


@dataclass(frozen=True)
class Board:
    """The rows of one year, and its live counts (not published)."""

    year: FiscalYear
    rows: list[BoardRow]

    @property
    def handed_in(self) -> list[BoardRow]:
        """Units whose proposal reached Finance, those that wait longest first."""
        found = [row for row in self.rows if row.handed_in]
        return sorted(found, key=_longest_wait_first)

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


def _longest_wait_first(row: BoardRow) -> tuple[bool, int, str]:
    """The place of a row in Finance's list; who waits since today waits, too."""
    return row.waiting_days is None, -(row.waiting_days or 0), row.unit.code


def board_of(year: FiscalYear) -> Board:
    """Every unit that is obliged in the year or has a proposal, in a fixed number of
    queries."""
    with_proposal = Proposal.objects.filter(fiscal_year=year).values("unit")
    obliged = BudgetUnit.objects.obliged_in(year.year)
    units = BudgetUnit.objects.filter(Q(pk__in=with_proposal) | Q(pk__in=obliged))
    return Board(year, board_rows(year, units.order_by("code")))


def board_rows(year: FiscalYear, units: Iterable[BudgetUnit]) -> list[BoardRow]:
    """How far each of these units has come in the year, in five queries."""
    units = list(units)
    proposals = {
        one.unit_id: one
        for one in Proposal.objects.filter(fiscal_year=year, unit__in=units)
    }
    counts = counts_of(Proposal.objects.filter(fiscal_year=year, unit__in=units), year)
    ceilings = _ceilings_of(year)
    deadlines = deadlines_of(year, [(unit, proposals.get(unit.pk)) for unit in units])
    return [
        BoardRow(
            unit=unit,
            proposal=(proposal := proposals.get(unit.pk)),
            counts=counts.get(proposal.pk, Counts()) if proposal else Counts(),
            ceiling=ceilings.get(unit.pk),
            deadline=deadlines[unit.pk],
            obliged=_is_obliged(unit, year.year),
            waiting_days=_waiting_days(year, proposal),
        )
        for unit in units
    ]


def counts_of(proposals: QuerySet[Proposal], year: FiscalYear) -> dict[int, Counts]:
    """Lines, linked and uncited lines and money by proposal key, in one query."""
    cites = Citation.objects.filter(
        line=OuterRef("pk"),
        programme__year_programmes__fiscal_year=year,
        programme__year_programmes__is_main=True,
    )
    waived = Waiver.objects.in_force().filter(line=OuterRef("pk"))
    neither = Q(linked=False, waived=False, screened="")
    money = DecimalField(max_digits=20, decimal_places=2)
    rows = (
        SpendingLine.objects.kept()
        .filter(proposal__in=proposals)
        .annotate(linked=Exists(cites), waived=Exists(waived))
        .order_by()
        .values("proposal")
        .annotate(
            n=Count("pk"),
            n_linked=Count("pk", filter=Q(linked=True)),
            n_uncited=Count("pk", filter=neither),
            total=Coalesce(Sum("amount"), Decimal(0), output_field=money),
        )
        .values_list("proposal", "n", "n_linked", "n_uncited", "total")
    )
    return {key: Counts(*values) for key, *values in rows}


def _is_obliged(unit: BudgetUnit, year: int) -> bool:
    """Whether the law obliges the unit in this calendar year, as in `obliged_in`."""
    if unit.obliged_from is None or unit.obliged_from > year:
        return False
    return unit.obliged_until is None or unit.obliged_until >= year


def _waiting_days(year: FiscalYear, proposal: Proposal | None) -> int | None:
    """How many days a submitted proposal has waited for Finance."""
    if proposal is None or proposal.status != Status.SUBMITTED:
        return None
    if (handed_in := proposal.submitted_at) is None:
        return None
    return max((year.today() - handed_in.date()).days, 0)


def _ceilings_of(year: FiscalYear) -> dict[int, Decimal]:
    """The ceiling in all by unit key; without one, its chapters added up."""
    in_all: dict[int, Decimal] = {}
    by_chapter: dict[int, Decimal] = {}
    rows = Ceiling.objects.filter(fiscal_year=year)
    for unit, chapter, amount in rows.values_list("unit", "chapter", "amount"):
        if chapter is None:
            in_all[unit] = amount
        else:
            by_chapter[unit] = by_chapter.get(unit, Decimal(0)) + amount
    return {**by_chapter, **in_all}


def years_at_work(units: Iterable[BudgetUnit] = ()) -> list[FiscalYear]:
    """Years that have a window and are not closed, and those these units worked in."""
    at_work = Q(closed_at__isnull=True, opens_on__isnull=False)
    mine = Q(pk__in=Proposal.objects.filter(unit__in=list(units)).values("fiscal_year"))
    return list(FiscalYear.objects.filter(at_work | mine).order_by("-year"))

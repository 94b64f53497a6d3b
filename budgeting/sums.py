"""What proposals add up to, by unit and chapter: one sum for page, file and command."""

from decimal import Decimal

from django.db.models import DecimalField, QuerySet, Sum
from django.db.models.functions import Left

from budgeting.models import FiscalYear, Proposal, SpendingLine, Stage
from budgeting.workflow import Origin, Status

Place = tuple[int | None, int | None]  # a unit or all, a chapter or all
Sums = dict[Place, Decimal]
MONEY = DecimalField(max_digits=20, decimal_places=2)


def handed_in(year: FiscalYear) -> QuerySet[Proposal]:
    """The year's proposals that Finance may read: all that ever left their draft."""
    return Proposal.objects.filter(fiscal_year=year).exclude(status=Status.DRAFT)


def approved(year: FiscalYear) -> QuerySet[Proposal]:
    """The year's approved proposals, entered and imported alike."""
    return Proposal.objects.filter(fiscal_year=year, status=Status.APPROVED)


def sums_of(proposals: QuerySet[Proposal]) -> Sums:
    """The money of these proposals by unit and chapter, each line once, in one query.

    A unit and None is the whole unit; None and a chapter, that chapter of all units;
    None and None, everything. A line without a partida is in no chapter.
    """
    rows = (
        SpendingLine.objects.kept()
        .filter(proposal__in=proposals)
        .order_by()
        .values("proposal__unit", first=Left("object_code", 1))
        .annotate(total=Sum("amount", output_field=MONEY))
    )
    sums: Sums = {}
    for unit, first, total in rows.values_list("proposal__unit", "first", "total"):
        chapters = (int(first) * 1000, None) if first else (None,)
        for place in [(who, which) for who in (unit, None) for which in chapters]:
            sums[place] = sums.get(place, Decimal(0)) + total
    return sums


def default_stage(year: FiscalYear) -> str:
    """As voted when every approved proposal came from a file, else as proposed."""
    origins = set(approved(year).values_list("origin", flat=True).order_by())
    return Stage.APPROVED if origins == {Origin.IMPORTED} else Stage.PROPOSAL

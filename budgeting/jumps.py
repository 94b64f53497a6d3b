"""Amounts that are many times what they were: asked about, never refused."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from budgeting.models import Proposal, SpendingLine

MANY = Decimal("9.5")  # a slip of one digit is ten times as much; some of it is change


def jumps_of(proposal: Proposal) -> list[tuple[SpendingLine, str]]:
    """The question for each kept line whose amount jumped since the unit's last year.

    A line is compared with the one it was copied from, or with the one of its code in
    the latest earlier proposal of the unit; zero is compared with nothing.
    """
    last = _last(proposal)
    lines = proposal.lines.kept().exclude(amount=0).select_related("copied_from")
    before = {line.code: line for line in last.lines.kept()} if last else {}
    found = []
    for line in lines:
        was = line.copied_from or before.get(line.code)
        if last and was and was.amount and (said := _question(last, was, line)):
            found.append((line, said))
    return found


def _last(proposal: Proposal) -> Proposal | None:
    """The unit's latest proposal of an earlier year."""
    earlier = Proposal.objects.filter(
        unit=proposal.unit_id, fiscal_year__lt=proposal.fiscal_year_id
    )
    return earlier.order_by("-fiscal_year").first()


def _question(last: Proposal, was: SpendingLine, line: SpendingLine) -> str:
    """Whether so much more, or less, is right; empty where it is not so much."""
    larger, smaller = sorted((was.amount, line.amount), reverse=True)
    times = larger / smaller
    if times < MANY:
        return ""
    terms = {
        "year": last.fiscal_year_id,
        "before": f"{was.amount:,.2f}",
        "now": f"{line.amount:,.2f}",
        "times": f"{times.quantize(Decimal(1), ROUND_HALF_UP):,}",
    }
    if line.amount > was.amount:
        return (
            _(
                "In %(year)s it was %(before)s; now it is %(now)s, %(times)s times as "
                "much. Is it right?"
            )
            % terms
        )
    return (
        _(
            "In %(year)s it was %(before)s; now it is %(now)s, one part in %(times)s. "
            "Is it right?"
        )
        % terms
    )

"""The heads of the trail that were printed, on receipts and on publications."""

from collections.abc import Mapping

from budgeting.models import Submission
from programme.trail import Difference, Head, check_heads, verify
from reporting.models import Publication


def printed_heads() -> dict[str, Head]:
    """Each head, by the receipt or publication that it is printed on."""
    columns = ("trail_position", "trail_hash")
    receipts = Submission.objects.values_list(
        "proposal__fiscal_year", "proposal__unit__code", "number", *columns
    )
    records = Publication.objects.values_list("fiscal_year", "number", *columns)
    return {
        **{f"receipt {y}-{unit}-{n}": Head(p, h) for y, unit, n, p, h in receipts},
        **{f"publication {n} of {year}": Head(p, h) for year, n, p, h in records},
    }


def trail_differences(heads: Mapping[str, Head] | None = None) -> list[Difference]:
    """What does not hold: in the chain, in a row, or at a head printed anywhere."""
    return verify() + check_heads({**printed_heads(), **(heads or {})})

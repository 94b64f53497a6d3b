"""The heads of the trail that were printed, on receipts and on publications."""

from collections.abc import Iterator, Mapping

from budgeting.contents import hash_of
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


def copies_apart() -> Iterator[Difference]:
    """The copies handed in that are not as their hash, which the trail keeps."""
    copies = Submission.objects.select_related("proposal__unit").order_by("pk")
    for one in copies.iterator(chunk_size=50):
        if hash_of(one.content) != one.content_hash:
            proposal = one.proposal
            where = f"{proposal.fiscal_year_id}-{proposal.unit.code}-{one.number}"
            yield Difference("copy not as its hash", f"receipt {where}")


def trail_differences(heads: Mapping[str, Head] | None = None) -> list[Difference]:
    """What does not hold: in the chain, a row, a copy handed in, a head printed."""
    printed = {**printed_heads(), **(heads or {})}
    return [*verify(), *copies_apart(), *check_heads(printed)]

"""How often what was suggested was cited, and how high it stood."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q

from budgeting.models import Citation, SuggestionShown

PLACES = (1, 5, 10)


@dataclass(frozen=True)
class Accuracy:
    """A year's suggestions: how many were shown, cited and set aside; on how many lines
    that cite something they had been shown; and on how many of these one was cited that
    stood in the first 1, 5 or 10 places."""

    shown: int
    cited: int
    set_aside: int
    lines: int
    within: dict[int, int]


def accuracy_of(year: int) -> Accuracy:
    """The accuracy of a year's suggestions; two queries."""
    shown = SuggestionShown.objects.filter(
        line__proposal__fiscal_year=year, line__removed_at__isnull=True
    ).order_by()
    is_cited = Q(outcome=SuggestionShown.Outcome.ACCEPTED)
    counts = shown.aggregate(
        shown=Count("pk"),
        cited=Count("pk", filter=is_cited),
        set_aside=Count("pk", filter=Q(outcome=SuggestionShown.Outcome.REJECTED)),
    )
    citing = shown.filter(Exists(Citation.objects.filter(line=OuterRef("line"))))
    places = [
        one["place"]
        for one in citing.values("line").annotate(place=Min("rank", filter=is_cited))
    ]
    within = {n: sum(p is not None and p <= n for p in places) for n in PLACES}
    return Accuracy(**counts, lines=len(places), within=within)

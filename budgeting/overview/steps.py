"""The moments at which a proposal changed, from its first entry to its last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Min, Q, TextField
from django.db.models.fields.json import KeyTextTransform as Said
from django.db.models.functions import Cast, Coalesce

from budgeting.models import Event
from budgeting.overview.concerning import concerning_proposal
from budgeting.overview.history import Told, told
from budgeting.overview.past import made
from programme.models import Action, TrailEntry

# what one request, or one act outside of requests, wrote is one step
ACT = Coalesce(Said("request", "context__metadata"), Cast("context_id", TextField()))


@dataclass(frozen=True)
class Moment:
    """One act that changed the proposal: when it was done, by whom, and its story.

    `began` is the time of its first entry, `at` that of its last; `who`, the person or
    the program.
    """

    began: datetime
    at: datetime
    act: str
    entries: int
    who: str
    story: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class Moments:
    """The moments of a proposal around one: before it, it, after it."""

    all: list[Moment]
    place: int  # how many lie at or before the moment
    moment: datetime | None = None

    @property
    def current(self) -> Moment | None:
        """The change that made the proposal what it was at this moment."""
        return self.all[self.place - 1] if self.place else None

    @property
    def previous(self) -> Moment | None:
        """The change before that."""
        return self.all[self.place - 2] if self.place > 1 else None

    @property
    def next(self) -> Moment | None:
        """The first change after this moment."""
        return self.all[self.place] if self.place < len(self.all) else None

    @property
    def under_way(self) -> Moment | None:
        """The change that was still being written: nobody could see it yet."""
        if self.moment is None:
            return None
        later = self.all[self.place :]
        return next((one for one in later if one.began <= self.moment), None)

    def around(self, count: int) -> list[Moment]:
        """Those nearest to the moment, the newest first."""
        begin = max(0, min(self.place - count // 2, len(self.all) - count))
        return self.all[begin : begin + count][::-1]


def moments_of(
    pk: int, moment: datetime | None, actions: Iterable[int] = ()
) -> Moments:
    """When the proposal changed, or the text of an action that it cites.

    Three queries, whatever its size.
    """
    corrected = Q(source=Action._meta.db_table, row_id__in=[*actions], label="update")
    acts = (
        TrailEntry.objects.filter(concerning_proposal(pk) | corrected)
        .order_by()
        .values(act=ACT)
        .annotate(
            began=Min("at"),
            last=Max("at"),
            entries=Count("entry"),
            person=Max(Said("person", "context__metadata")),
            program=Max(Said("program", "context__metadata")),
        )
        .order_by("last")
    )
    stories = _stories(pk)
    found = [
        Moment(
            began=one["began"],
            at=one["last"],
            act=one["act"],
            entries=one["entries"],
            who=one["person"] or one["program"] or "–",
            story=stories[one["act"]],
        )
        for one in acts
    ]
    passed = [one for one in found if moment is None or one.at <= moment]
    return Moments(found, len(passed), moment)


def _stories(pk: int) -> dict[str, list[Told]]:
    """By act, the events that it added to the history of the proposal."""
    entries = TrailEntry.objects.filter(
        source=Event._meta.db_table, place=pk, label__in=["insert", "begin"]
    ).annotate(act=ACT)
    stories: dict[str, list[Told]] = defaultdict(list)
    told_in = entries.order_by("entry").values_list("act", "row_id", "said")
    for act, row, said in told_in:
        events = made(Event, {Event._meta.db_table: {row: said}})
        stories[act] += told(events.values())
    return stories

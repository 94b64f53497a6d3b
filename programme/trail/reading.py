"""Reading the trail: its entries newest first, one row's history, rows as they were.

Everything here is read through the view over all entries; nothing is written but that
somebody took the trail with them (`programme.services.record_reading`).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.timezone import make_aware

from programme.models import TrailEntry, TrailLink, TrailSeal
from programme.trail.sealing import GENESIS, Head, last_head

PAGE = 50
GONE = "delete"


@dataclass(frozen=True)
class Filters:
    """Which entries somebody asks for; `rows` narrows them to what concerns a thing."""

    source: str = ""
    row: int | None = None
    person: int | None = None
    request: str = ""
    since: date | None = None
    until: date | None = None
    rows: Q = field(default_factory=Q)

    def entries(self) -> QuerySet[TrailEntry]:
        """The entries asked for; days are whole days of the site, both included."""
        asked = self.rows
        if self.source:
            asked &= Q(source=self.source)
        if self.row is not None:
            asked &= Q(row_id=self.row)
        if self.person is not None:
            asked &= Q(context__metadata__by=self.person)
        if self.request:
            asked &= same_act(self.request)
        if self.since:
            asked &= Q(at__gte=_midnight(self.since))
        if self.until:
            asked &= Q(at__lt=_midnight(self.until + timedelta(days=1)))
        return TrailEntry.objects.filter(asked)


def same_act(act: str) -> Q:
    """What one request wrote, or one command or transaction outside of requests."""
    return Q(context__metadata__request=act) | Q(context__id__iexact=act)


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


class Step(NamedTuple):
    """An entry with the row as it was before, and its place in the chain if sealed."""

    entry: TrailEntry
    before: dict[str, Any] | None
    link: TrailLink | None


@dataclass(frozen=True)
class Page:
    """Some entries, newest first; the cursors to those before and after, if any."""

    steps: list[Step]
    older: int | None
    newer: int | None


def page_of(
    filters: Filters,
    *,
    older: int | None = None,
    newer: int | None = None,
    size: int = PAGE,
) -> Page:
    """The newest entries asked for; those older or newer than an entry, if one is
    given. Three queries at most, whatever the size."""
    asked = filters.entries().values_list("entry", flat=True)
    if newer is not None:
        numbers = list(asked.filter(entry__gt=newer).order_by("entry")[: size + 1])
        more_newer, more_older = len(numbers) > size, True
        numbers = numbers[:size][::-1]
    else:
        beyond = {} if older is None else {"entry__lt": older}
        numbers = list(asked.filter(**beyond).order_by("-entry")[: size + 1])
        more_newer, more_older = older is not None, len(numbers) > size
        numbers = numbers[:size]
    return Page(
        steps_of(numbers),
        older=numbers[-1] if numbers and more_older else None,
        newer=numbers[0] if numbers and more_newer else None,
    )


def steps_of(numbers: Iterable[int]) -> list[Step]:
    """These entries, newest first, each with the row as it was before it."""
    found = list(
        TrailEntry.objects.filter(entry__in=list(numbers))
        .select_related("context")
        .annotate(before=Subquery(_before().values("said")[:1]))
        .order_by("-entry")
    )
    links = TrailLink.objects.filter(entry__in=[one.entry for one in found])
    by_entry = {one.entry: one for one in links}
    lost = _before_elsewhere(one for one in found if _lacks_before(one))
    return [
        Step(
            one,
            lost.get(one.entry) or one.before,  # type: ignore[attr-defined]
            by_entry.get(one.entry),
        )
        for one in found
    ]


def _before() -> QuerySet[TrailEntry]:
    """The entries of the same row before an outer one, the latest first."""
    return TrailEntry.objects.filter(
        source=OuterRef("source"),
        place=OuterRef("place"),  # what finds it quickly
        row_id=OuterRef("row_id"),
        entry__lt=OuterRef("entry"),
    ).order_by("-entry")


def _lacks_before(one: Any) -> bool:
    return one.label in ("update", GONE) and one.before is None


def _before_elsewhere(entries: Iterable[TrailEntry]) -> dict[int, dict[str, Any]]:
    """The rows before these entries, looked for beyond the place they are in now."""
    wanted = {(one.source, one.row_id): one.entry for one in entries}
    if not wanted:
        return {}
    rows = Q()
    for (source, row), entry in wanted.items():
        rows |= Q(source=source, row_id=row, entry__lt=entry)
    latest = TrailEntry.objects.filter(rows).order_by("source", "row_id", "-entry")
    return {
        wanted[one.source, one.row_id]: one.said
        for one in latest.distinct("source", "row_id")
    }


def rows_at(moment: datetime | None, which: Q) -> dict[str, dict[int, dict[str, Any]]]:
    """By table and key, the rows as their last entry until this moment told them.

    Rows deleted by then are left out. Without a moment, the rows as they are now.
    """
    until = Q() if moment is None else Q(at__lte=moment)
    latest = (
        TrailEntry.objects.filter(which, until)
        .order_by("source", "row_id", "-entry")
        .distinct("source", "row_id")
    )
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for one in latest:
        if one.label != GONE:
            rows.setdefault(one.source, {})[one.row_id] = one.said
    return rows


@dataclass(frozen=True)
class State:
    """How far the chain has come: its last seal, and what waits for the next."""

    head: Head
    seal: TrailSeal | None
    unsealed: int

    @property
    def entries(self) -> int:
        """How many entries there are, sealed or not."""
        return self.head.position + self.unsealed


def state_of_chain() -> State:
    """The state of the chain as it was last sealed; it is not verified here."""
    settled = Func(function="trail_settled", output_field=BigIntegerField())
    sealed = TrailLink.objects.filter(entry=OuterRef("entry"))
    waiting = TrailEntry.objects.filter(~Exists(sealed), entry__gt=settled)
    return State(last_head(), TrailSeal.objects.first(), waiting.count())


@dataclass(frozen=True)
class Hashed:
    """The line of text of an entry, the hash before it and the hash that follows."""

    text: str
    before: str
    hash: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the line itself."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def follows(self) -> bool:
        """Whether the hash in the chain is that of the one before and this line."""
        both = bytes.fromhex(self.before) + bytes.fromhex(self.digest)
        return hashlib.sha256(both).hexdigest() == self.hash

    @classmethod
    def of(cls, step: Step) -> Self:
        """The entry as it is hashed; without hashes while it waits to be sealed."""
        text = _line_of(step.entry.entry)
        if step.link is None:
            return cls(text, "", "")
        before = TrailLink.objects.filter(position=step.link.position - 1).first()
        return cls(
            text,
            bytes(before.hash).hex() if before else GENESIS,
            bytes(step.link.hash).hex(),
        )


def _line_of(entry: int) -> str:
    """The line of one entry as `trail_text` writes them all (sql/trail.sql)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select jsonb_build_object('entry', e.entry, 'table', e.source, 'event',"
            " e.label, 'at', e.at, 'said', e.said, 'context', e.context_id,"
            " 'who', c.metadata)::text"
            " from trail_entry e join pghistory_context c on c.id = e.context_id"
            " where e.entry = %s",
            [entry],
        )
        return cursor.fetchone()[0]

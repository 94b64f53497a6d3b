"""Who changed and answered what since Finance returned a proposal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet, Subquery

from budgeting.models import Event, Proposal
from budgeting.workflow import Status


@dataclass(frozen=True)
class Worker:
    """A person, what they changed or answered since, and when last."""

    name: str
    lines: list[str]
    frameworks: list[str]
    answers: int
    at: datetime


@dataclass(frozen=True)
class Touched:
    """What was done since a return: by whom in all, and the last edits by line."""

    returned: Event
    workers: list[Worker]
    lines: dict[str, list[Event]] = field(default_factory=dict)  # newest first


def events_to_read(proposal: Proposal, latest: int) -> QuerySet[Event]:
    """The latest events of a proposal, and every one since it was last returned."""
    every = Event.objects.filter(proposal=proposal)
    returned = every.filter(to_status=Status.RETURNED).order_by("-pk").values("pk")
    newest = every.order_by("-pk").values("pk")[:latest]
    asked = Q(pk__gte=Subquery(returned[:1])) | Q(pk__in=newest)
    return every.filter(asked).select_related("by", "batch").order_by("-pk")


def touched(events: Iterable[Event]) -> Touched | None:
    """What was done since the last return among these events, the newest first."""
    since: list[Event] = []
    for event in events:
        if event.to_status == Status.RETURNED:
            return _touched(event, since)
        since.append(event)
    return None


def _touched(returned: Event, since: list[Event]) -> Touched:
    """The same of the events after this return."""
    lines: dict[str, list[Event]] = defaultdict(list)
    by_person: dict[str, list[Event]] = defaultdict(list)
    for event in since:
        if event.kind not in (Event.Kind.EDITED, Event.Kind.REPLIED):
            continue
        by_person[str(event.by or "–")].append(event)
        for is_line, code in _parts(event):
            if is_line:
                lines[code].append(event)
    workers = [_worker(name, done) for name, done in sorted(by_person.items())]
    return Touched(returned, workers, dict(lines))


def _worker(name: str, done: list[Event]) -> Worker:
    parts = {part for event in done for part in _parts(event)}
    return Worker(
        name,
        lines=sorted(code for is_line, code in parts if is_line),
        frameworks=sorted(code for is_line, code in parts if not is_line),
        answers=sum(event.kind == Event.Kind.REPLIED for event in done),
        at=max(event.at for event in done),
    )


def _parts(event: Event) -> Iterator[tuple[bool, str]]:
    """Whether a line, and the code, of each that an edit changed."""
    if event.kind != Event.Kind.EDITED:
        return
    data = event.data
    for row in data.get("rows", ()):
        yield "line" in row, str(row["code"])
    if not data.get("rows") and data.get("code"):
        yield not data.get("what", "").startswith("framework"), str(data["code"])

"""The queue of a reviewer: what waits for Finance in a year, the oldest first."""

from dataclasses import dataclass

from budgeting.models import Proposal
from budgeting.workflow import Status


@dataclass(frozen=True)
class Waiting:
    """A submitted proposal of the queue: its key, and its unit's code and name."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True)
class Queue:
    """What waits, the oldest first, seen from one proposal, which may be in it."""

    waiting: list[Waiting]
    pk: int

    @property
    def place(self) -> int | None:
        """Its place in the queue, from 1; None where it does not wait."""
        keys = [one.pk for one in self.waiting]
        return keys.index(self.pk) + 1 if self.pk in keys else None

    @property
    def next(self) -> Waiting | None:
        """The one after it; the oldest of all where it does not wait."""
        return next(iter(self.waiting[self.place or 0 :]), None)

    @property
    def previous(self) -> Waiting | None:
        """The one before it, which has waited longer."""
        place = self.place or 1
        return self.waiting[place - 2] if place > 1 else None


def queue_of(proposal: Proposal) -> Queue:
    """The queue of its year seen from this proposal, in one query."""
    found = Proposal.objects.filter(
        fiscal_year=proposal.fiscal_year_id, status=Status.SUBMITTED
    ).order_by("submitted_at", "unit__code")
    rows = found.values_list("pk", "unit__code", "unit__name")
    return Queue([Waiting(*row) for row in rows], proposal.pk)

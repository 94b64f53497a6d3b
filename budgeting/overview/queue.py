"""The queue of a reviewer: what waits for Finance in a year, the oldest first."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from budgeting.models import Assignment, Proposal
from budgeting.workflow import Status
from programme.models import User


@dataclass(frozen=True)
class Waiting:
    """A submitted proposal of the queue: its key, and its unit's code and name."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True)
class Queue:
    """What waits, the oldest first, seen from one proposal, which may be in it.

    `assigned`: of the units of this reviewer alone.
    """

    waiting: list[Waiting]
    pk: int
    assigned: bool = False

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


def queue_of(proposal: Proposal, reviewer: User) -> Queue:
    """The reviewer's queue of its year seen from this proposal, in one query.

    Theirs are the units assigned to them; every unit, where none of those waits or the
    proposal is another's.
    """
    mine = Assignment.objects.filter(
        fiscal_year=OuterRef("fiscal_year"), unit=OuterRef("unit"), analyst=reviewer
    )
    found = Proposal.objects.filter(
        Q(status=Status.SUBMITTED) | Q(pk=proposal.pk),
        fiscal_year=proposal.fiscal_year_id,
    ).annotate(mine=Exists(mine))
    rows = list(found.select_related("unit").order_by("submitted_at", "unit__code"))
    is_mine = any(row.mine for row in rows if row.pk == proposal.pk)
    waiting = [row for row in rows if row.status == Status.SUBMITTED]
    theirs = [row for row in waiting if row.mine]
    kept = theirs if is_mine and theirs else waiting
    named = [Waiting(row.pk, row.unit.code, row.unit.name) for row in kept]
    return Queue(named, proposal.pk, assigned=kept is theirs)

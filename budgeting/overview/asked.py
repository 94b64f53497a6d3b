"""What Finance asks, as tasks of the unit: how far each has come, which comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.models import Observation, Proposal, Reply
from budgeting.workflow import Status

NEVER = date.max


class AskedState(models.TextChoices):
    """How far an observation has come."""

    TO_ANSWER = "to_answer", _("To answer")
    ANSWERED = "answered", _("Answered")
    SOLVED = "solved", _("Solved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@dataclass(frozen=True)
class Asked:
    """An observation with the day to answer by, and whether that day has passed."""

    observation: Observation
    due: date | None
    overdue: bool

    @property
    def state(self) -> AskedState:
        """Its end if it has one; else whether the unit spoke last."""
        one = self.observation
        if one.resolution:
            return AskedState(one.resolution)
        answered = self.last is not None and self.last.side == Reply.Side.UNIT
        return AskedState.ANSWERED if answered else AskedState.TO_ANSWER

    @property
    def messages(self) -> list[Reply]:
        """What was said under it, in order; read already."""
        return list(self.observation.replies.all())

    @property
    def last(self) -> Reply | None:
        """The last message; None where nobody answered."""
        return next(reversed(self.messages), None)

    @property
    def asked_back(self) -> Reply | None:
        """The last message of Finance, if it wrote any since it asked."""
        of_finance = (m for m in self.messages if m.side == Reply.Side.FINANCE)
        return next(reversed(list(of_finance)), None)

    @property
    def waits(self) -> bool:
        """Whether it is the unit's turn."""
        return self.state == AskedState.TO_ANSWER

    @property
    def framework_id(self) -> int | None:
        """The framework where the work is: that of its line today, if it has one."""
        one = self.observation
        return one.line.framework_id if one.line else one.framework_id

    @property
    def line_is_there(self) -> bool:
        """Whether it is about a line that was not removed."""
        line = self.observation.line
        return line is not None and line.removed_at is None

    @property
    def recoded(self) -> str:
        """The code that its line has today, where that is another than it was."""
        line = self.observation.line
        return line.code if line and line.code != self.observation.line_code else ""


@dataclass(frozen=True)
class Asking:
    """Everything that Finance asks about a proposal, what is due first in front."""

    all: list[Asked]

    @property
    def to_answer(self) -> list[Asked]:
        """What waits for the unit."""
        return [one for one in self.all if one.waits]

    @property
    def counted(self) -> list[Asked]:
        """What is counted: all but what Finance withdrew."""
        return [one for one in self.all if one.state != AskedState.WITHDRAWN]

    @property
    def answered(self) -> int:
        """How many of these are answered or solved."""
        return sum(not one.waits for one in self.counted)

    @property
    def overdue(self) -> list[Asked]:
        """What waits for the unit beyond its day."""
        return [one for one in self.all if one.overdue]

    @property
    def blocking(self) -> list[Asked]:
        """What waits and keeps the proposal from approval."""
        severe = Observation.Severity.BLOCKING
        return [one for one in self.to_answer if one.observation.severity == severe]

    @property
    def unresolved(self) -> list[Asked]:
        """What Finance did not close yet, be it answered or not."""
        return [one for one in self.all if not one.observation.resolution]

    @property
    def resolved(self) -> list[Asked]:
        """What Finance closed."""
        return [one for one in self.all if one.observation.resolution]

    @property
    def barring(self) -> list[Asked]:
        """What keeps the proposal from approval, be it answered or not."""
        severe = Observation.Severity.BLOCKING
        return [one for one in self.unresolved if one.observation.severity == severe]

    @property
    def next_due(self) -> date | None:
        """The first day to answer by, of what waits."""
        return min((one.due for one in self.to_answer if one.due), default=None)

    def about_line(self, pk: int) -> list[Asked]:
        """What is asked about one line or a citation of it."""
        return [one for one in self.all if one.observation.line_id == pk]

    def about_framework(self, pk: int) -> list[Asked]:
        """What is asked about one framework or a line that is in it."""
        return [one for one in self.all if one.framework_id == pk]


def asking_of(proposal: Proposal, observations: Iterable[Observation]) -> Asking:
    """These observations, as `for_reading` gives them, as tasks; no query.

    One without a day of its own is due when its proposal's return is.
    """
    today = proposal.fiscal_year.today()
    returned = proposal.status == Status.RETURNED
    found = []
    for one in observations:
        due = one.due_on or (proposal.return_due if returned else None)
        late = due is not None and due < today
        found.append(Asked(one, due, overdue=late and Asked(one, due, False).waits))
    return Asking(sorted(found, key=_place))


def _place(asked: Asked) -> tuple:
    """What waits first, by its day; then what is answered, then what has ended."""
    order = list(AskedState).index(asked.state)
    day = asked.due if asked.waits and asked.due else NEVER
    return order, day, asked.observation.at, asked.observation.pk

"""A whole proposal as its page shows it: frameworks, lines, totals, honest statuses."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.checks import NEEDED, Faults, find_faults
from budgeting.contents import frameworks_with_lines
from budgeting.models import (
    FiscalYear,
    Observation,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.overview.asked import Asking, asking_of
from budgeting.overview.exceptions import above_ceiling_said
from budgeting.overview.lines import LineState, ShownLine, shown_line
from budgeting.overview.totals import Totals, totals_of

TOLD = (*NEEDED, "gender_perspective", "indicator", "monthly_targets")
EMPTY: tuple = ("", None, [])


class TaskStatus(models.TextChoices):
    """How far a part of the form has come; recomputed at every load."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    PROBLEM = "problem", _("There is a problem")
    COMPLETED = "completed", _("Completed")


@dataclass(frozen=True)
class ShownFramework:
    """A framework with its lines and how far its two parts have come."""

    framework: PolicyFramework
    lines: list[ShownLine]
    fault: str = ""

    @property
    def texts_status(self) -> TaskStatus:
        """How far the fields needed to submit have come."""
        if self.framework.pending:
            return TaskStatus.PROBLEM
        if all(getattr(self.framework, name) in EMPTY for name in TOLD):
            return TaskStatus.NOT_STARTED
        return TaskStatus.IN_PROGRESS if self.fault else TaskStatus.COMPLETED

    @property
    def lines_status(self) -> TaskStatus:
        """How far its spending lines have come."""
        if not self.lines:
            return TaskStatus.NOT_STARTED
        at_fault = [shown for shown in self.lines if shown.fault]
        unfinished = (LineState.UNCITED, LineState.COPIED)
        if any(shown.state not in unfinished for shown in at_fault):
            return TaskStatus.PROBLEM
        return TaskStatus.IN_PROGRESS if at_fault else TaskStatus.COMPLETED

    @property
    def unreviewed(self) -> list[ShownLine]:
        """Its lines that were copied and that nobody confirmed yet."""
        return [shown for shown in self.lines if shown.line.unreviewed]

    @property
    def undecided(self) -> list[ShownLine]:
        """Its lines with a retired action to decide about."""
        return [shown for shown in self.lines if shown.line.undecided]

    @property
    def uncited(self) -> int:
        """How many of its lines cite no action, with no waiver either."""
        return sum(shown.link == LineState.UNCITED for shown in self.lines)

    @property
    def amount(self) -> Decimal:
        """What its lines add up to."""
        return sum((shown.line.amount for shown in self.lines), Decimal(0))


@dataclass
class Sheet:
    """All that the pages of one proposal tell, read once."""

    proposal: Proposal
    frameworks: list[ShownFramework]
    totals: Totals
    faults: Faults
    observations: list[Observation]

    @property
    def rule_holds(self) -> bool:
        """Whether the year requires a citation of every line."""
        return self.proposal.fiscal_year.linking == FiscalYear.Linking.REQUIRED

    @property
    def ready(self) -> bool:
        """Whether nothing in it keeps it from being submitted."""
        return not self.faults.any()

    @property
    def excepted(self) -> list[str]:
        """The ceilings that it goes above by exception, as sentences."""
        return [above_ceiling_said(one.told()) for one in self.faults.excepted]

    @cached_property
    def lines(self) -> list[ShownLine]:
        """Every kept line, framework by framework."""
        return [shown for each in self.frameworks for shown in each.lines]

    @cached_property
    def uncited(self) -> list[ShownLine]:
        """Lines that cite no action and have no waiver or screening."""
        return [one for one in self.lines if one.link == LineState.UNCITED]

    @cached_property
    def at_fault(self) -> list[ShownLine]:
        """Lines that keep the proposal from being submitted."""
        return [one for one in self.lines if one.fault]

    @cached_property
    def incomplete(self) -> list[ShownFramework]:
        """Frameworks that lack what submitting needs."""
        return [each for each in self.frameworks if each.fault]

    @cached_property
    def unreviewed(self) -> int:
        """How many frameworks and lines were copied and are not confirmed yet."""
        forms = sum(each.framework.unreviewed for each in self.frameworks)
        return forms + sum(len(each.unreviewed) for each in self.frameworks)

    @cached_property
    def asked(self) -> Asking:
        """What Finance asks, as tasks of the unit."""
        return asking_of(self.proposal, self.observations)

    @cached_property
    def linked(self) -> int:
        """How many lines cite an action of the year's programme."""
        return sum(one.link == LineState.LINKED for one in self.lines)

    def framework(self, pk: int) -> ShownFramework | None:
        """One framework of it; None for one that was removed."""
        return next((f for f in self.frameworks if f.framework.pk == pk), None)


def sheet_of(proposal: Proposal) -> Sheet:
    """The proposal as its pages show it, in a fixed number of queries."""
    frameworks = frameworks_with_lines(proposal)
    faults = find_faults(proposal, frameworks)
    programme = proposal.fiscal_year.main_programme.pk
    line_faults = {line.pk: said for line, said in faults.lines}
    framework_faults = {row.pk: said for row, said in faults.frameworks}
    observations = list(
        proposal.observations.select_related("by", "replied_by", "line", "framework")
    )
    by_line: dict[int | None, list[Observation]] = defaultdict(list)
    for one in observations:
        by_line[one.line_id].append(one)

    def shown(line: SpendingLine) -> ShownLine:
        return shown_line(
            line,
            programme,
            fault=line_faults.get(line.pk, ""),
            observations=by_line[line.pk],
        )

    lines = [line for one in frameworks for line in one.kept_lines]  # type: ignore[attr-defined]
    return Sheet(
        proposal=proposal,
        frameworks=[
            ShownFramework(
                framework=one,
                lines=[shown(line) for line in _in_order(one)],
                fault=framework_faults.get(one.pk, ""),
            )
            for one in frameworks
        ],
        totals=totals_of(proposal, lines),
        faults=faults,
        observations=observations,
    )


def _in_order(framework: PolicyFramework) -> list[SpendingLine]:
    """The kept lines as their officer ordered them."""
    lines = framework.kept_lines  # type: ignore[attr-defined]
    return sorted(lines, key=lambda line: (line.position, line.pk))

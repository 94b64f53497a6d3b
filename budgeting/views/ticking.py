"""Lines of a proposal to be ticked, among those that a filter asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from budgeting.contents import frameworks_with_lines
from budgeting.forms.bulk import LinesFilter
from budgeting.models import PolicyFramework, Proposal, SpendingLine


@dataclass
class Ticking:
    """What a page of many lines holds: which are asked for, which are ticked."""

    proposal: Proposal
    data: Mapping
    errors: list[tuple[str, str]] = field(default_factory=list)
    ticked: set[int] = field(default_factory=set)

    @cached_property
    def frameworks(self) -> list[PolicyFramework]:
        """The frameworks with their lines, read once."""
        return frameworks_with_lines(self.proposal)

    @cached_property
    def lines(self) -> list[SpendingLine]:
        """Every kept line, framework by framework, in the officer's order."""
        return [
            line
            for one in self.frameworks
            for line in sorted(one.kept_lines, key=lambda it: (it.position, it.pk))  # type: ignore[attr-defined]
        ]

    @cached_property
    def filter(self) -> LinesFilter:
        """Which lines are asked for."""
        return LinesFilter(self.data, frameworks=self.frameworks)

    @cached_property
    def listed(self) -> list[SpendingLine]:
        """The lines asked for, and those ticked already."""
        return [
            line for line in self.lines if line.pk in self.ticked or self.matches(line)
        ]

    def matches(self, line: SpendingLine) -> bool:
        """Whether the filter asks for this line."""
        return self.filter.keeps(line)

    @property
    def chosen(self) -> list[SpendingLine]:
        """The lines that are ticked."""
        return [line for line in self.lines if line.pk in self.ticked]

    def press(self, button: str | None, ticked: set[int]) -> None:
        """Take what was ticked, and what the buttons for all and none change in it."""
        self.ticked = ticked
        if button == "all":
            self.ticked |= {line.pk for line in self.lines if self.matches(line)}
        if button == "none":
            self.ticked = set()

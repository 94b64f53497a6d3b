"""What differs between what a proposal says and what it, or last year's, said."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from programme.trail.words import Change

Content = Mapping[str, Any]
JUMPS = (1000, 100, 10)


class Kind(models.TextChoices):
    """What happened to a line between the two."""

    NEW = "new", gettext_lazy("New")
    GONE = "gone", gettext_lazy("Gone")
    CHANGED = "changed", gettext_lazy("Changed")


@dataclass(frozen=True)
class LineChange:
    """A line that differs: what it was, what it is; None where it was not."""

    before: Content | None
    after: Content | None
    said: list[Change]

    @property
    def line(self) -> Content:
        """The line as it is, or was."""
        return self.after or self.before or {}

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return Kind.NEW
        return Kind.GONE if self.after is None else Kind.CHANGED

    @property
    def amount_before(self) -> Decimal | None:
        return Decimal(self.before["amount"]) if self.before else None

    @property
    def amount_after(self) -> Decimal | None:
        return Decimal(self.after["amount"]) if self.after else None

    @property
    def difference(self) -> Decimal:
        """How much more there is for it now; negative for less."""
        return (self.amount_after or Decimal(0)) - (self.amount_before or Decimal(0))

    @property
    def cited(self) -> list[str]:
        """Actions that it cites and did not."""
        return _apart(self.after, self.before)

    @property
    def uncited(self) -> list[str]:
        """Actions that it cited and no longer does."""
        return _apart(self.before, self.after)

    @property
    def dropped(self) -> list[Content]:
        """The citations of what it no longer cites, with the texts of their actions."""
        was = citations_by_action(self.before)
        return [was[code] for code in self.uncited]

    @property
    def jump(self) -> int | None:
        """10, 100 or 1000: its amount became, or was, at least so many times as much.

        A misplaced point shows so; None for less than ten times, and from or to zero.
        """
        was, now = self.amount_before, self.amount_after
        if not was or not now:
            return None
        small, large = sorted((was, now))
        return next((times for times in JUMPS if large >= small * times), None)


@dataclass(frozen=True)
class FrameworkChange:
    """A framework that differs in what it says of itself."""

    code: str
    name: str
    kind: Kind
    said: list[Change]


@dataclass(frozen=True)
class Changes:
    """All that differs between two contents, in order of code."""

    lines: list[LineChange]
    frameworks: list[FrameworkChange]
    other: list[Change]
    before: Decimal
    after: Decimal
    year: int  # of what it is compared with

    @property
    def difference(self) -> Decimal:
        """How much more there is in all; negative for less."""
        return self.after - self.before

    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.lines or self.frameworks or self.other)

    @cached_property
    def new(self) -> list[LineChange]:
        return [one for one in self.lines if one.kind == Kind.NEW]

    @cached_property
    def gone(self) -> list[LineChange]:
        return [one for one in self.lines if one.kind == Kind.GONE]

    @cached_property
    def changed(self) -> list[LineChange]:
        """Lines in both that differ in anything."""
        return [one for one in self.lines if one.kind == Kind.CHANGED]

    @cached_property
    def amounts(self) -> list[LineChange]:
        """Lines in both, of another amount."""
        return [one for one in self.changed if one.difference]

    @cached_property
    def citations(self) -> list[LineChange]:
        """Lines in both that cite other actions."""
        return [one for one in self.changed if one.cited or one.uncited]

    @cached_property
    def by_code(self) -> dict[str, LineChange]:
        """Lines that are there and differ, by the code they have now."""
        return {one.after["code"]: one for one in self.lines if one.after}

    @cached_property
    def of_frameworks(self) -> dict[str, FrameworkChange]:
        """Frameworks that differ, by code."""
        return {one.code: one for one in self.frameworks}

    @cached_property
    def jumps(self) -> dict[str, LineChange]:
        """Lines whose amount jumped, by code."""
        return {one.line["code"]: one for one in self.lines if one.jump}


def citations_by_action(line: Content | None) -> dict[str, Content]:
    """The citations of a line by action."""
    return {one["action"]: one for one in (line or {}).get("citations", ())}


def _apart(one: Content | None, other: Content | None) -> list[str]:
    """Codes of actions that one line cites and the other does not."""
    return [
        code
        for code in citations_by_action(one)
        if code not in citations_by_action(other)
    ]

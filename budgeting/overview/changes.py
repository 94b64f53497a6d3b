"""How what a proposal says differs from what it, or last year's, said.

Compares contents as `contents.content_of` makes them and a submission keeps them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.models import Citation, PolicyFramework, SpendingLine
from budgeting.overview.lines import per_cent
from programme.trail.words import Change

Content = Mapping[str, Any]
OF_FRAMEWORK = (
    "name",
    "problem",
    "objective",
    "target_population",
    "expected_result",
    "unit_of_measure",
    "physical_target",
    "monthly_targets",
    "indicator",
    "function",
    "gender_perspective",
)
OF_LINE = ("object_code", "description", "territory", "classification")
SCREENING = ("screened", "screened_reason")
JUMPS = (1000, 100, 10)
NOTHING = "–"


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
    def amounts(self) -> list[LineChange]:
        """Lines in both, of another amount."""
        changed = (one for one in self.lines if one.kind == Kind.CHANGED)
        return [one for one in changed if one.difference]

    @cached_property
    def citations(self) -> list[LineChange]:
        """Lines in both that cite other actions."""
        changed = (one for one in self.lines if one.kind == Kind.CHANGED)
        return [one for one in changed if one.cited or one.uncited]

    @cached_property
    def jumps(self) -> dict[str, LineChange]:
        """Lines whose amount jumped, by code."""
        return {one.line["code"]: one for one in self.lines if one.jump}


def changes_between(
    before: Content, after: Content, pairs: Mapping[str, str] | None = None
) -> Changes:
    """What differs. Lines are the same by code, which is unique in a proposal.

    `pairs` gives the code that a line of `after` had in `before`, where it had another.
    """
    was, now = _lines(before), _lines(after)
    known = {code: (pairs or {}).get(code, code) for code in now}
    lines = [_line_change(was.get(known[code]), now[code]) for code in now]
    kept = set(known.values())
    lines += [
        _line_change(line, None) for code, line in was.items() if code not in kept
    ]
    return Changes(
        lines=sorted(
            (one for one in lines if _differs(one)), key=lambda one: one.line["code"]
        ),
        frameworks=list(_frameworks(before, after)),
        other=list(_others(before, after)),
        before=_total(was),
        after=_total(now),
        year=before["year"],
    )


def _lines(content: Content) -> dict[str, dict[str, Any]]:
    """Every line by code, each with the code of its framework."""
    return {
        line["code"]: {**line, "framework": each["code"]}
        for each in content["frameworks"]
        for line in each["lines"]
    }


def _total(lines: Mapping[str, Content]) -> Decimal:
    return sum((Decimal(line["amount"]) for line in lines.values()), Decimal(0))


def _line_change(before: Content | None, after: Content | None) -> LineChange:
    said = list(_line_said(before, after)) if before and after else []
    return LineChange(before, after, said)


def _differs(one: LineChange) -> bool:
    changed = one.said or one.difference or one.cited or one.uncited
    return one.kind != Kind.CHANGED or bool(changed)


def _line_said(before: Content, after: Content) -> Iterator[Change]:
    """What else differs of a line than its amount and which actions it cites."""
    if before["framework"] != after["framework"]:
        yield Change(_("Framework"), before["framework"], after["framework"])
    if before["code"] != after["code"]:
        yield Change(_name(SpendingLine, "code"), before["code"], after["code"])
    for field in OF_LINE:
        yield from _field(SpendingLine, field, before, after)
    if _screening(before) != _screening(after):
        label = _("No action applies")
        yield Change(label, _screening(before), _screening(after))
    if before["waivers"] != after["waivers"]:
        yield Change(_("Waiver"), _waivers(before), _waivers(after))
    yield from _citations_said(before, after)


def _citations_said(before: Content, after: Content) -> Iterator[Change]:
    """What differs of the citations that the line keeps."""
    was, now = _citations(before), _citations(after)
    for key in [key for key in now if key in was]:
        told, tells = _told(was[key]), _told(now[key])
        if told != tells:
            yield Change(_("Citation of %(code)s") % {"code": key}, told, tells)
        for field in ("text_es", "text_en"):
            if was[key][field] != now[key][field]:
                label = _("Text of action %(code)s") % {"code": key}
                yield Change(label, was[key][field] or "–", now[key][field] or "–")


def _citations(line: Content | None) -> dict[str, Content]:
    """The citations of a line by action."""
    return {one["action"]: one for one in (line or {}).get("citations", ())}


def _apart(one: Content | None, other: Content | None) -> list[str]:
    """Codes of actions that one line cites and the other does not."""
    return [code for code in _citations(one) if code not in _citations(other)]


def _told(citation: Content) -> str:
    """A citation in a few words."""
    strength = citation["strength"]
    said = [
        f"{citation['programme']}",
        f"{per_cent(citation['share'])} %",
        str(Citation.Strength(strength).label) if strength else "",
        citation["justification"],
    ]
    return " · ".join(part for part in said if part)


def _screening(line: Content) -> str:
    said = [line["screened"], line["screened_reason"]]
    return ": ".join(part for part in said if part) or NOTHING


def _waivers(line: Content) -> str:
    return "; ".join(f"{one['by']}: {one['reason']}" for one in line["waivers"]) or "–"


def _frameworks(before: Content, after: Content) -> Iterator[FrameworkChange]:
    was = {one["code"]: one for one in before["frameworks"]}
    now = {one["code"]: one for one in after["frameworks"]}
    for code in sorted(was.keys() | now.keys()):
        one, other = was.get(code), now.get(code)
        if one is None or other is None:
            there = one or other or {}
            kind = Kind.NEW if one is None else Kind.GONE
            yield FrameworkChange(code, there["name"], kind, [])
            continue
        said = [s for f in OF_FRAMEWORK for s in _field(PolicyFramework, f, one, other)]
        if said:
            yield FrameworkChange(code, other["name"], Kind.CHANGED, said)


def _field(
    model: type[models.Model], field: str, before: Content, after: Content
) -> Iterator[Change]:
    if before[field] != after[field]:
        yield Change(_name(model, field), _shown(before[field]), _shown(after[field]))


def _name(model: type[models.Model], field: str) -> str:
    name = str(model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return name[:1].upper() + name[1:]


def _shown(value: Any) -> str:
    """A value of a content in text."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {said}" for name, said in value.items()) or NOTHING
    if isinstance(value, list):
        return "; ".join(_shown(one) for one in value) or NOTHING
    return str(value) if value not in (None, "") else NOTHING


def _others(before: Content, after: Content) -> Iterator[Change]:
    """What differs of the proposal as a whole, within one year and unit."""
    names = {
        "linking": _("Linking rule"),
        "currency": _("Currency"),
        "unit": _("Unit"),
        "origin": _("Origin"),
    }
    if before["year"] != after["year"]:
        return
    for key, label in names.items():
        if before[key] != after[key]:
            yield Change(label, _shown(before[key]), _shown(after[key]))

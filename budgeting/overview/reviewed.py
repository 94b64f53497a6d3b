"""The lines of a proposal as its reviewer reads them: what each was, what it is now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgeting.models import Event
from budgeting.overview.changes import Content, FrameworkChange, Kind, LineChange
from budgeting.overview.lines import ShownLine
from budgeting.overview.reading import Beside, Reading
from budgeting.overview.sheet import ShownFramework

FEW = 40  # lines gone since last year that are shown among all


class Show(models.TextChoices):
    """Which lines of a proposal its reviewer asks for."""

    ALL = "all", _("All lines")
    EARLIER = "submission", _("What differs from %(name)s")
    LAST_YEAR = "year", _("What differs from %(name)s")
    OBSERVED = "observed", _("With observations")


@dataclass(frozen=True)
class Then:
    """A line as it was in what it is compared with; `change` is None where the same."""

    name: str
    amount: Decimal | None
    change: LineChange | None

    @property
    def is_new(self) -> bool:
        return self.change is not None and self.change.kind == Kind.NEW


@dataclass(frozen=True)
class ReviewedLine:
    """A line beside what it was; `shown` is None for one that is gone.

    `then` has one entry for each that the proposal is compared with, the older first.
    """

    code: str
    shown: ShownLine | None
    then: list[Then]
    was: Content | None = None
    touches: list[Event] = field(default_factory=list)

    @property
    def differs(self) -> list[Then]:
        """What it differs from."""
        return [one for one in self.then if one.change]

    @property
    def dropped(self) -> list[tuple[Content, list[str]]]:
        """Each action that it no longer cites, and since when; none of a line gone."""
        found: dict[str, tuple[Content, list[str]]] = {}
        for then in self.differs if self.shown else ():
            for one in then.change.dropped:  # type: ignore[union-attr]
                found.setdefault(one["action"], (one, []))[1].append(then.name)
        return [found[code] for code in sorted(found)]

    @property
    def cited(self) -> dict[str, list[str]]:
        """Since when it cites an action that it did not, by the action's code."""
        found: dict[str, list[str]] = {}
        for then in [one for one in self.differs if not one.is_new]:
            for code in then.change.cited:  # type: ignore[union-attr]
                found.setdefault(code, []).append(then.name)
        return found


@dataclass(frozen=True)
class ReviewedFramework:
    """A framework with its lines; `shown` is None for one that is gone.

    `said`: how its texts differ from each that the proposal is compared with.
    """

    code: str
    name: str
    shown: ShownFramework | None
    lines: list[ReviewedLine]
    said: list[tuple[str, FrameworkChange]]


def reviewed(
    reading: Reading, touches: Mapping[str, list[Event]]
) -> list[ReviewedFramework]:
    """Every framework and line, those that are gone where they stood."""
    gone = _gone(reading.besides)
    found = []
    for each in reading.sheet.frameworks:
        code = each.framework.code
        lines = [_there(one, reading.besides, touches) for one in each.lines]
        lines = list(_with_gone(lines, gone.pop(code, [])))
        said = list(_said(code, reading.besides))
        found.append(ReviewedFramework(code, each.framework.name, each, lines, said))
    return [*found, *_gone_frameworks(gone, reading.besides)]


def only(
    frameworks: Iterable[ReviewedFramework], reading: Reading, show: str
) -> list[ReviewedFramework]:
    """Of these frameworks what was asked for; those left without anything are not."""
    found = []
    for each in frameworks:
        lines = [one for one in each.lines if _is_asked(one, reading, show)]
        if lines or _framework_is_asked(each, reading, show):
            found.append(replace(each, lines=lines))
    return found


def count(frameworks: Iterable[ReviewedFramework], reading: Reading, show: str) -> int:
    """How many lines this would show."""
    lines = (one for each in frameworks for one in each.lines)
    return sum(_is_asked(one, reading, show) for one in lines)


def _is_asked(line: ReviewedLine, reading: Reading, show: str) -> bool:
    if show == Show.OBSERVED:
        return bool(line.shown and line.shown.observations)
    if show == Show.ALL:
        return line.shown is not None or _is_unfolded(line.differs, reading)
    beside = _asked(reading, show)
    return any(beside and one.name == beside.name for one in line.differs)


def _framework_is_asked(each: ReviewedFramework, reading: Reading, show: str) -> bool:
    """Whether a framework none of whose lines is shown is named all the same."""
    if show == Show.OBSERVED:
        key = each.shown.framework.pk if each.shown else 0
        return bool(reading.sheet.asked.about_framework(key))
    if show == Show.ALL:
        return each.shown is not None or not _folds(reading)
    beside = _asked(reading, show)
    return any(beside and name == beside.name for name, _change in each.said)


def _folds(reading: Reading) -> bool:
    """Whether those that are gone since last year are too many to show among all."""
    return bool(reading.last_year and len(reading.last_year.changes.gone) > FEW)


def _is_unfolded(differs: list[Then], reading: Reading) -> bool:
    """Whether a line that is gone is shown among all."""
    if not _folds(reading):
        return True
    return any(reading.earlier and one.name == reading.earlier.name for one in differs)


def _asked(reading: Reading, show: str) -> Beside | None:
    """What the lines asked for differ from."""
    beside = {Show.EARLIER: reading.earlier, Show.LAST_YEAR: reading.last_year}
    return beside.get(Show(show))


def _there(
    shown: ShownLine, besides: list[Beside], touches: Mapping[str, list[Event]]
) -> ReviewedLine:
    """A line of the proposal beside what it was."""
    code, then = shown.line.code, []
    for one in besides:
        change = one.changes.by_code.get(code)
        amount = change.amount_before if change else shown.line.amount
        then.append(Then(one.name, amount, change))
    return ReviewedLine(code, shown, then, touches=touches.get(code, []))


def _gone(besides: list[Beside]) -> dict[str, list[ReviewedLine]]:
    """Lines that are gone, by the code of the framework that they were in."""
    gone: dict[str, dict[str, LineChange]] = {}
    for one in besides:
        for change in one.changes.gone:
            gone.setdefault(change.line["code"], {})[one.name] = change
    found: dict[str, list[ReviewedLine]] = {}
    for code, changes in sorted(gone.items()):
        was = list(changes.values())[-1].line
        then = [_then_gone(one.name, changes.get(one.name)) for one in besides]
        line = ReviewedLine(code, None, then, was=was)
        found.setdefault(was["framework"], []).append(line)
    return found


def _then_gone(name: str, change: LineChange | None) -> Then:
    return Then(name, change.amount_before if change else None, change)


def _with_gone(
    lines: list[ReviewedLine], gone: list[ReviewedLine]
) -> Iterator[ReviewedLine]:
    """These lines as their officer ordered them, each gone one after the last line
    whose code comes before its own."""
    after: dict[str, list[ReviewedLine]] = {}
    codes = [line.code for line in lines]
    for one in gone:
        place = max((code for code in codes if code < one.code), default="")
        after.setdefault(place, []).append(one)
    yield from after.get("", [])
    for line in lines:
        yield line
        yield from after.get(line.code, [])


def _said(code: str, besides: list[Beside]) -> Iterator[tuple[str, FrameworkChange]]:
    """How the texts of a framework differ from each that it is compared with."""
    for one in besides:
        if change := one.changes.of_frameworks.get(code):
            yield one.name, change


def _gone_frameworks(
    gone: dict[str, list[ReviewedLine]], besides: list[Beside]
) -> Iterator[ReviewedFramework]:
    """The frameworks that are gone, with the lines that they had."""
    codes = {
        change.code
        for one in besides
        for change in one.changes.frameworks
        if change.kind == Kind.GONE
    }
    for code in sorted(codes | gone.keys()):
        said = list(_said(code, besides))
        name = said[-1][1].name if said else ""
        yield ReviewedFramework(code, name, None, gone.get(code, []), said)

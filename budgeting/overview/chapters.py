"""The money of contents by chapter, side by side."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from budgeting.functions import CHAPTER_NAMES
from budgeting.overview.changes import Content


@dataclass(frozen=True)
class Then:
    """What a chapter had in what it is compared with, and how much more it has now."""

    amount: Decimal
    difference: Decimal


@dataclass(frozen=True)
class ChapterLine:
    """A chapter, or the whole: its amount now, and beside each it is compared with."""

    name: str
    amount: Decimal
    then: list[Then]
    whole: bool = False


def chapter_lines(now: Content, before: Sequence[Content]) -> list[ChapterLine]:
    """Each chapter that has money in one of these, then the whole."""
    amounts = amounts_by_chapter(now)
    others = [amounts_by_chapter(one) for one in before]
    known = {key for one in (amounts, *others) for key in one}
    lines = [
        _line(_name(key), amounts[key], [one[key] for one in others])
        for key in sorted(known, key=lambda one: one or 10_000)
    ]
    totals = [sum(one.values(), Decimal(0)) for one in (amounts, *others)]
    return [*lines, _line(_("Total"), totals[0], totals[1:], whole=True)]


def amounts_by_chapter(content: Content) -> dict[int | None, Decimal]:
    """Money by chapter; None is that of lines without a partida yet."""
    found: dict[int | None, Decimal] = defaultdict(Decimal)
    for each in content["frameworks"]:
        for line in each["lines"]:
            code = line["object_code"]
            chapter = int(code[0]) * 1000 if code else None
            found[chapter] += Decimal(line["amount"])
    return found


def _line(
    name: str, amount: Decimal, before: Sequence[Decimal], *, whole: bool = False
) -> ChapterLine:
    then = [Then(one, amount - one) for one in before]
    return ChapterLine(name, amount, then, whole)


def _name(chapter: int | None) -> str:
    if chapter is None:
        return _("Lines without a partida yet")
    return f"{chapter} {CHAPTER_NAMES[chapter]}"

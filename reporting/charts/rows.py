"""What the charts share: reading chapters, ranking them, naming those at the top."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgeting.money import Rate
from programme.templatetags.words import number
from programme.texts import text_of
from reporting.charts.definition import Bar, Column, Row
from reporting.models import Publication, PublishedRight
from reporting.sentences import NAMED

KEYS = ("code", "kind", "name_es", "name_en")
FUNDED = Column("actions_funded", "integer", gettext_lazy("Actions funded"))
IN_FORCE = Column("actions_in_force", "integer", gettext_lazy("Actions in force"))
NEW = Column("actions_new", "integer", gettext_lazy("New actions"))


def chapters_by(*measures: str) -> Callable[[Publication], list[Row]]:
    """What reads every chapter with these measures, the most of the first one first."""

    def read(publication: Publication) -> list[Row]:
        rights = PublishedRight.objects.filter(publication=publication)
        return ranked(rights.values(*KEYS, *measures), measures[0])

    return read


def ranked(rows: Iterable[Row], measure: str) -> list[Row]:
    """These rows with the most first, ties by code."""
    return sorted(rows, key=lambda row: (-row[measure], row["code"]))


def first(rows: list[Row], measure: str) -> list[Row]:
    """The rows level at the top of these ranked ones; none where all are zero."""
    return [row for row in rows if row[measure] == rows[0][measure] > 0]


def named(rows: list[Row]) -> str:
    """The names of rows that are level; of many, the first and how many more."""
    names = "; ".join(text_of(row, "name").value for row in rows[:NAMED])
    if len(rows) <= NAMED:
        return names
    return _("%(names)s; and %(more)s more") % {
        "names": names,
        "more": number(len(rows) - NAMED),
    }


def leading(rows: list[Row], measure: str) -> dict[str, Any]:
    """Who has the most of a measure, how much, of how many; empty where nobody has."""
    leaders = first(rows, measure)
    if not leaders:
        return {}
    return {
        "named": named(leaders),
        "leaders": len(leaders),
        "count": number(leaders[0][measure]),
        "whole": number(sum(row[measure] for row in rows)),
    }


def top(rows: list[Row], measure: str, write: Callable[[Row], str]) -> str:
    """The first rows, each with its figure; never those at zero."""
    held = [row for row in rows if row[measure]][:NAMED]
    return "; ".join(f"{text_of(row, 'name').value}, {write(row)}" for row in held)


def without(rows: list[Row], measure: str) -> int:
    """How many of these rows are at zero."""
    return sum(not row[measure] for row in rows)


def chapter_name(row: Row) -> str:
    """A chapter as a picture names it: code and name."""
    return f"{row['code']} {text_of(row, 'name').value}"


def counted(measure: str) -> Callable[[list[Row]], list[Bar]]:
    """What draws a count of each row."""

    def draw(rows: list[Row]) -> list[Bar]:
        return [
            Bar(chapter_name(row), row[measure], number(row[measure])) for row in rows
        ]

    return draw


def part(value: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """A rate of four decimals, half up; none of nothing."""
    return Rate(part=value, whole=whole).value


def none_of(empty: int, whole: int) -> str:
    """How many rights or groups have no funded action."""
    values = {"none": number(empty), "whole": number(whole)}
    if not empty:
        said = _("Each of the %(whole)s rights and groups has at least one.")
        return said % values
    return (
        ngettext(
            "Of the %(whole)s rights and groups, %(none)s has none.",
            "Of the %(whole)s rights and groups, %(none)s have none.",
            empty,
        )
        % values
    )

"""What a chart is: its rows, what they say, and how they are drawn, defined once."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise

from budgeting.models import Stage
from programme.texts import Text, text_of
from reporting.models import Publication

Row = dict[str, Any]
Words = str | Promise  # in the active language
STAGES = dict(Stage.choices)


class Column(NamedTuple):
    """A column of a chart's rows: its name in the file, its kind, its head on a page.

    Kinds are `integer`, `amount`, `rate`, `text` and `stage`.
    """

    name: str
    kind: str
    label: Words


class Bar(NamedTuple):
    """A bar: its name, its length, what stands at its end; and what it is a part of."""

    name: str
    value: Decimal | int
    label: str
    whole: Decimal | int | None = None


class Grid(NamedTuple):
    """Counts in rows and columns, each with its name."""

    rows: list[str]
    columns: list[str]
    counts: list[list[int]]


def stage_name(stage: str) -> str:
    """A stage within a sentence: as voted, or a proposal."""
    name = str(STAGES[stage])
    return name[:1].lower() + name[1:]


def own_name(row: Row) -> Text:
    """The name of a row that has one in each language."""
    return text_of(row, "name")


@dataclass(frozen=True)
class Chart:
    """A chart, from which its page, table, rows, picture and embed all come.

    `what` is drawn, as a subtitle, and `note` says how to read it; both may name the
    %(currency)s, as the labels may. `keys` are the columns of the file that say what a
    row is about: in the table they are one, headed `heading` and named by `name_of`.
    """

    name: str
    what: Words
    heading: Words
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    read: Callable[[Publication], list[Row]]
    finding: Callable[[list[Row]], str]
    sentence: Callable[[list[Row]], str]
    draw: Callable[[list[Row]], list[Bar] | Grid]
    name_of: Callable[[Row], Text] = own_name
    note: Words = ""
    page: str = ""  # the kind of page, by its code, that tells more of a row

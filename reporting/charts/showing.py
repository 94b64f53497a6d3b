"""A chart of one publication: its rows, and all that a page, file or picture says."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from programme.cells import guard
from programme.templatetags.words import money, number, per_cent
from programme.texts import Text, text_of
from reporting.charts import actions, linking, parts, years
from reporting.charts.definition import Bar, Chart, Grid, Row, Words, stage_name
from reporting.models import Publication

CHARTS: dict[str, Chart] = {
    chart.name: chart
    for chart in (
        actions.ACTIONS_FUNDED,
        parts.AMOUNT_ATTRIBUTED,
        parts.ACTIONS_SHARE,
        actions.ACTIONS_NEW,
        actions.GROUPS,
        linking.LINE_STATES,
        linking.UNIT_STATES,
        years.YEARS,
    )
}
WRITTEN: dict[str, Callable[[Any], str]] = {  # how a table shows a cell of each kind
    "integer": number,
    "amount": money,
    "rate": per_cent,
    "text": str,
    "stage": stage_name,
}


class TableRow(NamedTuple):
    """A row as a table shows it: its name, its code, its cells with their heads."""

    name: Text
    code: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """A chart with the rows of a publication; it speaks the active language."""

    chart: Chart
    publication: Publication
    rows: list[Row]

    @property
    def title(self) -> str:
        """The finding, computed from the rows."""
        return self.chart.finding(self.rows).rstrip(".")

    @property
    def sentence(self) -> str:
        """The chart in words, computed from the rows."""
        return self.chart.sentence(self.rows)

    @property
    def what(self) -> str:
        """What is drawn, and in which unit."""
        return self._with_currency(self.chart.what)

    @property
    def note(self) -> str:
        """How to read it."""
        return self._with_currency(self.chart.note)

    @property
    def subtitle(self) -> str:
        """What, where, when and at which stage."""
        return f"{self.what}. {self.programme}, {self.when}."

    @cached_property
    def programme(self) -> str:
        """The year's programme by name."""
        main = self.publication.publishedprogrammes.get(is_main=True)
        return text_of(main, "name").value

    @property
    def when(self) -> str:
        """The year and the stage."""
        return (
            f"{self.publication.fiscal_year_id}, {stage_name(self.publication.stage)}"
        )

    @property
    def source(self) -> str:
        """Where the figures come from: the publication, its day and its hash."""
        values = {
            "year": self.publication.fiscal_year_id,
            "number": self.publication.number,
            "day": date_format(localtime(self.publication.published_at)),
            "hash": self.publication.hash[:12],
        }
        said = _(
            "Source: budget %(year)s by human rights, publication %(number)s of "
            "%(day)s, hash %(hash)s."
        )
        return said % values

    @property
    def headers(self) -> list[str]:
        """The heads of the table."""
        labels = [column.label for column in self.chart.columns]
        return [self._with_currency(one) for one in (self.chart.heading, *labels)]

    @property
    def table(self) -> list[TableRow]:
        """The rows as a table shows them."""
        return [
            TableRow(self.chart.name_of(row), row.get("code", ""), self._cells(row))
            for row in self.rows
        ]

    def _cells(self, row: Row) -> list[tuple[str, str]]:
        return [
            (self._with_currency(label), WRITTEN[kind](row[name]))
            for name, kind, label in self.chart.columns
        ]

    @property
    def drawn(self) -> list[Bar] | Grid:
        """What the picture draws."""
        return self.chart.draw(self.rows)

    @property
    def file_name(self) -> str:
        """The name of the file of its rows."""
        return f"{self.chart.name}.csv"

    @property
    def file(self) -> bytes:
        """The rows as CSV, as open data is written: UTF-8, LF, header first."""
        names = (*self.chart.keys, *(column.name for column in self.chart.columns))
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_cell(row[name]) for name in names] for row in self.rows)
        return out.getvalue().encode()

    def _with_currency(self, text: Words) -> str:
        return str(text) % {"currency": self.publication.currency}


def shown(publication: Publication, name: str) -> Shown | None:
    """The chart of this name; None where it is unknown or has nothing to show."""
    chart = CHARTS.get(name)
    rows = chart.read(publication) if chart else []
    return Shown(chart, publication, rows) if chart and rows else None


def all_shown(publication: Publication) -> Iterator[Shown]:
    """Every chart that has something to show."""
    found = (shown(publication, name) for name in CHARTS)
    return (one for one in found if one)


def _cell(value: object) -> str:
    """A value as a cell of a file holds it; none is an empty cell."""
    if value is None:
        return ""
    return guard(value) if isinstance(value, str) else str(value)

"""The points of trends as CSV: the rows of the pages, with every measure."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from programme.cells import guard
from reporting.cells import Column, columns
from reporting.trends import MEASURES, Point

YEAR = columns(
    ("year", "integer", "Fiscal year"),
    ("publication", "integer", "Number of the publication on record"),
    ("hash", "text", "SHA-256 of that publication's manifest"),
    ("stage", "text", "proposal: before the vote; approved: as voted"),
    ("linking", "text", "Linking rule: requested or required"),
    ("currency", "text", "Currency of every amount; amounts are nominal"),
    ("programme_code", "text", "Programme of the year"),
    ("code", "text", "Code in that year; empty where the year has none"),
    ("state", "text", "told, or why the year tells nothing"),
)
BEFORE = columns(
    ("since", "integer", "The year on record before; empty: the first"),
    ("breaks", "text", "Why it does not continue that year, separated by ;"),
    ("carried", "text", "From which code to which, across two editions"),
)


def columns_of(level: str) -> tuple[Column, ...]:
    """The columns of a level's file."""
    measures = tuple(
        Column(name, "integer", "As the publication has it; empty: cannot be told")
        for name in MEASURES[level]
    )
    asked = (Column("asked", "text", "Code of the thing over the years"),)
    return (*asked, *YEAR, *measures, *BEFORE)


def trend_csv(level: str, trends: Iterable[tuple[str, list[Point]]]) -> str:
    """These trends, each by its code, the oldest year first: UTF-8, LF, a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in columns_of(level))
    for asked, points in trends:
        for point in points:
            writer.writerow([guard(asked), *_cells(point)])
    return out.getvalue()


def _cells(point: Point) -> list[str]:
    edition = point.edition
    told: list[Any] = [
        point.year,
        edition.number,
        edition.hash,
        point.stage,
        point.linking,
        point.currency,
        guard(point.programme),
        guard(point.code),
        point.state,
        *(_cell(value) for value in point.values.values()),
        "" if point.since is None else point.since,
        ";".join(one.kind for one in point.breaks),
        guard(";".join(f"{one.before}>{one.after}" for one in point.carried)),
    ]
    return [str(cell) for cell in told]


def _cell(value: Any) -> str:
    """A number as files write it: empty where it cannot be told."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)

"""The lines of a publication streamed as CSV by PostgreSQL's own COPY."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from reporting.cells import Column, Dataset
from reporting.datasets import DATASETS
from reporting.kept import Edition
from reporting.models import PublishedLine
from reporting.streaming import stream_rows

ACTIONS = Column("actions", "codes", "Actions it cites with their basis points")


def csv_of_lines(
    edition: Edition, lines: QuerySet[PublishedLine]
) -> StreamingHttpResponse:
    """Every one of these lines in order, with the actions it cites in one cell."""
    response = StreamingHttpResponse(
        stream_rows(_table(), lines), content_type="text/csv; charset=utf-8"
    )
    name = f"hrbudget-{edition.year}-{edition.number}-lines.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table() -> Dataset:
    """The data set of lines with one column more."""
    lines = next(dataset for dataset in DATASETS if dataset.name == "lines")
    return replace(lines, columns=(*lines.columns, ACTIONS))

"""The lines of a publication streamed as CSV by PostgreSQL's own COPY."""

from dataclasses import replace

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import StreamingHttpResponse

from reporting.cells import Column, Dataset
from reporting.datasets import DATASETS
from reporting.kept import Edition
from reporting.models import PublishedCitation, PublishedLine
from reporting.streaming import stream_rows

ACTIONS = Column("actions", "text", "Actions it cites with their basis points")


def csv_of_lines(
    edition: Edition, lines: QuerySet[PublishedLine]
) -> StreamingHttpResponse:
    """Every one of these lines in order, with the actions it cites in one cell."""
    table = _table()
    wanted = [column.name for column in table.columns]
    rows = lines.order_by().annotate(actions=_actions()).values(*wanted)
    response = StreamingHttpResponse(
        stream_rows(table, rows), content_type="text/csv; charset=utf-8"
    )
    name = f"hrbudget-{edition.year}-{edition.number}-lines.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table() -> Dataset:
    """The data set of lines with one column more."""
    lines = next(dataset for dataset in DATASETS if dataset.name == "lines")
    return replace(lines, columns=(*lines.columns, ACTIONS))


def _actions() -> Subquery:
    """`01.01.01=6000; 03.02.04=4000` of the outer line, in order of code."""
    citations = PublishedCitation.objects.filter(line=OuterRef("pk"), main=True)
    share = Cast("share", CharField())
    pair = Concat("action_code", Value("="), share, output_field=CharField())
    joined = StringAgg(pair, "; ", order_by="action_code")
    grouped = citations.order_by().values("line").annotate(joined=joined)
    return Subquery(grouped.values("joined"))

"""The lines of a publication streamed as CSV by PostgreSQL's own COPY."""

from dataclasses import replace

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import StreamingHttpResponse
from psycopg.sql import SQL, Literal

from reporting.cells import Column, Dataset
from reporting.datasets import DATASETS
from reporting.kept import Edition
from reporting.models import PublishedCitation, PublishedLine
from reporting.streaming import copy_out, written_out

ACTIONS = Column("actions", "codes", "Actions it cites with their basis points")


CITED = """{} LEFT JOIN (
    SELECT line_id, string_agg(action_code || '=' || share, '; ' ORDER BY action_code)
        AS actions
    FROM reporting_publishedcitation WHERE publication_id = {} AND main GROUP BY line_id
) AS cited ON cited.line_id = rows.id"""


def csv_of_lines(
    edition: Edition, lines: QuerySet[PublishedLine], *, whole: bool = False
) -> StreamingHttpResponse:
    """Every one of these lines in order, with the actions it cites in one cell.

    `whole`: they are all those of the publication, whose citations are then gathered at
    once; looking them up line by line takes twice as long, but less for a few lines.
    """
    table, wanted = _table(), [column.name for column in _lines().columns]
    rows = lines.order_by()
    if whole:
        held = written_out(rows.values("id", *wanted))
        source = SQL(CITED).format(held, Literal(edition.pk))
    else:
        annotated = rows.annotate(actions=_actions()).values(*wanted, "actions")
        source = written_out(annotated)
    response = StreamingHttpResponse(
        copy_out(table.copy_of(source)), content_type="text/csv; charset=utf-8"
    )
    name = f"hrbudget-{edition.year}-{edition.number}-lines.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table() -> Dataset:
    """The data set of lines with one column more."""
    lines = _lines()
    return replace(lines, columns=(*lines.columns, ACTIONS))


def _lines() -> Dataset:
    """The data set of lines."""
    return next(dataset for dataset in DATASETS if dataset.name == "lines")


def _actions() -> Subquery:
    """`01.01.01=6000; 03.02.04=4000` of the outer line, in order of code."""
    citations = PublishedCitation.objects.filter(line=OuterRef("pk"), main=True)
    share = Cast("share", CharField())
    pair = Concat("action_code", Value("="), share, output_field=CharField())
    joined = StringAgg(pair, "; ", order_by="action_code")
    grouped = citations.order_by().values("line").annotate(joined=joined)
    return Subquery(grouped.values("joined"))

"""The lines of a year with their citations: in pages, or all of them as CSV."""

from dataclasses import replace

from django.db.models import Min, QuerySet

from reporting.api import endpoints
from reporting.api.endpoints import Answer, paged, publication_of, year_endpoint
from reporting.api.serializers import LineSerializer
from reporting.api.streamed import csv_of_lines
from reporting.filters import citing, published_lines
from reporting.models import PublishedLine
from reporting.paging import Cursor, Page, page_of, read_cursor
from reporting.queries import choice
from reporting.views.pages import Place

FORMATS = {"json": "json", "csv": "csv"}


@year_endpoint("unit", "right", "action", "linked", "format", "after")
def line_list(place: Place, query: dict) -> Answer:
    """The lines of a year with their citations, in pages; all of them as CSV."""
    lines = published_lines(place.edition, query)
    if choice(query, "format", FORMATS) == "csv":
        return csv_of_lines(place.edition, lines)
    cursor = read_cursor(query["after"], 2) if "after" in query else None
    page = _page(place, query, lines, cursor)
    results = LineSerializer(page.rows, many=True).data
    narrowed = {"unit", "right", "action", "linked"} & set(query)
    count = {} if narrowed else {"count": place.numbers["lines_total"]}
    return (
        {"publication": publication_of(place.publication)}
        | count
        | paged(query, page, results)
    )


def _page(place: Place, query: dict, lines: QuerySet, cursor: Cursor | None) -> Page:
    """A page of lines, found through what they cite where that is asked for."""
    citations = citing(place.edition, query)
    if citations is not None:
        return _page_of_citing(citations, cursor)
    if {"right", "action"} & set(query):  # what is not linked cites none of them
        return Page([], None, None)
    rows = lines.prefetch_related("citations")
    return page_of(rows, ("unit_code", "code"), cursor, endpoints.PAGE)


def _page_of_citing(citations: QuerySet, cursor: Cursor | None) -> Page:
    """The page of the lines of these citations, each line once."""
    keys = ("unit_code", "line_code")
    once = citations.values(*keys).annotate(line_pk=Min("line_id"))
    named = once.values_list(*keys, "line_pk", named=True)
    found = page_of(named, keys, cursor, endpoints.PAGE)
    pks = [row.line_pk for row in found.rows]
    lines = PublishedLine.objects.prefetch_related("citations").in_bulk(pks)
    return replace(found, rows=[lines[pk] for pk in pks])

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
    whole = not {"unit", "right", "action", "linked"} & set(query)
    if choice(query, "format", FORMATS) == "csv":
        return csv_of_lines(place.edition, lines, whole=whole)
    cursor = read_cursor(query["after"], 2) if "after" in query else None
    page = _page(place, query, lines, cursor)
    results = LineSerializer(page.rows, many=True).data
    count = {"count": place.numbers["lines_total"]} if whole else {}
    return (
        {"publication": publication_of(place.publication)}
        | count
        | paged(query, page, results)
    )


def _page(place: Place, query: dict, lines: QuerySet, cursor: Cursor | None) -> Page:
    """A page of lines, found through what they cite where that is asked for."""
    whole = lines.prefetch_related("citations")
    citations = citing(place.edition, query)
    if citations is not None:
        keys = citations.values_list("unit_code", "line_code", named=True)
        keys = keys.annotate(line_pk=Min("line_id"))
        found = page_of(keys, ("unit_code", "line_code"), cursor, endpoints.PAGE)
        pks = [row.line_pk for row in found.rows]
        rows = PublishedLine.objects.prefetch_related("citations").in_bulk(pks)
        return replace(found, rows=[rows[pk] for pk in pks])
    if {"right", "action"} & set(query):  # what is not linked cites none of them
        return Page([], None, None)
    return page_of(whole, ("unit_code", "code"), cursor, endpoints.PAGE)

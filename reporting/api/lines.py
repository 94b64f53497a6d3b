"""The lines of a year with their citations: in pages, or all of them as CSV."""

from reporting.api import endpoints
from reporting.api.endpoints import Answer, paged, publication_of, year_endpoint
from reporting.api.serializers import LineSerializer
from reporting.api.streamed import csv_of_lines
from reporting.filters import published_lines
from reporting.paging import page_of, read_cursor
from reporting.queries import choice
from reporting.views.pages import Place

FORMATS = {"json": "json", "csv": "csv"}


@year_endpoint("unit", "right", "action", "linked", "format", "after")
def line_list(place: Place, query: dict) -> Answer:
    """The lines of a year with their citations, in pages; all of them as CSV."""
    lines = published_lines(place.edition, query)
    if choice(query, "format", FORMATS) == "csv":
        return csv_of_lines(place.edition, lines)
    keys = ("unit_code", "code")
    cursor = read_cursor(query["after"], len(keys)) if "after" in query else None
    page = page_of(lines.prefetch_related("citations"), keys, cursor, endpoints.PAGE)
    results = LineSerializer(page.rows, many=True).data
    unfiltered = not {"unit", "right", "action", "linked"} & set(query)
    count = {"count": place.numbers["lines_total"]} if unfiltered else {}
    return (
        {"publication": publication_of(place.publication)}
        | count
        | paged(query, page, results)
    )

"""What every address of the API has in common: its query, its keeping, its pages."""

import functools
from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from reporting import kept
from reporting.api.documents import documents
from reporting.kept import Edition, Records
from reporting.models import Publication
from reporting.paging import Page
from reporting.queries import BadQuery, read_query, whole_number
from reporting.views.pages import Place, place_of

PAGE = 100
Answer = dict | HttpResponseBase


def endpoint(*takes: str) -> Callable:
    """Make a view of every year on record an address of the API.

    The view gets the records and the query and answers with what is to be JSON; the
    answer is kept under the hashes of every year's record.
    """

    def decorate(view: Callable) -> Callable:
        @documents(view.__name__, takes)
        @api_view(["GET", "HEAD"])
        @functools.wraps(view)
        def answer(request: Request, **kwargs: str) -> HttpResponse:
            records = kept.memory.current()
            make = functools.partial(view, records, **kwargs)
            return _kept_answer(request, make, takes, records, records.on_record)

        return answer

    return decorate


def year_endpoint(*takes: str) -> Callable:
    """Make a view of one publication an address of the API; `publication=N` is read.

    The view gets the place and the query; its answer begins with the publication.
    """
    takes = (*takes, "publication")

    def decorate(view: Callable) -> Callable:
        @documents(view.__name__, takes)
        @api_view(["GET", "HEAD"])
        @functools.wraps(view)
        def answer(request: Request, year: int) -> HttpResponse:
            records = kept.memory.current()
            place = _place(records, year, request)
            make = functools.partial(view, place)
            return _kept_answer(request, make, takes, records, [place.edition])

        return answer

    return decorate


def _place(records: Records, year: int, request: Request) -> Place:
    """The publication asked for: unknown years are 404, unknown numbers 400."""
    place = place_of(records, year, None)
    given = {"publication": request.query_params.get("publication", "")}
    try:
        number = whole_number({k: v for k, v in given.items() if v}, "publication")
        if number and records.of(year, number) is None:
            values = {"year": year, "number": number}
            raise BadQuery(
                _("The year %(year)s has no publication %(number)s.") % values
            )
    except BadQuery as error:
        raise ParseError(str(error)) from None
    return place_of(records, year, number) if number else place


def _kept_answer(
    request: Request,
    make: Callable,
    takes: tuple[str, ...],
    records: Records,
    shown: Iterable[Edition],
) -> HttpResponse:
    if any("\0" in str(value) for value in getattr(make, "keywords", {}).values()):
        raise Http404(_("There is no such address."))
    try:
        query = read_query(request.query_params, takes, strict=True)
        made = make({**query, "path": request.path})
    except BadQuery as error:
        raise ParseError(str(error)) from None
    response = made if isinstance(made, HttpResponseBase) else Response(made)
    return kept.show(response, records, shown, "")


@extend_schema(exclude=True)
@api_view(["GET", "HEAD"])
def unknown(request: Request, **kwargs: str) -> HttpResponse:
    """What the API says of an address that it does not have."""
    raise Http404(_("The API has no such address; /api/v1/schema/ lists them."))


def publication_of(publication: Publication) -> dict:
    return {
        "year": publication.fiscal_year_id,
        "stage": publication.stage,
        "number": publication.number,
        "hash": publication.hash,
    }


def results_of(place: Place, results: list) -> dict:
    return {"publication": publication_of(place.publication), "results": results}


def paged(query: dict, page: Page, results: list) -> dict:
    """A page's rows between the addresses, without host, of those beside it."""
    kept_query = {k: v for k, v in query.items() if k not in ("path", "after")}

    def address(cursor: object) -> str | None:
        if cursor is None:
            return None
        return f"{query['path']}?{urlencode({**kept_query, 'after': str(cursor)})}"

    return {
        "next": address(page.next),
        "previous": address(page.previous),
        "results": results,
    }

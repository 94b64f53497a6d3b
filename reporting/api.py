"""The public API, version 1 (method.md, 8): read-only, published data only."""

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
from reporting.api_documents import documents
from reporting.api_lines import csv_of_lines
from reporting.filters import funded_actions, published_lines
from reporting.history import Season, history_of
from reporting.kept import Edition, Records
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedGroup,
    PublishedProgramme,
    PublishedRight,
    PublishedUnit,
)
from reporting.paging import Page, page_of, read_cursor
from reporting.queries import BadQuery, choice, read_query, whole_number
from reporting.search import found_page
from reporting.serializers import (
    CatalogueActionSerializer,
    FundedActionSerializer,
    GroupSerializer,
    LineSerializer,
    RightSerializer,
    SeasonSerializer,
    UnitSerializer,
    YearSerializer,
)
from reporting.views.pages import Place, place_of, row_or_404

PAGE = 100
FORMATS = {"json": "json", "csv": "csv"}
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


@endpoint()
def year_list(records: Records, query: dict) -> Answer:
    """The published years, newest first, each with its numbers."""
    editions = [edition.pk for edition in records.on_record]
    publications = Publication.objects.filter(pk__in=editions).order_by(
        "-fiscal_year_id"
    )
    return {"results": [_year(publication) for publication in publications]}


@year_endpoint()
def year_detail(place: Place, query: dict) -> Answer:
    """Every number of a year."""
    return _year(place.publication)


@year_endpoint()
def right_list(place: Place, query: dict) -> Answer:
    """The chapters of the year's programme, rights and groups, with their numbers."""
    rights = PublishedRight.objects.filter(publication=place.edition.pk)
    return _results(place, RightSerializer(rights, many=True).data)


@year_endpoint()
def group_list(place: Place, query: dict) -> Answer:
    """The population groups with their numbers; groups overlap."""
    groups = PublishedGroup.objects.filter(publication=place.edition.pk)
    return _results(place, GroupSerializer(groups, many=True).data)


@year_endpoint()
def unit_list(place: Place, query: dict) -> Answer:
    """The units obliged or prepared, with the numbers of approved ones."""
    units = PublishedUnit.objects.filter(publication=place.edition.pk)
    return _results(place, UnitSerializer(units, many=True).data)


@year_endpoint("right", "unit", "new")
def funded_action_list(place: Place, query: dict) -> Answer:
    """The funded actions of a year."""
    actions = funded_actions(place.edition, query)
    return _results(place, FundedActionSerializer(actions, many=True).data)


@year_endpoint("unit", "right", "action", "linked", "format", "after")
def line_list(place: Place, query: dict) -> Answer:
    """The lines of a year with their citations, in pages; all of them as CSV."""
    lines = published_lines(place.edition, query)
    if choice(query, "format", FORMATS) == "csv":
        whole = not {"unit", "right", "action", "linked"} & set(query)
        return csv_of_lines(place.edition, lines, whole=whole)
    keys = ("unit_code", "code")
    cursor = read_cursor(query["after"], len(keys)) if "after" in query else None
    page = page_of(lines.prefetch_related("citations"), keys, cursor, PAGE)
    results = LineSerializer(page.rows, many=True).data
    unfiltered = not {"unit", "right", "action", "linked"} & set(query)
    count = {"count": place.numbers["lines_total"]} if unfiltered else {}
    return (
        {"publication": _publication(place.publication)}
        | count
        | _paged(query, page, results)
    )


@endpoint("q", "programme", "after")
def action_list(records: Records, query: dict) -> Answer:
    """The catalogue of the newest published year, searched with `q`."""
    publication, edition = _newest(records, query.get("programme"))
    if publication is None:
        return {"publication": None, "next": None, "previous": None, "results": []}
    about = {"publication": _publication(publication)}
    cursor = read_cursor(query["after"], 1) if "after" in query else None
    if "q" in query:
        found = found_page(edition, query["q"], cursor, PAGE)
    else:
        actions = PublishedAction.objects.filter(publication=edition.pk)
        found = page_of(actions, ("code",), cursor, PAGE)
    results = CatalogueActionSerializer(found.rows, many=True).data
    return about | _paged(query, found, results)


@endpoint("programme")
def action_detail(records: Records, query: dict, code: str) -> Answer:
    """One action of that catalogue, with every year on record."""
    publication, edition = _newest(records, query.get("programme"))
    absent = _("The newest published year has no action %(code)s.")
    pk = edition.pk if edition else None
    rows = PublishedAction.objects.filter(publication=pk)
    action = row_or_404(rows, absent, code=code)
    programme = PublishedProgramme.objects.get(publication=pk, is_main=True)
    seasons = history_of(records, programme.code, code)
    held = [season.edition.pk for season in seasons]
    publications = Publication.objects.in_bulk(held)
    return {
        **CatalogueActionSerializer(action).data,
        "publication": _publication(publication),
        "history": [_season(one, publications[one.edition.pk]) for one in seasons],
    }


@extend_schema(exclude=True)
@api_view(["GET", "HEAD"])
def unknown(request: Request, **kwargs: str) -> HttpResponse:
    """What the API says of an address that it does not have."""
    raise Http404(_("The API has no such address; /api/v1/schema/ lists them."))


def _newest(
    records: Records, programme: str | None
) -> tuple[Publication | None, Edition | None]:
    """The newest year on record, of this programme if one is named."""
    editions = {edition.pk: edition for edition in records.on_record}
    publications = Publication.objects.filter(pk__in=editions).order_by(
        "-fiscal_year_id"
    )
    if programme:
        held = PublishedProgramme.objects.filter(code=programme, is_main=True)
        publications = publications.filter(pk__in=held.values("publication"))
    newest = publications.first()
    if newest is None and programme:
        raise BadQuery(
            _("No published year has the programme %(code)s as its own.")
            % {"code": programme}
        )
    return newest, editions[newest.pk] if newest else None


def _publication(publication: Publication) -> dict:
    return {
        "year": publication.fiscal_year_id,
        "stage": publication.stage,
        "number": publication.number,
        "hash": publication.hash,
    }


def _year(publication: Publication) -> dict:
    about = {
        "year": publication.fiscal_year_id,
        "stage": publication.stage,
        "currency": publication.currency,
        "linking": publication.linking,
        "publication": _publication(publication),
    }
    return YearSerializer({**publication.numbers, **about}).data


def _season(season: Season, publication: Publication) -> dict:
    names = ["code", "in_force", "funded", "new", "lines", "units"]
    names += ["amount_attributed", "amount_touching"]
    values = {name: getattr(season.action, name, None) for name in names}
    if season.action is None:
        values |= {"in_force": False, "funded": False}
    values["publication"] = _publication(publication)
    return SeasonSerializer(values).data


def _results(place: Place, results: list) -> dict:
    return {"publication": _publication(place.publication), "results": results}


def _paged(query: dict, page: Page, results: list) -> dict:
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

"""What every public page has in common: its publication, its query, its keeping."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting import kept
from reporting.kept import Edition, Records
from reporting.models import Publication, PublishedProgramme
from reporting.queries import BadQuery, read_query

PAGE = 50  # rows of a page of lines


@dataclass(frozen=True)
class Place:
    """The publication that a page shows, and what is on record around it."""

    records: Records
    edition: Edition
    number: int | None  # as the address gives it; None means the year's record

    @property
    def year(self) -> int:
        """The fiscal year."""
        return self.edition.year

    @property
    def record(self) -> Edition:
        """The year's record: the latest of its publications."""
        return self.records.of(self.year)

    @property
    def earlier(self) -> bool:
        """Whether a later publication of the year has taken this one's place."""
        return self.edition != self.record

    @property
    def editions(self) -> list[Edition]:
        """Every publication of the year, newest first."""
        return self.records.editions_of(self.year)

    @property
    def itself(self) -> tuple[Edition, ...]:
        """This publication, and the one that may have taken its place."""
        return (self.edition, self.record)

    @property
    def all_of_year(self) -> tuple[Edition, ...]:
        """Every publication of the year."""
        return tuple(self.editions)

    @property
    def and_before(self) -> tuple[Edition, ...]:
        """These, and the records of the years before."""
        return (*self.itself, *self.records.up_to(self.year - 1))

    @property
    def and_all(self) -> tuple[Edition, ...]:
        """This publication, and the record of every year."""
        return (self.edition, *self.records.on_record)

    @cached_property
    def publication(self) -> Publication:
        """The publication itself."""
        return Publication.objects.get(pk=self.edition.pk)

    @cached_property
    def programme(self) -> PublishedProgramme:
        """The year's programme, as it was."""
        held = PublishedProgramme.objects.filter(publication=self.edition.pk)
        return held.get(is_main=True)

    @property
    def numbers(self) -> dict:
        """The numbers of the year by name."""
        return self.publication.numbers

    @property
    def address(self) -> dict[str, int]:
        """What the address of a page of this publication is made with."""
        given = {"number": self.number} if self.number else {}
        return {"year": self.year, **given}


def place_of(records: Records, year: int, number: int | None) -> Place:
    """The publication that an address names; raises Http404 in words."""
    edition = records.of(year, number)
    if edition:
        return Place(records, edition, number)
    if records.of(year):
        values = {"year": year, "number": number}
        raise Http404(_("The year %(year)s has no publication %(number)s.") % values)
    raise Http404(_("Nothing is published for the year %(year)s.") % {"year": year})


def site_page(*takes: str) -> Callable:
    """Make a view of every year on record a public page.

    The view gets the request, the records and the query; `takes` names what the query
    may hold. It answers with a template and its context.
    """

    def decorate(view: Callable) -> Callable:
        @require_safe
        @functools.wraps(view)
        def answer(request: HttpRequest, **kwargs) -> HttpResponse:
            records = kept.memory.current()
            make = functools.partial(view, records=records, **kwargs)
            return _kept_page(request, make, takes, (records, records.on_record))

        return answer

    return decorate


def year_page(*takes: str, shows: str = "itself") -> Callable:
    """Make a view of one publication a public page, at its two addresses.

    The view gets the place in the stead of the year and the publication's number;
    `shows` is the property of Place that says which publications the page depends on.
    """

    def decorate(view: Callable) -> Callable:
        @require_safe
        @functools.wraps(view)
        def answer(
            request: HttpRequest, year: int, number: int | None = None, **kwargs
        ) -> HttpResponse:
            _refuse_unreadable(kwargs)
            records = kept.memory.current()
            place = place_of(records, year, number)
            make = functools.partial(view, place=place, **kwargs)
            return _kept_page(request, make, takes, (records, getattr(place, shows)))

        return answer

    return decorate


def _refuse_unreadable(codes: dict[str, str]) -> None:
    if any("\0" in code for code in codes.values()):
        raise Http404(_("There is no such page."))


def _kept_page(
    request: HttpRequest,
    make: Callable,
    takes: tuple[str, ...],
    shown: tuple[Records, tuple[Edition, ...]],
) -> HttpResponse:
    try:
        template, context = make(request, query=read_query(request.GET, takes))
    except BadQuery as error:
        context = {"sentence": str(error)}
        return render(request, "reporting/refused.html", context, status=400)
    response = render(request, template, context)
    if context.get("unfinished"):  # soon it says more, of the same publication
        response.headers["Cache-Control"] = "no-store"
        return response
    return kept.show(response, *shown, get_language())


def row_or_404(rows, sentence: str, **keys: str):
    """The row of this code; raises Http404 with a sentence that names the code."""
    try:
        return get_object_or_404(rows, **keys)
    except Http404:
        raise Http404(sentence % keys) from None

"""Pages of the actions never funded, and of those past the end of their term."""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.templatetags.words import number
from programme.texts import text_of
from reporting import unfunded
from reporting.kept import Edition
from reporting.models import PublishedAction, PublishedGroup, PublishedRight
from reporting.paging import page_of, read_cursor
from reporting.queries import BadQuery
from reporting.unfunded import FACETS, Row
from reporting.views.pages import PAGE, Place, year_page

Reply = tuple[str, dict]
Test = Callable[[Row], bool]


class Count(NamedTuple):
    """How many actions of the list have one value of a facet, of those in force."""

    value: str
    name: str
    language: str
    listed: int
    in_force: int
    chosen: bool
    query: str  # of the address that chooses it, or no longer does


@year_page(*FACETS, "after")
def unfunded_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    context = listing(place, query, unfunded.unfunded, is_unfunded)
    since = unfunded.told_since(place.edition)
    context |= {"since": since, "sentence": about_unfunded(context, since)}
    return "reporting/unfunded_list.html", context


@year_page(*FACETS, "after")
def past_term_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    context = listing(place, query, unfunded.past_term, is_past_term)
    context |= {
        "since": unfunded.told_since(place.edition),
        "sentence": about_past_term(context),
        "ends": unfunded.term_ends(place.programme),
    }
    return "reporting/past_term_list.html", context


def is_unfunded(row: Row) -> bool:
    """Whether an action is of the first list."""
    return not row.ever_funded


def is_past_term(row: Row) -> bool:
    """Whether an action is of the second list."""
    return row.past_term


def listing(
    place: Place,
    query: Mapping[str, str],
    listed: Callable[..., QuerySet[PublishedAction]],
    is_listed: Test,
) -> dict:
    """A list of actions with its filters, and beside each filter the count it leads to.

    Raises BadQuery for a filter that no action in force has.
    """
    chosen = {name: query[name] for name in FACETS if name in query}
    every = unfunded.rows_of(place.edition)
    facets = {name: facet(place, name, every, chosen, is_listed) for name in FACETS}
    picked = [one for counts in facets.values() for one in counts if one.chosen]
    if len(picked) != len(chosen):
        raise BadQuery(_("No action in force in this year has this filter."))
    cursor = read_cursor(query["after"], 1) if "after" in query else None
    rows = unfunded.within(every, chosen)
    page = page_of(listed(place.edition, **chosen), ("code",), cursor, PAGE)
    held = PublishedRight.objects.filter(publication=place.edition.pk)
    rights = {right.code: right for right in held}
    for action in page.rows:
        action.right = rights[action.right_code]
    return {
        "place": place,
        "listed": list(filter(is_listed, rows)),
        "in_force": len(rows),
        "facets": facets,
        "picked": picked,
        "page": page,
    }


def facet(
    place: Place,
    name: str,
    every: list[Row],
    chosen: Mapping[str, str],
    is_listed: Test,
) -> list[Count]:
    """The values of a facet, each with its counts under the other filters."""
    in_force = unfunded.tally(every, name, chosen)
    listed = unfunded.tally(filter(is_listed, every), name, chosen)
    picked = chosen.get(name)
    counts = [
        Count(
            value,
            *text,
            listed[value],
            in_force[value],
            value == picked,
            query_of(chosen, name, "" if value == picked else value),
        )
        for value, text in NAMES[name](place.edition, every).items()
        if in_force[value] or value == picked
    ]
    return sorted(counts, key=lambda one: -one.listed) if name == "body" else counts


def query_of(chosen: Mapping[str, str], name: str, value: str) -> str:
    """The query of an address with one filter set, or taken away."""
    kept = {**chosen, name: value}
    given = {one: kept[one] for one in FACETS if kept.get(one)}
    return f"?{urlencode(given)}" if given else "?"


def chapter_names(edition: Edition, every: list[Row]) -> dict[str, tuple[str, str]]:
    """The name of each right or group's chapter, and its language, by code."""
    rights = PublishedRight.objects.filter(publication=edition.pk)
    return {one.code: tuple(text_of(one, "name")) for one in rights}


def group_names(edition: Edition, every: list[Row]) -> dict[str, tuple[str, str]]:
    """The name of each population group, and its language, by code."""
    groups = PublishedGroup.objects.filter(publication=edition.pk)
    return {one.code: tuple(text_of(one, "name")) for one in groups}


def body_names(edition: Edition, every: list[Row]) -> dict[str, tuple[str, str]]:
    """The responsible bodies by name, which is all there is of them."""
    return {body: (body, "es") for body in sorted({b for r in every for b in r.bodies})}


NAMES = {"right": chapter_names, "group": group_names, "body": body_names}


def about_unfunded(context: Mapping, since: int | None) -> str:
    """How many of the actions in force were never funded, as far as can be told."""
    place, listed = context["place"], len(context["listed"])
    values = {
        "listed": number(listed),
        "in_force": number(context["in_force"]),
        "year": place.year,
        "since": since,
    }
    if since is None:
        sentence = ngettext(
            "%(listed)s of the %(in_force)s action in force was not funded in "
            "%(year)s.",
            "%(listed)s of the %(in_force)s actions in force were not funded in "
            "%(year)s.",
            context["in_force"],
        )
        return sentence % values
    sentence = ngettext(
        "%(listed)s of the %(in_force)s action in force in %(year)s has not been "
        "funded in any year since %(since)s.",
        "%(listed)s of the %(in_force)s actions in force in %(year)s have not been "
        "funded in any year since %(since)s.",
        context["in_force"],
    )
    return sentence % values


def about_past_term(context: Mapping) -> str:
    """How many of the actions in force are past their term, and funded all the same."""
    place, late = context["place"], context["listed"]
    values = {
        "listed": number(len(late)),
        "in_force": number(context["in_force"]),
        "year": place.year,
        "funded": number(sum(row.funded for row in late)),
        "never": number(sum(not row.ever_funded for row in late)),
    }
    sentence = ngettext(
        "%(listed)s of the %(in_force)s action in force in %(year)s is past the end of "
        "its term.",
        "%(listed)s of the %(in_force)s actions in force in %(year)s are past the end "
        "of their term.",
        context["in_force"],
    )
    if not late:
        return sentence % values
    funded = _(
        "Funded this year: %(funded)s. Funded in no year that is known: %(never)s."
    )
    return f"{sentence % values} {funded % values}"

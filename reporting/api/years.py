"""The published years with their numbers, at each level that is counted."""

from django.db.models import QuerySet

from reporting.api.endpoints import (
    Answer,
    endpoint,
    publication_of,
    results_of,
    year_endpoint,
)
from reporting.api.serializers import (
    EditionSerializer,
    FundedActionSerializer,
    GroupSerializer,
    NeglectedActionSerializer,
    RightSerializer,
    UnitSerializer,
    YearSerializer,
)
from reporting.filters import YES_OR_NO, funded_actions, neglected
from reporting.kept import Records
from reporting.models import Publication, PublishedGroup, PublishedRight, PublishedUnit
from reporting.queries import choice
from reporting.unfunded import past_term, told_since, unfunded
from reporting.views.pages import Place, place_of


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


@endpoint()
def publication_list(records: Records, query: dict, year: int) -> Answer:
    """Every publication of a year, newest first; the first is the year's record."""
    record = place_of(records, year, None)
    editions = [edition.pk for edition in record.editions]
    found = Publication.objects.filter(pk__in=editions).order_by("-number")
    return results_of(record, EditionSerializer(found, many=True).data)


@year_endpoint()
def right_list(place: Place, query: dict) -> Answer:
    """The chapters of the year's programme, rights and groups, with their numbers."""
    rights = PublishedRight.objects.filter(publication=place.edition.pk)
    return results_of(place, RightSerializer(rights, many=True).data)


@year_endpoint()
def group_list(place: Place, query: dict) -> Answer:
    """The population groups with their numbers; groups overlap."""
    groups = PublishedGroup.objects.filter(publication=place.edition.pk)
    return results_of(place, GroupSerializer(groups, many=True).data)


@year_endpoint()
def unit_list(place: Place, query: dict) -> Answer:
    """The units obliged or prepared, with the numbers of approved ones."""
    units = PublishedUnit.objects.filter(publication=place.edition.pk)
    return results_of(place, UnitSerializer(units, many=True).data)


@year_endpoint("right", "unit", "new")
def funded_action_list(place: Place, query: dict) -> Answer:
    """The funded actions of a year."""
    actions = funded_actions(place.edition, query)
    return results_of(place, FundedActionSerializer(actions, many=True).data)


@year_endpoint("right", "group", "body", "past_term")
def never_funded_list(place: Place, query: dict) -> Answer:
    """The actions in force that neither this year nor a compared year funded."""
    wanted = neglected(place.edition, query)
    actions = unfunded(place.edition, **wanted)
    over = choice(query, "past_term", YES_OR_NO)
    if over is not None:
        actions = actions.filter(past_term=over)
    return _neglected(place, actions)


@year_endpoint("right", "group", "body", "ever_funded")
def past_term_list(place: Place, query: dict) -> Answer:
    """The actions in force whose term was over before the year began."""
    wanted = neglected(place.edition, query)
    actions = past_term(place.edition, **wanted)
    ever = choice(query, "ever_funded", YES_OR_NO)
    if ever is not None:
        actions = actions.filter(ever_funded=ever)
    return _neglected(place, actions)


def _neglected(place: Place, actions: QuerySet) -> dict:
    """Actions with what is known of their funding, and since which year it is known."""
    rows = NeglectedActionSerializer(actions, many=True).data
    answer = results_of(place, rows)
    return {"told_since": told_since(place.edition), **answer}


def _year(publication: Publication) -> dict:
    about = {
        "year": publication.fiscal_year_id,
        "stage": publication.stage,
        "currency": publication.currency,
        "linking": publication.linking,
        "publication": publication_of(publication),
    }
    return YearSerializer({**publication.numbers, **about}).data

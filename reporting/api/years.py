"""The published years with their numbers, at each level that is counted."""

from reporting.api.endpoints import (
    Answer,
    endpoint,
    publication_of,
    results_of,
    year_endpoint,
)
from reporting.api.serializers import (
    FundedActionSerializer,
    GroupSerializer,
    RightSerializer,
    UnitSerializer,
    YearSerializer,
)
from reporting.filters import funded_actions
from reporting.kept import Records
from reporting.models import Publication, PublishedGroup, PublishedRight, PublishedUnit
from reporting.views.pages import Place


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


def _year(publication: Publication) -> dict:
    about = {
        "year": publication.fiscal_year_id,
        "stage": publication.stage,
        "currency": publication.currency,
        "linking": publication.linking,
        "publication": publication_of(publication),
    }
    return YearSerializer({**publication.numbers, **about}).data

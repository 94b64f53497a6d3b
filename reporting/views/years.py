"""Pages of the years on record, and of one year."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest

from reporting import sentences
from reporting.coverage import Coverage, coverage_of
from reporting.kept import Records
from reporting.kinds import kinds_of
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedComparison,
    PublishedGroup,
    PublishedProgramme,
    PublishedRight,
    PublishedUnit,
)
from reporting.proofs import new_actions
from reporting.views.pages import Place, site_page, year_page

Reply = tuple[str, dict]
LARGEST = 5  # new actions that the year's page shows; its list has them all


@site_page()
def year_list(request: HttpRequest, records: Records, query: dict) -> Reply:
    editions = [edition.pk for edition in records.on_record]
    publications = Publication.objects.filter(pk__in=editions).order_by(
        "-fiscal_year_id"
    )
    chapters = by_edition(PublishedRight.objects.filter(publication__in=editions))
    told = ("publication", "obliged", "status")
    units = PublishedUnit.objects.filter(publication__in=editions).only(*told)
    held = by_edition(units)
    years = [
        Story.of(one, chapters[one.pk], coverage_of(held[one.pk]))
        for one in publications
    ]
    programmes = PublishedProgramme.objects.filter(publication__in=editions)
    main = programmes.filter(is_main=True).order_by(
        "-publication__fiscal_year_id", "code"
    )
    context = {
        "years": years,
        "newest": years[0] if years else None,
        "programme": main.first(),
    }
    return "reporting/year_list.html", context


def by_edition(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows of several publications, by the key of each."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.publication_id].append(row)
    return found


class Story(NamedTuple):
    """What a year's numbers say in words, one thought each."""

    publication: Publication
    headline: str
    readings: str
    coverage: str

    @classmethod
    def of(
        cls, publication: Publication, rights: list[PublishedRight], covered: Coverage
    ) -> "Story":
        """The story of a publication."""
        numbers, year = publication.numbers, publication.fiscal_year_id
        return cls(
            publication,
            sentences.headline(numbers, year, publication.stage, rights),
            sentences.both_readings(numbers, publication.currency),
            sentences.about_coverage(covered),
        )


@year_page(shows="and_all")
def year_detail(request: HttpRequest, place: Place, query: dict) -> Reply:
    edition = place.edition.pk
    chapters = list(PublishedRight.objects.filter(publication=edition))
    units = list(PublishedUnit.objects.filter(publication=edition))
    context = {
        "place": place,
        "story": Story.of(place.publication, chapters, coverage_of(units)),
        "about_new_actions": sentences.about_new_actions(place.numbers),
        "rights": chapters,
        "groups": PublishedGroup.objects.filter(publication=edition),
        "kinds": kinds_of(units),
        "missing": [unit for unit in units if unit.status == "missing"],
        "not_approved": [unit for unit in units if unit.status == "not_approved"],
        "new_actions": largest_new_actions(place),
        "outdated": outdated(place),
        "beside": years_beside(place),
    }
    return "reporting/year_detail.html", context


def largest_new_actions(place: Place) -> list[PublishedAction]:
    """The new actions whose proofs are the largest amounts, as many as a page shows."""
    if not place.numbers["actions_new"]:
        return []
    actions = new_actions(place.edition.pk, place.programme.code)
    return list(actions.order_by("-proof_amount", "code")[:LARGEST])


class Beside(NamedTuple):
    """The years on record before and after a year, where there are."""

    before: int | None
    after: int | None


def years_beside(place: Place) -> Beside:
    """The nearest years on record."""
    years = [edition.year for edition in place.records.on_record]
    return Beside(
        max((year for year in years if year < place.year), default=None),
        min((year for year in years if year > place.year), default=None),
    )


def outdated(place: Place) -> list[int]:
    """Comparable years whose record is not the one that this publication knew."""
    compared = PublishedComparison.objects.filter(publication=place.edition.pk)
    known = dict(compared.values_list("year", "hash"))
    before = [edition.pk for edition in place.records.up_to(place.year - 1)]
    records = Publication.objects.filter(pk__in=before)
    now = records.comparable_with(place.publication).values_list("fiscal_year", "hash")
    return sorted(year for year, digest in now if known.get(year) != digest)

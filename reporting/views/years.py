"""Pages of the years on record, of one year, and of how the numbers are made."""

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from reporting import sentences
from reporting.kept import Records
from reporting.models import (
    Publication,
    PublishedAction,
    PublishedCitation,
    PublishedComparison,
    PublishedGroup,
    PublishedLine,
    PublishedProgramme,
    PublishedRight,
    PublishedUnit,
)
from reporting.views.files import FILES
from reporting.views.pages import Place, site_page, year_page

Reply = tuple[str, dict]
LEADERS = 5  # units that the list of most new actions shows, ties beyond it included


@site_page()
def year_list(request: HttpRequest, records: Records, query: dict) -> Reply:
    editions = [edition.pk for edition in records.on_record]
    publications = Publication.objects.filter(pk__in=editions).order_by(
        "-fiscal_year_id"
    )
    programmes = PublishedProgramme.objects.filter(publication__in=editions)
    years = [(one, headline(one)) for one in publications]
    main = programmes.filter(is_main=True).order_by(
        "-publication__fiscal_year_id", "code"
    )
    return "reporting/year_list.html", {"years": years, "programme": main.first()}


@site_page()
def method(request: HttpRequest, records: Records, query: dict) -> Reply:
    return "reporting/method.html", {"newest": next(iter(records.on_record), None)}


@year_page(shows="and_before")
def year_detail(request: HttpRequest, place: Place, query: dict) -> Reply:
    chapters = list(PublishedRight.objects.filter(publication=place.edition.pk))
    units = list(PublishedUnit.objects.filter(publication=place.edition.pk))
    context = {
        "place": place,
        "headline": headline(place.publication),
        "about_new_actions": sentences.about_new_actions(place.numbers),
        "rights": chapters,
        "groups": PublishedGroup.objects.filter(publication=place.edition.pk),
        "units": units,
        "missing": [unit for unit in units if unit.status == "missing"],
        "not_approved": [unit for unit in units if unit.status == "not_approved"],
        "leaders": leaders(units),
        "new_actions": with_proof(place, units) if place.numbers["actions_new"] else [],
        "outdated": outdated(place),
        "files": FILES,
    }
    return "reporting/year_detail.html", context


def headline(publication: Publication) -> str:
    """The headline sentence of a publication."""
    year, currency = publication.fiscal_year_id, publication.currency
    return sentences.headline(publication.numbers, year, currency)


def leaders(units: list[PublishedUnit]) -> list[PublishedUnit]:
    """The units with the most new actions, and those level with the last of them."""
    funding = [unit for unit in units if unit.actions_new]
    funding.sort(key=lambda unit: (-unit.actions_new, unit.code))
    return [u for u in funding if u.actions_new >= funding[:LEADERS][-1].actions_new]


def with_proof(place: Place, units: list[PublishedUnit]) -> list[PublishedAction]:
    """The new actions, each with the amount and the text of the line that proves it."""
    names = {unit.code: unit.name for unit in units}
    proof = {
        "publication": OuterRef("publication"),
        "unit_code": OuterRef("proof_unit"),
    }
    cited = PublishedCitation.objects.filter(
        **proof,
        line_code=OuterRef("proof_line"),
        programme_code=place.programme.code,
        action_code=OuterRef("code"),
    )
    line = PublishedLine.objects.filter(**proof, code=OuterRef("proof_line"))
    actions = PublishedAction.objects.filter(publication=place.edition.pk, new=True)
    found = list(
        actions.annotate(
            proof_amount=Subquery(cited.values("amount_attributed")[:1]),
            proof_text=Subquery(line.values("description")[:1]),
        )
    )
    for action in found:
        action.proof_unit_name = names.get(action.proof_unit, action.proof_unit)
    return found


def outdated(place: Place) -> list[int]:
    """Comparable years whose record is not the one that this publication knew."""
    compared = PublishedComparison.objects.filter(publication=place.edition.pk)
    known = dict(compared.values_list("year", "hash"))
    before = [edition.pk for edition in place.records.up_to(place.year - 1)]
    records = Publication.objects.filter(pk__in=before)
    now = records.comparable_with(place.publication).values_list("fiscal_year", "hash")
    return sorted(year for year, digest in now if known.get(year) != digest)

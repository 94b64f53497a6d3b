"""The catalogue of the newest published year, and what became of each action."""

from django.utils.translation import gettext as _

from reporting.api import endpoints
from reporting.api.endpoints import Answer, endpoint, paged, publication_of
from reporting.api.serializers import CatalogueActionSerializer, SeasonSerializer
from reporting.history import Season, history_of
from reporting.kept import Edition, Records
from reporting.models import Publication, PublishedAction, PublishedProgramme
from reporting.paging import page_of, read_cursor
from reporting.queries import BadQuery
from reporting.search import found_page
from reporting.views.pages import row_or_404


@endpoint("q", "programme", "after")
def action_list(records: Records, query: dict) -> Answer:
    """The catalogue of the newest published year, searched with `q`."""
    publication, edition = _newest(records, query.get("programme"))
    if publication is None:
        return {"publication": None, "next": None, "previous": None, "results": []}
    about = {"publication": publication_of(publication)}
    cursor = read_cursor(query["after"], 1) if "after" in query else None
    if "q" in query:
        found = found_page(edition, query["q"], cursor, endpoints.PAGE)
    else:
        actions = PublishedAction.objects.filter(publication=edition.pk)
        found = page_of(actions, ("code",), cursor, endpoints.PAGE)
    results = CatalogueActionSerializer(found.rows, many=True).data
    return about | paged(query, found, results)


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
        "publication": publication_of(publication),
        "history": [_season(one, publications[one.edition.pk]) for one in seasons],
    }


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


def _season(season: Season, publication: Publication) -> dict:
    names = ["code", "in_force", "funded", "new", "lines", "units"]
    names += ["amount_attributed", "amount_touching"]
    values = {name: getattr(season.action, name, None) for name in names}
    if season.action is None:
        values |= {"in_force": False, "funded": False}
    values["publication"] = publication_of(publication)
    return SeasonSerializer(values).data

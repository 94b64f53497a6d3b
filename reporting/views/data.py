"""The page of a publication's open data: every file, and how to check it."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reporting import keeping, packaging
from reporting.dictionary import DICTIONARY, tables
from reporting.models import Publication
from reporting.open_files import is_large, open_files
from reporting.views.pages import Place, year_page
from reporting.views.years import Reply

ABOUT = {
    packaging.README: _("How to read the files, in Spanish and English"),
    packaging.DESCRIPTOR: _(
        "The data package (Frictionless): each table, its keys, and what each column "
        "means, by the Fiscal Data Package and its extension to human rights"
    ),
    DICTIONARY: _("What each column of each table holds, in both languages"),
    packaging.MANIFEST: _("The SHA-256 of each CSV file"),
}


class Form(NamedTuple):
    """A file of a table, with its size where that is known.

    `unmade`: it is long, and still being made.
    """

    name: str
    size: int | None
    unmade: bool = False


class Row(NamedTuple):
    """A table of the publication with its files."""

    name: str
    description_en: str
    description_es: str
    forms: list[Form]
    sha256: str


@year_page()
def data_files(request: HttpRequest, place: Place, query: dict) -> Reply:
    publication = place.publication
    sizes = known_sizes(publication)
    unfinished = bool(keeping.missing_files(publication))
    listed = [line.split("  ") for line in publication.manifest.splitlines()]
    digests = {name: digest for digest, name in listed}
    rows = []
    for table in tables(publication):
        names = [f"{table.name}.{form}" for form in ("csv", "xlsx", "json")]
        forms = [
            Form(name, sizes.get(name), unfinished and open_files()[name].is_heavy)
            for name in names
        ]
        described = (table.name, table.description, table.description_es)
        rows.append(Row(*described, forms, digests.get(names[0], "")))
    context = {
        "place": place,
        "rows": rows,
        "package": packaging.PACKAGE,
        "package_size": sizes.get(packaging.PACKAGE),
        "documents": [{"name": name, "about": text} for name, text in ABOUT.items()],
        "unfinished": unfinished,
        "base": f"http://…/data/{place.year}/{place.edition.number}/",
    }
    return "reporting/data_files.html", context


def known_sizes(publication: Publication) -> dict[str, int]:
    """How long each file is: as kept; of a small publication, its CSV files."""
    kept = dict(publication.kept_files.values_list("name", "size"))
    return kept if is_large(publication) else packaging.sizes(publication)

"""The page of a publication's open data: every file, and how to check it."""

from typing import NamedTuple

from django.http import HttpRequest

from reporting import packaging
from reporting.dictionary import tables
from reporting.open_files import FORMS, is_large, open_files
from reporting.views.pages import Place, year_page
from reporting.views.years import Reply


class Row(NamedTuple):
    """A table of the publication with its files."""

    name: str
    description_en: str
    description_es: str
    files: list[tuple[str, str, int | None]]  # form, name, size
    sha256: str


@year_page()
def data_files(request: HttpRequest, place: Place, query: dict) -> Reply:
    publication = place.publication
    sizes = dict(publication.kept_files.values_list("name", "size"))
    if not is_large(publication):
        sizes |= packaging.sizes(publication)
    listed = [line.split("  ") for line in publication.manifest.splitlines()]
    digests = {name: digest for digest, name in listed}
    rows = [
        Row(
            table.name,
            table.description,
            table.description_es,
            [
                (form, name, sizes.get(name))
                for form in FORMS
                for name in [f"{table.name}.{form}"]
            ],
            digests.get(f"{table.name}.csv", ""),
        )
        for table in tables()
    ]
    context = {
        "place": place,
        "rows": rows,
        "package": packaging.PACKAGE,
        "package_size": sizes.get(packaging.PACKAGE),
        "documents": [name for name in open_files() if name in packaging.DOCUMENTS],
        "base": f"/data/{place.year}/{place.edition.number}/",
    }
    return "reporting/data_files.html", context

"""Help for everybody: how to cite well, and what the words mean."""

from django.http import HttpRequest

from reporting.glossary import entries
from reporting.kept import Records
from reporting.views.pages import site_page
from reporting.views.years import Reply


@site_page()
def guide_citing(request: HttpRequest, records: Records, query: dict) -> Reply:
    return "reporting/guide_citing.html", {}


@site_page()
def guide_words(request: HttpRequest, records: Records, query: dict) -> Reply:
    return "reporting/guide_words.html", {"entries": entries()}

"""Help for everybody: the method, the words, the law, the form, the criteria."""

import functools
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from budgeting.models import ObservationCode
from budgeting.signals.kinds import KINDS
from budgeting.workbook.blank import blank_workbook
from reporting.example import worked_example
from reporting.form_guide import form_guide
from reporting.glossary import entries
from reporting.kept import Records
from reporting.law import PERIODS
from reporting.models import Publication
from reporting.views.living import living
from reporting.views.pages import site_page
from reporting.views.years import Reply

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@site_page()
def guide(request: HttpRequest, records: Records, query: dict) -> Reply:
    return "reporting/guide.html", {}


@site_page()
def method(request: HttpRequest, records: Records, query: dict) -> Reply:
    newest = next(iter(records.on_record), None)
    return "reporting/method.html", {"newest": newest, "example": worked_example()}


@site_page()
def guide_citing(request: HttpRequest, records: Records, query: dict) -> Reply:
    return "reporting/guide_citing.html", {}


@site_page()
def guide_words(request: HttpRequest, records: Records, query: dict) -> Reply:
    return "reporting/guide_words.html", {"entries": entries()}


@site_page()
def guide_law(request: HttpRequest, records: Records, query: dict) -> Reply:
    shown = [edition.pk for edition in records.on_record]
    publications = Publication.objects.filter(pk__in=shown).order_by("fiscal_year_id")
    context = {"periods": PERIODS, "publications": publications}
    return "reporting/guide_law.html", context


@site_page()
def guide_form(request: HttpRequest, records: Records, query: dict) -> Reply:
    return "reporting/guide_form.html", form_guide()


@require_safe
def guide_blank(request: HttpRequest) -> HttpResponse:
    """The empty form as a workbook: a file of the code alone."""

    def answer(query: dict[str, str]) -> HttpResponse:
        language = get_language() or ""
        response = HttpResponse(_blank(language), content_type=XLSX)
        name = f"hrbudget-form-{language}.xlsx"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return living(request, (), "", answer)


@functools.cache
def _blank(language: str) -> bytes:
    """The empty form in this language, the one in use; made once in a process."""
    return blank_workbook()


@require_safe
def guide_review(request: HttpRequest) -> HttpResponse:
    """The catalogue of observations as it stands, and when signals are shown."""
    codes = list(ObservationCode.objects.in_use())
    state = " ".join(f"{one.pk}:{one.version}" for one in codes)

    def answer(query: dict[str, str]) -> tuple[str, dict]:
        context = {"groups": _by_what_they_are_about(codes), "kinds": KINDS.values()}
        return "reporting/guide_review.html", context

    return living(request, (), state, answer)


def _by_what_they_are_about(
    codes: list[ObservationCode],
) -> list[tuple[str, list[ObservationCode]]]:
    """The codes under what they are about, in the order of the catalogue's choices."""
    order = list(ObservationCode.About.values)
    sorted_codes = sorted(codes, key=lambda one: order.index(one.about))
    return [
        (str(ObservationCode.About(about).label), list(of_it))
        for about, of_it in groupby(sorted_codes, key=lambda one: one.about)
    ]

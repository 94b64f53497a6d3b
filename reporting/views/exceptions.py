"""The public register of exceptions: its pages by year, and its file."""

from collections.abc import Callable
from math import ceil
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgeting.models import RegisteredException
from programme.models.fields import YEARS
from reporting import register
from reporting.queries import choice, whole_number
from reporting.register import MEANINGS, Kind
from reporting.views.living import Made, living

PAGE = 100  # entries of a page


@require_safe
def exception_years(request: HttpRequest) -> HttpResponse:
    return _public(request, (), _all_years)


@require_safe
def exception_year(request: HttpRequest, year: int) -> HttpResponse:
    _check_is_year(year)
    takes = ("kind", "unit", "page")
    return _public(request, takes, lambda query: _one_year(year, query))


@require_safe
def exception_file(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The whole register, or of one year, as CSV."""
    if year is not None:
        _check_is_year(year)

    def answer(query: dict[str, str]) -> HttpResponse:
        found = RegisteredException.objects.order_by("pk")
        found = found.filter(fiscal_year=year) if year is not None else found
        csv = "text/csv; charset=utf-8"
        response = HttpResponse(register.register_csv(found), content_type=csv)
        name = f"hrbudget-exceptions{'' if year is None else f'-{year}'}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return _public(request, (), answer)


def _all_years(query: dict[str, str]) -> tuple[str, dict]:
    context = {"years": register.counts_by_year(), "kinds": _kinds()}
    return "reporting/exception_list.html", context


def _one_year(year: int, query: dict[str, str]) -> tuple[str, dict]:
    kind = choice(query, "kind", {one.value: one for one in Kind})
    unit, page = query.get("unit", ""), whole_number(query, "page") or 1
    counted = {one.year: one for one in register.counts_by_year()}
    found = register.entries(year, kind=kind or "", unit=unit)
    shown = list(found[(page - 1) * PAGE : page * PAGE])
    keys = [one.pk for one in shown]
    ends = RegisteredException.objects.filter(follows__in=keys)
    counts = counted[year].counts if year in counted else [0] * len(Kind)
    asked = {name: query[name] for name in ("kind", "unit") if name in query}
    context = {
        "year": year,
        "years": sorted({year, *counted}, reverse=True),
        "kinds": [(*each, count) for each, count in zip(_kinds(), counts, strict=True)],
        "kind": query.get("kind", ""),
        "unit": unit,
        "units": register.units_of(year),
        "entries": [(one, _end_of(one, ends)) for one in shown],
        "page": page,
        "pages": range(1, ceil(found.count() / PAGE) + 1),
        "asked": f"&{urlencode(asked)}" if asked else "",
    }
    return "reporting/exception_year.html", context


def _end_of(entry: RegisteredException, ends) -> RegisteredException | None:
    """The entry that ended this one, if one did."""
    return next((one for one in ends if one.follows_id == entry.pk), None)


def _kinds() -> list[tuple[str, str, object]]:
    """Each kind of exception: its value, its name and what it means."""
    return [(one.value, str(one.label), MEANINGS[one]) for one in Kind]


def _check_is_year(year: int) -> None:
    """404 for a number that is no year."""
    first, last = (one.limit_value for one in YEARS)
    if not first <= year <= last:
        raise Http404(_("There is no such page."))


def _public(
    request: HttpRequest,
    takes: tuple[str, ...],
    make: Callable[[dict[str, str]], Made],
) -> HttpResponse:
    """An answer for anybody, kept until the register has another entry.

    Entries are only added, so how many there are says which state is shown.
    """
    return living(request, takes, str(RegisteredException.objects.count()), make)

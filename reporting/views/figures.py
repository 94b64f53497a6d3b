"""How each figure was calculated: its definition, and exactly the rows that make it."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting import kept
from reporting.datasets import DATASETS
from reporting.figures.catalogue import CHAPTERS, LEVELS, YEAR
from reporting.figures.conditions import condition_of, formula_of
from reporting.figures.evidence import comparisons_of, prove
from reporting.figures.scopes import TABLES, Scope, scope_of
from reporting.figures.sources import Source, sources_of
from reporting.figures.values import (
    api_of,
    file_of,
    numbers_at,
    parts_of,
    rows_file,
)
from reporting.figures.words import (
    DEFINITIONS,
    LEVEL_WORDS,
    NAMES,
    ROWS,
    remarks_on,
)
from reporting.labels import written
from reporting.paging import page_of, read_cursor
from reporting.queries import BadQuery, choice, read_query
from reporting.streaming import stream_rows
from reporting.views.pages import PAGE, Place, place_of, year_page

Reply = tuple[str, dict]
TAKES = (*TABLES, "rows")
COMPARING = ("actions_new", "unfunded")  # with earlier years
KEYS = {
    "units": ("code",),
    "lines": ("unit_code", "code"),
    "actions": ("code",),
    "citations": ("unit_code", "line_code", "action_code"),
}


@year_page()
def figure_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    chapters = [
        (title, [entry(place, measure) for measure in listed])
        for title, listed in CHAPTERS.items()
    ]
    return "reporting/figure_list.html", {"place": place, "chapters": chapters}


def entry(place: Place, measure: str) -> dict[str, Any]:
    """A measure as the list of every figure has it, with its value of the year."""
    told = LEVELS[measure]
    of_year = numbers_at(Scope(place.edition), place.publication, measure)
    return {
        "measure": measure,
        "name": NAMES[measure],
        "definition": DEFINITIONS[measure],
        "levels": [words for level, words in LEVEL_WORDS.items() if level in told],
        "of_year": YEAR in told,
        "shown": written(measure, of_year.get(measure)),
    }


@year_page(*TAKES, "after")
def figure_detail(
    request: HttpRequest, place: Place, query: dict, measure: str
) -> Reply:
    check_known(measure)
    scope = scope_of(place.edition, measure, query)
    numbers = numbers_at(scope, place.publication, measure)
    compared = comparisons_of(place.edition) if measure in COMPARING else []
    context = {
        "place": place,
        "measure": measure,
        "name": NAMES[measure],
        "definition": DEFINITIONS[measure],
        "remarks": remarks_on(measure, scope.level),
        "scope": scope,
        "scope_query": urlencode(scope.query),
        "shown": written(measure, numbers.get(measure)),
        "is_money": measure.startswith("amount_"),
        "parts": [(n, NAMES[n], written(n, v)) for n, v in parts_of(measure, numbers)],
        "told": is_told(measure, numbers),
        "api": api_of(measure, scope),
        "file": file_of(measure, scope),
        "compared": compared,
    }
    if context["told"]:
        context |= rows_shown(measure, scope, numbers, query)
    return "reporting/figure_detail.html", context


def rows_shown(
    measure: str, scope: Scope, numbers: Mapping[str, Any], query: dict
) -> dict[str, Any]:
    """A page of the rows of a figure, and what is made of them."""
    sources = sources_of(measure, scope)
    source = chosen(sources, query)
    keys = KEYS[source.name]
    cursor = read_cursor(query["after"], len(keys)) if "after" in query else None
    with_lines = source.name == "citations"
    rows = source.rows.select_related("line") if with_lines else source.rows
    page = page_of(rows, keys, cursor, PAGE)
    if measure == "actions_new" and source.name == "actions":
        prove(scope.edition, page.rows)
    asked = {name: query[name] for name in TAKES if name in query}
    return {
        "sources": [
            (
                ROWS[one.name],
                f"?{urlencode({**scope.query, 'rows': one.name})}#rows",
                one is source,
            )
            for one in sources
        ],
        "source": source,
        "count": numbers.get(source.counted),
        "formula": formula_of(measure, source, numbers),
        "condition": condition_of(scope, source),
        "whole_file": f"{source.name}.csv",
        "download": rows_file(measure, scope, source),
        "rows_template": f"reporting/_figure_{source.name}.html",
        "page": page,
        "asked": f"{urlencode(asked)}&" if asked else "",
    }


def check_known(measure: str) -> None:
    """404 for a figure that there is not, naming those that there are."""
    if measure not in LEVELS:
        named = {"name": measure, "known": ", ".join(LEVELS)}
        raise Http404(
            _("There is no figure %(name)s. The figures are: %(known)s.") % named
        )


def chosen(sources: list[Source], query: dict) -> Source:
    """The rows that a query asks for, or the first; raises BadQuery naming them."""
    found = choice(query, "rows", {one.name: one for one in sources})
    return found or sources[0]  # type: ignore[return-value]


def is_told(measure: str, numbers: Any) -> bool:
    """Whether a figure has rows: a rate of nothing has, what cannot be told has not."""
    parts = parts_of(measure, numbers)
    if parts:
        return all(value is not None for _name, value in parts)
    return numbers.get(measure) is not None


@require_safe
def figure_file(
    request: HttpRequest, year: int, number: int, name: str
) -> HttpResponse | StreamingHttpResponse:
    place = place_of(kept.memory.current(), year, number)
    measure, dot, ending = name.rpartition(".")
    if ending != "csv":
        raise Http404(_("The rows of a figure are CSV: its name ends with .csv."))
    check_known(measure)
    try:
        scope = scope_of(
            place.edition, measure, query := read_query(request.GET, TAKES)
        )
        source = chosen(sources_of(measure, scope), query)
    except BadQuery as error:
        context = {"sentence": str(error)}
        return render(request, "reporting/refused.html", context, status=400)
    if not is_told(measure, numbers_at(scope, place.publication, measure)):
        raise Http404(_("This figure cannot be told: no rows make it."))
    response = csv_of(source)
    name = file_name(place, measure, scope, source)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return kept.show(response, place.records, [place.edition], "")


def csv_of(source: Source) -> StreamingHttpResponse:
    """Exactly the rows of a source, in the columns of its data set and their order."""
    table = next(one for one in DATASETS if one.name == source.name)
    return StreamingHttpResponse(
        stream_rows(table, source.rows), content_type="text/csv; charset=utf-8"
    )


def file_name(place: Place, measure: str, scope: Scope, source: Source) -> str:
    """A name that says year, publication, stage, figure, level and rows."""
    parts = [str(place.year), str(place.edition.number), place.publication.stage]
    parts += [measure, *(f"{key}-{code}" for key, code in scope.query.items())]
    name = "-".join(["hrbudget", *parts, source.name])
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name) + ".csv"

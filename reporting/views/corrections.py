"""Pages of what each publication of a year changed, and the feed of publications."""

from django.http import HttpRequest

from reporting.correction_words import listed, numbers_changed, summary
from reporting.corrections import Corrected, corrections, reasons_for
from reporting.differences import ALL, LISTED
from reporting.views.pages import Place, year_page

Reply = tuple[str, dict]
LISTS = ("units", "lines", "citations", "rights", "groups")  # what the page lists


@year_page(shows="all_of_year")
def correction_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    found = corrections(edition.pk for edition in place.editions)
    entries = [(one, summary(one), reasons_for(one)) for one in found]
    return "reporting/correction_list.html", {"place": place, "entries": entries}


@year_page(shows="all_of_year")
def correction_detail(request: HttpRequest, place: Place, query: dict) -> Reply:
    (corrected,) = corrections([place.edition.pk])
    context = {
        "place": place,
        "before": corrected.before,
        "summary": summary(corrected),
        "reasons": reasons_for(corrected),
        "numbers": numbers_changed(corrected),
        **{name: listed(corrected, name) for name in LISTS},
        "more": {name: _more(corrected, name) for name in LISTS},
        "others": _others(corrected),
        "files": [f"{name}.csv" for name in corrected.files],
    }
    return "reporting/correction_detail.html", context


def _more(corrected: Corrected, name: str) -> int:
    """How many rows of a file differ beyond those listed."""
    every = sum(
        corrected.counted(name, kind) for kind in ("added", "removed", "changed")
    )
    return 0 if name in ALL else max(0, every - LISTED)


def _others(corrected: Corrected) -> list[tuple[str, int, int, int]]:
    """The other files that differ, with their counts."""
    kinds = ("changed", "added", "removed")
    return [
        (f"{name}.csv", *(corrected.counted(name, kind) for kind in kinds))
        for name in sorted(corrected.files)
        if name not in (*LISTS, "year")
    ]

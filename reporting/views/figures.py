"""How each figure was calculated: its definition, and the rows that make it."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from reporting.figures.catalogue import MEASURES
from reporting.figures.words import DEFINITIONS, NAMES
from reporting.views.pages import Place, year_page

Reply = tuple[str, dict]


@year_page()
def figure_list(request: HttpRequest, place: Place, query: dict) -> Reply:
    figures = [(one, NAMES[one], DEFINITIONS[one]) for one in MEASURES]
    return "reporting/figure_list.html", {"place": place, "figures": figures}


@year_page("right", "strategy", "group", "action", "unit")
def figure_detail(
    request: HttpRequest, place: Place, query: dict, measure: str
) -> Reply:
    if measure not in MEASURES:
        values = {"name": measure, "known": ", ".join(MEASURES)}
        raise Http404(
            _("There is no figure %(name)s. The figures are: %(known)s.") % values
        )
    context = {
        "place": place,
        "measure": measure,
        "name": NAMES[measure],
        "definition": DEFINITIONS[measure],
    }
    return "reporting/figure_detail.html", context

"""What an address of the API takes: in its path, and in its query."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from reporting.trends import MEASURES

LONGEST = 400  # as queries.read_query
YES_OR_NO = {"type": "string", "enum": ["true", "false"]}


def text(kind: str) -> dict[str, Any]:
    """A text of one kind; the formats name what it is a code of."""
    shape = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    return {**shape, "pattern": r"^[^\u0000]+$", "format": kind}


QUERY: dict[str, tuple[dict[str, Any], str]] = {
    "publication": (
        {"type": "integer", "minimum": 1, "maximum": 999999, "format": "publication"},
        "An earlier publication of the year, by its number.",
    ),
    "right": (text("right-code"), "Code of a right or group, such as 01."),
    "group": (text("group-code"), "Code of a population group, such as 19."),
    "unit": (text("unit-code"), "Code of a unit."),
    "action": (text("action-code"), "Code of an action, such as 01.01.01."),
    "body": (text("body-name"), "A responsible body, as the programme writes it."),
    "programme": (
        text("programme-code"),
        "Code of the programme that is meant; else that of the newest year.",
    ),
    "q": (
        {"type": "string", "maxLength": LONGEST, "pattern": r"^[^\u0000]*$"},
        "Words or code to search for.",
    ),
    "after": (
        text("cursor-of-lines"),
        "Where the page begins: follow `next` and `previous`.",
    ),
    "new": (YES_OR_NO, "Only new actions, or only those that are not."),
    "linked": (YES_OR_NO, "Only linked lines, or only the others."),
    "past_term": (YES_OR_NO, "Only those whose term is over, or only the others."),
    "ever_funded": (YES_OR_NO, "Only those that a known year funded, or the others."),
    "format": (
        {"type": "string", "enum": ["json", "csv"]},
        "CSV streams every line, not a page.",
    ),
}
CODES = {  # views whose path ends in a code, and what it is a code of
    "action_detail": "action",
    "trend_right": "right",
    "trend_group": "group",
    "trend_action": "action",
    "trend_unit": "unit",
}
OF_ALL_YEARS = {"year_list", "action_list", "trend_year"}
PATH = OpenApiParameter.PATH
MEASURE = "One of the numbers of this level; else all of them."


def described(name: str, view: str) -> OpenApiParameter:
    """A parameter of the query of a view."""
    if name == "measure":
        return OpenApiParameter(name, measures_of(view), description=MEASURE)
    shape, description = QUERY[name]
    if (name, view) == ("after", "action_list"):
        shape = text("cursor-of-actions")
    return OpenApiParameter(name, shape, description=description)


def measures_of(view: str) -> dict[str, Any]:
    """The names of the numbers of a trend's level."""
    return {"type": "string", "enum": list(MEASURES[view.removeprefix("trend_")])}


def is_code(name: str) -> bool:
    """Whether the view is of the catalogue or of all years, not of one."""
    return name in CODES or name in OF_ALL_YEARS - {"year_list"}


def path_parameters(name: str) -> list[OpenApiParameter]:
    """The parameters in the path of a view."""
    if name in OF_ALL_YEARS:
        return []
    if name in CODES:
        shape, description = QUERY[CODES[name]]
        return [OpenApiParameter("code", shape, PATH, description=description)]
    year = {"type": "integer", "minimum": 0, "format": "published-year"}
    return [OpenApiParameter("year", year, PATH, description="A published year.")]
